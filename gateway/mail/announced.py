"""Header blocks (From:, Sent:, To:, Subject:), lines such as `----- Original Message -----`, openings of forwards."""

import re

from .attribution import CLOSERS, Lines, attribution, folded, starts
from .clients import FORWARD_LINES, FORWARDS, LABELS, ORIGINALS, VERBS

BLOCK_LIMIT = 12  # lines that are looked at for a header block
RULED_LIMIT = 300
_FORM_LIMIT = 2  # words of a label such as "Phone number:", which forms have and mails have not

_LABEL_LIMIT = 60
_INNER_COLONS = 2  # a block on one line has more
_KIND_OF = {word: kind for kind, words in LABELS.items() for word in words}
_KIND_OF |= {"".join(word.split()): kind for word, kind in _KIND_OF.items()}
_DASHES = frozenset("-_=*—–－‐‑‒―─━＿")
_EDGES = "-_=*—–－‐‑‒―─━＿ :：>\u3000"
_MAIN = ("from", "date", "subject", "to")
_LABEL = re.compile(r"[*_\s]{0,6}([^\s:：*][^:：*]{0,24}?)[*\s]{0,4}[:：]")
_INNER = re.compile(r"([^\W\d_]{2,12})\s?\*{0,2}[:：]\*{0,2}\s")
_MOMENT = re.compile(r"\d{1,2}[:.h：]\d{2}|\d{4}|\d年|\d/\d")
_RULE = re.compile(r"[-_=—–*－‐‑‒―─━＿]{3,200}\Z")


def label(lines: Lines, at: int) -> str:
    """What a line `Label: ...` says: from, date, to, subject, other, "form" for any other label, or ""."""
    line = lines.plain[at]
    known = lines.labels.get(line)
    if known is None:
        known = lines.labels[line] = _label(line)
    return known


def _label(line: str) -> str:
    start = line[:_LABEL_LIMIT]
    if ":" not in start and "：" not in start:
        return ""
    found = _LABEL.match(line, 0, _LABEL_LIMIT)
    if found is None:
        return ""
    name = folded(found[1].strip())
    kind = _KIND_OF.get("".join(name.split()))
    if kind is not None:
        return kind
    if "-" in name and name.isascii() and not name.startswith("e-mail") and " " not in name:
        return "other"  # a field of a raw header: Message-ID, Mime-Version
    if len(name.split()) > _FORM_LIMIT or name.startswith(("http", ">")) or any(c.isdigit() for c in name):
        return ""
    return "form"


def may_begin_block(line: str) -> bool:
    """Whether the line has one of the main labels: a look at the words before its first colon."""
    start = line[:_LABEL_LIMIT]
    if ":" not in start and "：" not in start:
        return False
    name = start.replace("：", ":").partition(":")[0]
    return _KIND_OF.get("".join(folded(name.strip("*_ \t")).split())) in _MAIN


def block(lines: Lines, at: int) -> int:
    """How many lines the header block takes that begins at `at`, 0 for none. A form that people fill in is none."""
    if at <= lines.unblocked or label(lines, at) not in _MAIN:
        return 0
    seen: set[str] = set()
    address = moment = form = False
    last = at
    for number in range(at, min(at + BLOCK_LIMIT, len(lines.plain))):
        line = lines.plain[number]
        kind = label(lines, number) if line else ""
        if kind == "form" and number > at and lines.plain[number - 1].endswith(CLOSERS):
            kind = ""  # a value that stands below its label
        if kind == "form":
            form = number == last + 1
            break
        if kind:
            seen.add(kind)
            seen.update(_inner(line) if kind == "from" and line.count(":") > _INNER_COLONS else ())
            last = number
        elif number - last > (2 if line else 1):
            break
        address = address or "@" in line
        moment = moment or ("date" in seen and _MOMENT.search(line) is not None)
    complete = "from" in seen and len(seen - {"other"}) >= 3 and ("subject" in seen or address)
    if complete and (address or moment) and not form:
        return last - at + 1
    lines.unblocked = last
    return 0


def _inner(line: str) -> set[str]:
    """The other labels of a block that was written on one line."""
    return {kind for name in _INNER.findall(line) if (kind := _KIND_OF.get(folded(name))) in _MAIN}


def ruled(line: str) -> str:
    """The words of a line such as `----- Original Message -----`, folded; "" where it is not ruled off."""
    if line[0] not in _DASHES or len(line) > RULED_LIMIT or line[:1] + line[1:2] in ("- ", "* "):
        return ""
    return folded(line.replace("&nbsp;", " ").strip(_EDGES))


def is_original(line: str) -> bool:
    """`----- Original Message -----`; `---- On (date) (name) wrote ----` (Zoho); `>>> (name) (date) >>>` (GroupWise)"""
    if line[0] == ">":
        return line.startswith(">>> ") and line.endswith(" >>>") and _MOMENT.search(line) is not None
    words = ruled(line)
    if not words:
        return False
    if words in ORIGINALS:
        return True
    return starts(words) and words.split()[-1] in VERBS and _MOMENT.search(words) is not None


def original(lines: Lines, at: int) -> int:
    """How many lines `----- Original Message -----` takes with the fields right below it, 0 where it is none."""
    if not is_original(lines.plain[at]):
        return 0
    if below := attribution(lines, at + 1):
        return below + 1
    end = min(at + BLOCK_LIMIT, len(lines.plain))
    return next((n for n in range(at + 1, end) if not _is_field(lines, n)), end) - at


def _is_field(lines: Lines, at: int) -> bool:
    return label(lines, at) not in ("", "form") or lines.plain[at].startswith("|")


def is_forward(line: str) -> bool:
    """A forward's opening line, ruled off (Gmail, Thunderbird) or not (Apple Mail)."""
    if line[0] in _DASHES and (words := ruled(line)):
        return words in FORWARDS or words.startswith(("forwarded by ", "forwarded message from "))
    return line[-1] in CLOSERS and folded(line).startswith(FORWARD_LINES)


def is_rule(line: str) -> bool:
    return line[0] in _DASHES and _RULE.match(line) is not None
