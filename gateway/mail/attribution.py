"""Is this line the announcement of a quote: "On (date) (name) wrote:"? Read by the tables of `clients`.

What a client writes holds a date, a time and a name or an address, and hardly another word: a sentence does.
"""

import re
from dataclasses import dataclass, field

from .clients import JOINED_VERBS, PARTICLES, PERSONS, STARTS, VERBS
from .wordlist import ARABIC_LETTERS

WRAP_LIMIT = 5  # lines one attribution may be folded into
LENGTH_LIMIT = 500
SHORT_LIMIT = 6  # words of "Ann Lee wrote:" above a quote

CLOSERS = (":", "：")
_ENDED = (".", "?", "!", "؟", "。", "？", "！")
_OPENINGS = tuple(f"{start}{end}" for start in STARTS for end in (" ", ",", "."))
_CHINESE_OPENINGS = ("在", "於", "于")
_NUMBERED = re.compile(r"[\d@]")
_WORD = re.compile(r"[^\W_]+(?:\u200c[^\W_]+)*")
_MARKS = str.maketrans(
    dict.fromkeys([0x61C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2065)])
    | dict.fromkeys([*range(0x2066, 0x206A), 0xFEFF])
    | {0xA0: " ", 0x202F: " ", **ARABIC_LETTERS}
)
_ADDRESS = re.compile(r"[^\s<>()\[\]]@[^\s<>()\[\]]")
_ADDRESSES = re.compile(r"\S{1,100}@\S{1,100}")
_TIME = re.compile(r"\d{1,2}\s?[:.：٫h时時点]\s?\d{2}")
_DATE = re.compile(r"(?:19|20|1[34]|۱۹|۲۰|۱[۳۴]|١٩|٢٠|١٤)\d\d|\d{1,2}[./-]\d{1,2}[./-]\d\d|\d年")


@dataclass(slots=True)
class Lines:
    """A body's lines, each also as it is compared: trimmed, without invisible marks. What was found is kept."""

    raw: list[str]
    plain: list[str] = field(init=False)
    labels: dict[str, str] = field(default_factory=dict)  # by line: logs and tables say the same again and again
    devices: dict[str, bool] = field(default_factory=dict)  # likewise
    attributions: dict[int, int] = field(default_factory=dict)
    unblocked: int = -1  # no header block begins up to here
    near: set[int] = field(default_factory=set)  # lines that a colon or a quote follows soon

    def __post_init__(self) -> None:
        self.plain = [plain(line) for line in self.raw]

    def following(self, at: int, within: int) -> int:
        """The next line that is not blank, or -1."""
        return next((n for n in range(at, min(at + within, len(self.plain))) if self.plain[n]), -1)

    def is_quoted(self, at: int) -> bool:
        """Whether `>` lines come next."""
        following = self.following(at, 4)
        return following >= 0 and self.plain[following].startswith(">")


def plain(line: str) -> str:
    line = line.strip()[: LENGTH_LIMIT + 20]
    if line.isascii():
        return line
    line = line.translate(_MARKS).strip()
    return ">" + line[1:] if line.startswith("＞") else line


def folded(line: str) -> str:
    """In small letters; the dot that Turkish capitals leave over is dropped."""
    return line.casefold() if line.isascii() else line.casefold().replace("i\u0307", "i")


def starts(folded: str) -> bool:
    """Whether a line, in small letters, begins as attributions do."""
    return folded.startswith(_OPENINGS) or folded.startswith(_CHINESE_OPENINGS)


def attribution(lines: Lines, at: int) -> int:
    """How many lines the attribution takes that begins at line `at`, 0 for none."""
    known = lines.attributions.get(at)
    if known is None:
        known = lines.attributions[at] = _attribution(lines, at) if at in lines.near else 0
    return known


def _attribution(lines: Lines, at: int) -> int:
    plain = lines.plain
    joined = plain[at]
    if not _may_begin(joined):
        return 0
    for count in range(1, WRAP_LIMIT + 1):
        following = plain[at + count] if at + count < len(plain) else ""
        if following in (">:", "> :"):
            return count + 1 if _is_attribution(f"{joined}>:", quoted=False) else 0
        quoted = lines.is_quoted(at + count)
        if joined.endswith(CLOSERS) or quoted or not following:
            found = _is_attribution(joined, quoted) and (joined.endswith(CLOSERS) or _is_bare(joined, quoted))
            return count if found and not (count > 1 and _begins_later(lines, at, count)) else 0
        if len(joined) + len(following) > LENGTH_LIMIT:
            return 0
        joined = f"{joined} {following}"
    return 0


def _begins_later(lines: Lines, at: int, count: int) -> bool:
    """Whether the first line is the writer's own, and the attribution is all there without it."""
    if attribution(lines, at + 1) != count - 1:
        return False
    first, rest = lines.plain[at], " ".join(lines.plain[at + 1 : at + count])
    dated = _DATE.search(first) is not None
    if first.endswith(_ENDED) or rest.casefold().startswith(_OPENINGS):
        return True
    if starts(first.casefold()) and _NUMBERED.search(first) and PERSONS.isdisjoint(_WORD.findall(first.casefold())):
        return not (dated and _TIME.search(first)) and not _is_sparse(first)
    complete = _ADDRESS.search(rest) and (_DATE.search(rest) or (_TIME.search(rest) and not dated))
    return bool(complete) or not (dated or _ADDRESS.search(first)) or not _is_sparse(first)


def _may_begin(line: str) -> bool:
    if not line or len(line) > LENGTH_LIMIT or line[0] == ">":
        return False
    folded = line.casefold()
    return _NUMBERED.search(line) is not None or starts(folded) or _has_verb(folded, _WORD.findall(folded))


def _has_verb(folded: str, words: list[str]) -> bool:
    return not VERBS.isdisjoint(words) or (not folded.isascii() and any(verb in folded for verb in JOINED_VERBS))


def _is_bare(joined: str, quoted: bool) -> bool:
    """An attribution without its colon: it ends in the verb, right above the quote or with all its parts."""
    folded = joined.casefold()
    if not _has_verb(folded, _WORD.findall(folded)[-2:]):
        return False
    return quoted or (starts(folded) and bool(_ADDRESS.search(joined) and _TIME.search(joined)))


def _is_attribution(joined: str, quoted: bool) -> bool:
    """`quoted`: lines with `>` follow, so that less needs to be said."""
    address, moment = _ADDRESS.search(joined), _TIME.search(joined) or _DATE.search(joined)
    if not (address or moment or quoted):
        return False
    bracketed = address is not None and _is_bracketed(joined, "<[(")
    if bracketed and moment and joined.rstrip(":： ").endswith((">", ">)", "]")) and _is_bracketed(joined, "<["):
        return True
    folded = joined.casefold()
    words = _WORD.findall(folded)
    if not _has_verb(folded, words):
        return bool(address and moment) and _is_signed(joined)
    if not address and not PERSONS.isdisjoint(words):
        return quoted and moment is not None
    if quoted:
        return bool(address or moment) or (len(words) <= SHORT_LIMIT and _has_verb(folded, words[-3:]))
    if address:
        return bool(moment or starts(folded)) and (bracketed or _is_sparse(joined))
    return bool(_TIME.search(joined) and _DATE.search(joined)) and _is_sparse(joined)


def _is_signed(joined: str) -> bool:
    """`16 Nov 2026, 12:00 by ann@example.org:` (Tuta): a date first, an address last, and hardly a word between."""
    last = joined.rstrip(":： ").rpartition(" ")[2]
    return joined[0].isdigit() and "@" in last and _TIME.search(joined) is not None and _is_sparse(joined)


def _is_bracketed(joined: str, opening: str) -> bool:
    return any(bracket in joined and "@" in joined[joined.index(bracket) :] for bracket in opening)


def _is_sparse(joined: str) -> bool:
    """Names, dates and verbs only. A word in small letters counts as part of a date near a digit."""
    words = _WORD.findall(_ADDRESSES.sub(" ", joined))
    dated = {n + step for n, word in enumerate(words) if word[:1].isdigit() for step in (-2, -1, 0, 1, 2)}
    return all(
        n in dated or not word[:1].islower() or word.casefold() in VERBS or word.casefold() in PARTICLES
        for n, word in enumerate(words)
    )
