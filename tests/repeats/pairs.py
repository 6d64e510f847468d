"""What a labelled pair is, and the short forms in which they are written down."""

from dataclasses import dataclass

Written = tuple[str, str]  # subject and body, as a mail program sends them


@dataclass(frozen=True)
class Letter:
    subject: str
    body: str
    files: tuple[str, ...] = ()
    html: bool = False  # the body is HTML


@dataclass(frozen=True)
class Pair:
    """`waiting`: how many other requests of the same person nobody has answered yet."""

    kind: str
    same: bool
    first: Letter
    second: Letter
    waiting: int = 0

    @property
    def language(self) -> str:
        text = self.first.subject + self.first.body
        return "fa" if any("\u0600" <= letter <= "\u06ff" for letter in text) else "en"


def again(kind: str, first: Written, second: Written) -> Pair:
    """The second is the first one again."""
    return Pair(kind, True, Letter(*first), Letter(*second))


def other(kind: str, first: Written, second: Written) -> Pair:
    """The second is another request."""
    return Pair(kind, False, Letter(*first), Letter(*second))


def chased(first: Written, second: Written, waiting: int = 0) -> Pair:
    """The second only asks whether there is news; it is clear of what, where nothing else waits."""
    kind = "asks for news, several wait" if waiting else "asks for news"
    return Pair(kind, not waiting, Letter(*first), Letter(*second), waiting)


def with_files(pair: Pair, first: tuple[str, ...], second: tuple[str, ...]) -> Pair:
    one = Letter(pair.first.subject, pair.first.body, first)
    two = Letter(pair.second.subject, pair.second.body, second)
    return Pair(pair.kind, pair.same, one, two, pair.waiting)
