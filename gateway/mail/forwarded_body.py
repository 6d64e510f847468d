"""Where in a body a forwarded mail begins: behind an announcement, a block of headers, or all in quotes.

Line by line and in linear time, with the tables by which answers are split. Only what the forwarder's program wrote
counts: a forward in the history of an answer is none.
"""

import re
from dataclasses import dataclass, replace

from . import announced, forwarded_block
from .attribution import CLOSERS, Lines, attribution, folded
from .clients import FORWARDS as ANNOUNCEMENTS
from .forwarded_block import Block, clean, mailbox
from .inbound import Mailbox
from .reply import LINE_LIMIT, OUR_MARKERS, Kind, split

_GAP = 4  # lines between an announcement and what it announces
_DEPTH = 3  # quotes in quotes that are looked into
_RULED_START = re.compile(r"\s{0,9}([-_=*]{3,40}\s?[^-_=*\s][^-_=*]{2,60}[-_=*]{3,40})[ \t]{0,9}(?=[^-_=*\s])")
_QUOTED_NAME = re.compile(r"[\"«„“]([^\"«»„“”@]{1,200})[\"»”]\s{0,3}[<(\[]")
_BEFORE_QUOTE = " \t\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff"


@dataclass(frozen=True, slots=True)
class Ways:
    """How a forward may begin in a mail: anyhow where the subject says that it is one, else with an announcement."""

    sure: bool
    words: frozenset[str] = frozenset()  # also with a block that has one of these words for "from"
    answers: bool = False  # whether the mail names others before it


@dataclass(frozen=True, slots=True)
class Matter:
    """A forward in a body: the line it begins at, who is named as its author, its headers, the lines of its text."""

    at: int
    writer: Mailbox | None
    values: dict[str, str]
    rows: list[str]
    glued: bool = False


def lines_of(text: str) -> tuple[Lines, list[str]]:
    """The lines that are looked at, and the rest."""
    rows = text.split("\n")
    return sheet([each for row in rows[:LINE_LIMIT] for each in _parted(row)]), rows[LINE_LIMIT:]


def sheet(raw: list[str]) -> Lines:
    lines = Lines(raw)
    lines.near = set(range(len(raw)))
    return lines


def own(text: str) -> str:
    """What somebody wrote, without quotes and signature."""
    return split(text).of(Kind.NEW).strip()


def unquoted(row: str) -> str:
    """Without one mark of a quote."""
    bare = row.lstrip(_BEFORE_QUOTE)
    return bare[1:].removeprefix(" ") if bare.startswith((">", "＞")) else row


def _parted(row: str) -> tuple[str, ...]:
    """`--- Forwarded Message --- From: ...`: some programs lose the line break behind an announcement."""
    found = _RULED_START.match(row) if row.lstrip()[:3] in ("---", "___", "===", "***") else None
    if found is None or not (announced.is_forward(found[1]) or announced.is_original(found[1])):
        return (row,)
    return found[1], row[found.end() :]


def first(lines: Lines, ways: Ways) -> Matter | None:
    """The first forward of a body. Where the subject does not say that it is one, what is answered ends the search."""
    if not (ways.sure or ways.words or any(_is_announcement(line.lstrip("> ")) for line in lines.plain)):
        return None
    at = 0
    while at < len(lines.plain):
        line = lines.plain[at]
        if any(marker in line for marker in OUR_MARKERS):
            return None
        if line.startswith(">") and not announced.is_original(line):
            end = _quote_end(lines, at)
            matter = _quoted(lines, at, end, ways)
            if matter is not None or not ways.sure:
                return matter
            at = end
            continue
        matter = _begin(lines, at, ways) if line else None
        if matter is not None or (line and not ways.sure and _is_history(lines, at)):
            return matter
        at += 1
    return None


def _begin(lines: Lines, at: int, ways: Ways) -> Matter | None:
    line = lines.plain[at]
    if _is_announcement(line):
        return _below(lines, at, at + 1)
    if not (ways.sure or ways.words):
        return None
    if announced.is_original(line) and (matter := _below(lines, at, at + 1, ways.words)):
        return matter
    start = lines.following(at + 1, 3) if announced.is_rule(line) else at
    block = forwarded_block.read(lines, start, announced=False) if start >= 0 else None
    if block is not None and (ways.sure or block.word in ways.words):
        return _of_block(lines, at, block)
    return _attributed(lines, at, at, ways) if ways.sure else None


def _below(lines: Lines, at: int, start: int, only: frozenset[str] = frozenset(), depth: int = 0) -> Matter | None:
    """What was announced at line `at`: a block, perhaps quoted, or "On (date) (name) wrote:"."""
    following = lines.following(start, _GAP)
    if following < 0:
        return None
    if lines.plain[following].startswith(">"):
        inner = sheet([unquoted(row) for row in lines.raw[following : _quote_end(lines, following)]])
        matter = _below(inner, 0, 0, only, depth + 1) if depth < _DEPTH else None
        return replace(matter, at=at) if matter else None
    block = forwarded_block.read(lines, following, announced=True)
    if block is not None:
        return _of_block(lines, at, block) if not only or block.word in only else None
    return None if only else _attributed(lines, at, following, Ways(sure=True))


def _of_block(lines: Lines, at: int, block: Block) -> Matter:
    return Matter(at, mailbox(block.values["from"]), block.values, lines.raw[block.end :], block.glued)


def _attributed(lines: Lines, at: int, start: int, ways: Ways) -> Matter | None:
    """A forward that begins with "On (date) (name) wrote:", as answers do: those go on with a quote."""
    count = int(announced.is_original(lines.plain[start])) or attribution(lines, start)
    if not count:
        return None
    said = " ".join(lines.raw[start : start + count])
    answers = ways.answers and lines.is_quoted(start + count) and any(lines.plain[:at])
    writer = None if answers else mailbox(said)
    return Matter(at, writer and _renamed(writer, said), {"date": said}, lines.raw[start + count :])


def _renamed(writer: Mailbox, said: str) -> Mailbox:
    """With a name only where it stands in quotes: otherwise a date stands before it."""
    name = _QUOTED_NAME.search(said)
    return Mailbox(writer.address, clean(name[1]) if name else "")


def _quoted(lines: Lines, at: int, end: int, ways: Ways) -> Matter | None:
    """A forward all in quotes, as Apple Mail writes it: the announcement comes first in them."""
    inner = sheet([unquoted(row) for row in lines.raw[at:end]])
    first = inner.following(0, _GAP)
    if first < 0 or inner.plain[first].startswith(">"):
        return None
    if not ways.sure and (announced.ruled(inner.plain[first]) or own("\n".join(lines.raw[end:]))):
        return None  # an answer to a forward
    matter = _begin(inner, first, ways)
    return replace(matter, at=at) if matter else None


def _is_announcement(line: str) -> bool:
    if not line:
        return False
    return announced.is_forward(line) or (line[-1] in CLOSERS and folded(line[:-1].strip()) in ANNOUNCEMENTS)


def _is_history(lines: Lines, at: int) -> bool:
    return announced.is_original(lines.plain[at]) or bool(announced.block(lines, at) or attribution(lines, at))


def _quote_end(lines: Lines, at: int) -> int:
    """The line behind the quote that begins at `at`; a line or two without its mark do not end it."""
    end = at + 1
    for number in range(at + 1, len(lines.plain)):
        if lines.plain[number].startswith(">"):
            end = number + 1
        elif number - end >= 2:
            break
    return end
