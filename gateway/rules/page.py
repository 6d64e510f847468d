"""A document that is being read, and one place in it: a value, and what it is called where it is wrong. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from ..policy import Policy
from ..ruleset import Answer
from ..toml_lines import Place, line_of
from .masks import NOBODY, Masks
from .mistakes import Mistake
from .patterns import Words

LIST = 200  # entries
SENTENCE = 400  # characters; what somebody wrote stands in it, however long that is


@dataclass(frozen=True, slots=True)
class Spent:
    """What following the document so far may cost."""

    effort: int
    patterns: int
    words: int


@dataclass
class Page:
    """What is known of the document so far. Grows while it is read from the top down."""

    policy: Policy
    lines: Mapping[Place, int]
    torn: frozenset[Place] = frozenset()  # tables that a broken statement was set aside from
    mistakes: list[Mistake] = field(default_factory=list)
    vips: Masks = NOBODY
    answers: dict[str, Answer | None] = field(default_factory=dict)  # by folded name; None: something is wrong with it
    words: Words = field(default_factory=Words)
    effort: int = 0  # instructions of all patterns so far
    patterns: int = 0

    @property
    def spent(self) -> Spent:
        return Spent(self.effort, self.patterns, len(self.words))

    def line(self, place: Place) -> int:
        return max(1, line_of(place, self.lines))

    def wrong(self, place: Place, sentence: str) -> None:
        self.mistakes.append(Mistake(self.line(place), " ".join(sentence.split())[:SENTENCE]))


@dataclass(frozen=True, slots=True)
class Spot:
    """`owner` and `path` say where it is, for people: `rule "Invoices"`, `when.subject`."""

    page: Page
    place: Place
    value: object
    owner: str
    path: str = ""

    @property
    def key(self) -> str:
        return str(self.place[-1])

    def wrong(self, sentence: str) -> None:
        """`sentence` goes on from the name of the place."""
        named = ": ".join(part for part in (self.owner, self.path) if part)
        self.page.wrong(self.place, f"{named}: {sentence}")

    def under(self, key: str, value: object) -> "Spot":
        return replace(self, place=(*self.place, key), value=value, path=f"{self.path}.{key}" if self.path else key)

    def entries(self) -> tuple["Spot", ...]:
        """Those of a list; anything else is a list of one."""
        if not isinstance(self.value, list):
            return (self,)
        return tuple(replace(self, place=(*self.place, n), value=each) for n, each in enumerate(self.value))

    def members(self) -> Iterator["Spot"]:
        """Those of a table, none of anything else."""
        if isinstance(self.value, dict):
            yield from (self.under(key, each) for key, each in self.value.items())


def text(spot: Spot) -> str | None:
    """A text that says something."""
    if not isinstance(spot.value, str):
        spot.wrong("should be text, in quotes")
    elif not spot.value.strip():
        spot.wrong("is empty")
    else:
        return spot.value.strip()
    return None


def texts(spot: Spot) -> tuple[Spot, ...] | None:
    """Texts, one or a list of them, each with its own place. None where one of them is wrong."""
    entries = spot.entries()
    if not entries:
        spot.wrong("is empty; it needs at least one entry")
        return None
    if len(entries) > LIST:
        spot.wrong(f"has {len(entries)} entries; at most {LIST} can be listed")
        return None
    sound = [text(entry) is not None for entry in entries]
    return entries if all(sound) else None


def said(spot: Spot) -> str:
    """What stands at a place that `texts` found sound."""
    return str(spot.value).strip()


def flag(spot: Spot) -> bool | None:
    if isinstance(spot.value, bool):
        return spot.value
    spot.wrong("should be true or false, without quotes")
    return None


def number(spot: Spot, least: float) -> float | None:
    if isinstance(spot.value, bool) or not isinstance(spot.value, int | float):
        spot.wrong("should be a number, without quotes")
    elif not least <= spot.value <= 1_000_000:  # not a number is not between them, either
        spot.wrong(f"should be {least:g} or more")
    else:
        return spot.value
    return None
