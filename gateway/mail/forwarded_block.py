"""The block of headers above a forwarded mail: its values, and who is named as the author.

`announced` tells whether lines are such a block at all; here they are read.
"""

import re
from dataclasses import dataclass, field

from .address import author
from .announced import block, label
from .attribution import Lines, folded, plain
from .inbound import Mailbox
from .marks import without_bidi_controls
from .wordlist import words

ADDRESS_LIMIT = 254
NAME_LIMIT = 200
LINES_LIMIT = 60  # of one block: a copy of a whole header has as many
VALUE_LINES = 20  # into which one list of recipients is folded

_SINGLE = ("from", "date", "subject")
_MAIN = (*_SINGLE, "to")
_ALL = (*_MAIN, "other")
_COMPLETE = 3  # main labels of a block that is not announced
_ANNOUNCED = 2
_COLON = re.compile("[:：]")
_INNER = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,12}\s?\*{0,2}[:：]")
_FOLDED_BY = (",", ";", "؛", "،", "、", "；", "，")
_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x2060, 0xFEFF]) | {0xA0: " ", 0x202F: " "}
_CONTROL = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029]")

_EDGE = r"\s<>()\[\],;:\"«»„“”،؛；，、"
_ADDRESS = re.compile(rf"(?<![^{_EDGE}])[^{_EDGE}@]{{1,64}}@[^{_EDGE}@]{{1,253}}(?![^{_EDGE}])")
_AROUND_ADDRESS = "'`*. "
_AROUND_NAME = " \t*'\"`«»„“”<([:,،"
_BEHALF_WORDS = words("""
    on behalf of | im auftrag von | de la part de | en nombre de | em nome de | per conto di | namens | от имени
    w imieniu | på uppdrag av | 代表 | به نمایندگی از | از طرف | بالنيابة عن | نيابة عن
""")
_BEHALF = re.compile(rf"(?<=[\s>\])])(?:{'|'.join(_BEHALF_WORDS)})\s", re.IGNORECASE)


@dataclass(slots=True)
class Block:
    """The values of a block by what they say (from, date, to, subject), the word for "from", and the line behind it."""

    values: dict[str, str] = field(default_factory=dict)
    word: str = ""
    end: int = 0
    glued: bool = False  # whether all of it stood on one line


def read(lines: Lines, at: int, *, announced: bool) -> Block | None:
    """The block that begins at line `at`, None where there is none. Less is asked of one that was announced."""
    if label(lines, at) not in (_ALL if announced else _MAIN) or not (announced or block(lines, at)):
        return None
    pieces = unglued(lines.raw[at])
    if len(pieces) > 2 and _is_alone(lines, at, pieces):
        below = Lines([*pieces, *lines.raw[at + 1 : at + LINES_LIMIT]])
        found = _read(below, 0)
        found.end, found.glued = found.end + at - len(pieces) + 1, True
    else:
        found = _read(lines, at)
    kinds = sum(kind in found.values for kind in _MAIN)
    return found if "from" in found.values and kinds >= (_ANNOUNCED if announced else _COMPLETE) else None


def _is_alone(lines: Lines, at: int, pieces: list[str]) -> bool:
    """Whether all of the block may stand on this line. With labels below or twice, a name or subject imitates one."""
    kinds = [_kind(piece) for piece in pieces]
    below = label(lines, at + 1) if at + 1 < len(lines.plain) else ""
    return kinds[0] == "from" and below not in _MAIN and all(kinds.count(kind) < 2 for kind in _SINGLE)


def unglued(line: str) -> list[str]:
    """`From: a To: b Sent: c Subject: d` as lines of their own: some programs write plain text so."""
    if len(_COLON.findall(line[:2000])) < _COMPLETE:
        return [line]
    starts = [found.start() for found in _INNER.finditer(line[:2000]) if _kind(line[found.start() : found.end()])]
    if not starts or line[: starts[0]].strip(" \t*"):
        return [line]
    ends = [*starts[1:], len(line)]
    return [line[start:end].rstrip() for start, end in zip(starts, ends, strict=True)]


def _kind(name: str) -> str:
    kind = label(Lines([name]), 0)
    return kind if kind in _ALL else ""


def _read(lines: Lines, at: int) -> Block:
    found, spaced = Block(), False
    limit = min(at + LINES_LIMIT, len(lines.plain))
    while at < limit and (kind := label(lines, at)) in _ALL and not (kind in _SINGLE and kind in found.values):
        end = at + 1
        listed = kind in ("to", "other")
        if any(each not in found.values for each in _MAIN if each != kind):
            end = _folded_end(lines, at, min(limit, at + (VALUE_LINES if listed else 4)))
        end = end if end > at + 1 else _value_end(lines, at, limit, listed)
        name, value = _parted(" ".join(lines.raw[at:end]))
        found.values.setdefault(kind, value)
        found.word = name if kind == "from" and not found.word else found.word
        found.end = at = end
        if at < limit and not lines.plain[at]:
            spaced = spaced or sum(each in found.values for each in _MAIN) < _COMPLETE
            if not spaced:
                break
            at += 1
    if at == found.end and at < limit and label(lines, at) == "from":
        found.values["from"] = ""  # a second author right below: one of the two comes from a subject that was folded
    return found


def _folded_end(lines: Lines, at: int, limit: int) -> int:
    """The next label's line, where the value goes on up to there; else the line behind this one."""
    end = next((n for n in range(at + 1, limit) if _ends(lines, n)), at + 1)
    return end if end < limit and lines.plain[end] else at + 1


def _value_end(lines: Lines, at: int, limit: int, listed: bool) -> int:
    """The line behind the last value of a block: it may stand below its label, or be a folded list of people."""
    end = at + 1
    if end < limit and not _ends(lines, end) and not _parted(lines.plain[at])[1]:
        return end + 1
    while listed and end < limit and lines.plain[end - 1].endswith(_FOLDED_BY) and not _ends(lines, end):
        end += 1
    return end


def _ends(lines: Lines, at: int) -> bool:
    return not lines.plain[at] or label(lines, at) in _ALL


def _parted(line: str) -> tuple[str, str]:
    """The label, as it is compared, and the value."""
    name, _, value = clean(line).partition("：" if _is_wide(line) else ":")
    return folded(plain(name).strip("*_ ")), value.strip("* ")


def _is_wide(line: str) -> bool:
    found = _COLON.search(line)
    return found is not None and found[0] == "："


def clean(text: str) -> str:
    """On one line, without marks that cannot be seen; ZWNJ stays."""
    return " ".join(_CONTROL.sub(" ", without_bidi_controls(text).translate(_INVISIBLE)).split())


def mailbox(value: str) -> Mailbox | None:
    """The one author that a From value names, None where it has no address, several, or one that is none."""
    text = clean(value)
    if behalf := _BEHALF.search(text):
        text = text[behalf.end() :]
    found: dict[str, tuple[str, int]] = {}
    for match in _ADDRESS.finditer(text):
        address = match[0].strip(_AROUND_ADDRESS)
        if "." in address.rpartition("@")[2]:
            found.setdefault(Mailbox(address).key, (address, match.start()))
    if len(found) != 1:
        return None
    [(address, start)] = found.values()
    return Mailbox(address, _name(text, start)) if is_sound(address) else None


def is_sound(address: str) -> bool:
    """Whether every reader takes it for the same one address, which can be written to."""
    local, _, domain = address.rpartition("@")
    if not address.isprintable() or len(address) > ADDRESS_LIMIT or len(local) > 64 or "." not in domain:
        return False
    people, defects = author((f"<{address}>".encode(),))
    return not defects and [person.address for person in people] == [address]


def _name(text: str, start: int) -> str:
    """The words before the address, else those in brackets behind it; an address is no name."""
    before = text[:start].removesuffix("mailto:").strip(_AROUND_NAME).replace("\\", "")
    if not before and "(" in text[start:]:
        before = text[start:].partition("(")[2].partition(")")[0].strip(_AROUND_NAME)
    return "" if "@" in before else before[:NAME_LIMIT]
