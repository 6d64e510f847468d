"""Is this line the announcement of a quote or of a forward? Read by the tables of `clients`.

Everything is plain string search over at most a few joined lines, so it is linear for any text.
"""

import re
from dataclasses import dataclass, field

from .clients import FORWARD_LINES, FORWARDS, LABELS, ORIGINALS, STARTS, VERBS

WRAP_LIMIT = 4  # lines one attribution may be folded into
LENGTH_LIMIT = 500
BLOCK_LIMIT = 12  # lines that are looked at for a header block

_ENDINGS = tuple(f"{verb}{colon}" for verb in VERBS for colon in (":", " :", "：", " ："))
_OPENINGS = tuple(f"{start} " for start in STARTS)
_INNER = tuple(f" {verb} " for verb in VERBS)
_CLOSED = (":", "：")
_NUMBERED = re.compile(r"[\d@]")
_TELLING = re.compile(r"[\d@:：>_=*—-]")
_PLAIN_OPENINGS = _OPENINGS + FORWARD_LINES
_KIND_OF = {word: kind for kind, words in LABELS.items() for word in words}
_MARKS = str.maketrans(
    dict.fromkeys([0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])
    | {0xA0: " ", 0x202F: " "}
)
_ADDRESS = re.compile(r"[^\s<>()\[\]]@[^\s<>()\[\]]")
_MOMENT = re.compile(r"\d{1,2}[:.]\d{2}|\b(?:19|20|13|14|۱۳|۱۴|۲۰)\d{2}\b|\d{4}年")
_LABEL = re.compile(r"[*_\s]{0,6}([^\s:：*][^:：*]{0,20}?)[*\s]{0,4}[:：]")
_RULE = re.compile(r"[-_=—–*]{3,200}\Z")


@dataclass(slots=True)
class Lines:
    """A body's lines, each also as it is compared: trimmed, without invisible marks, labels looked up once."""

    raw: list[str]
    plain: list[str] = field(init=False)
    labels: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.plain = [plain(line) for line in self.raw]

    def label(self, at: int) -> str:
        """What a line `Label: ...` says: from, date, to, subject, other, or ""."""
        known = self.labels.get(at)
        if known is None:
            found = _LABEL.match(self.plain[at], 0, 120)
            known = self.labels[at] = _KIND_OF.get(found[1].strip().casefold(), "") if found else ""
        return known

    def following(self, at: int, within: int) -> int:
        """The next line that is not blank, or -1."""
        return next((n for n in range(at, min(at + within, len(self.plain))) if self.plain[n]), -1)


def plain(line: str) -> str:
    line = line[: LENGTH_LIMIT + 20]
    return (line if line.isascii() else line.translate(_MARKS)).strip()


def may_tell(line: str) -> bool:
    """Whether the line can announce anything at all: quick, and right for the lines of ordinary text."""
    return _TELLING.search(line) is not None or line.casefold().startswith(_PLAIN_OPENINGS)


def attribution(lines: Lines, at: int) -> int:
    """How many lines the attribution takes that begins at line `at`, 0 for none."""
    joined = lines.plain[at]
    if not _may_begin(joined):
        return 0
    for count in range(1, WRAP_LIMIT + 1):
        following = lines.plain[at + count] if at + count < len(lines.plain) else ""
        if following in (">:", "> :"):
            return count + 1 if _is_attribution(f"{joined}>:", count) else 0
        if joined.endswith(_CLOSED) or (following.startswith(">") and joined.endswith(VERBS)):
            return count if _is_attribution(joined.rstrip(":： ") + ":", count) else 0
        if not following or following.startswith(">") or len(joined) + len(following) > LENGTH_LIMIT:
            return 0
        joined = f"{joined} {following}"
    return 0


def _may_begin(line: str) -> bool:
    if not line or len(line) > LENGTH_LIMIT:
        return False
    return _NUMBERED.search(line) is not None or line.casefold().startswith(_OPENINGS)


def _is_attribution(joined: str, count: int) -> bool:
    folded = joined.casefold()
    starts = folded.startswith(_OPENINGS)
    address = _ADDRESS.search(joined) is not None
    moment = _MOMENT.search(joined) is not None
    if not (address or moment or any(c.isdigit() for c in joined)):
        return False
    if folded.endswith(_ENDINGS):
        return starts or ((address or moment) and count <= 2)
    if address and moment and folded.rstrip(":： ").endswith((">", ")", "]")):
        return True
    return starts and (address or moment) and any(verb in folded for verb in _INNER)


def block(lines: Lines, at: int) -> int:
    """How many lines the header block takes that begins at `at` (From:, Sent:, To:, Subject:), 0 for none."""
    if lines.label(at) not in ("from", "date", "subject", "to"):
        return 0
    seen: set[str] = set()
    address = False
    last = at
    for number in range(at, min(at + BLOCK_LIMIT, len(lines.plain))):
        if kind := lines.label(number):
            seen.add(kind)
            last = number
            address = address or "@" in lines.plain[number]
        elif number - last > (2 if lines.plain[number] else 1):
            break
    complete = "from" in seen and len(seen - {"other"}) >= 3 and ("subject" in seen or address)
    return last - at + 1 if complete else 0


def ruled(line: str) -> str:
    """The words of a line such as `----- Original Message -----`, folded; "" where it is not ruled off."""
    if not line.startswith(("--", "__", "==", "**", "—", "_")) or len(line) > 200:
        return ""
    return line.strip("-_=*—– :：").casefold()


def is_original(line: str) -> bool:
    """`----- Original Message -----`, and Zoho's `---- On (date) (name) wrote ----`."""
    words = ruled(line)
    return words in ORIGINALS or (words.startswith(_OPENINGS) and words.endswith(VERBS) and bool(_MOMENT.search(words)))


def is_forward(line: str) -> bool:
    """A forward's opening line, ruled off (Gmail, Thunderbird) or not (Apple Mail)."""
    return ruled(line) in FORWARDS or line.casefold().startswith(FORWARD_LINES)


def is_rule(line: str) -> bool:
    return _RULE.match(line) is not None
