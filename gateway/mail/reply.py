"""The body of a mail -> new text, quoted history and signature. Folded, never cut: the pieces joined are the body.

Line by line and once through: linear for any text. Answers written between quotes stay new text.
"""

from dataclasses import dataclass
from enum import Enum
from itertools import groupby

from . import attribution, signature
from .attribution import Lines

OUR_MARKERS = (
    "##- Please write your reply above this line -##",
    "##- لطفاً پاسخ خود را بالای این خط بنویسید -##",
)


LINE_LIMIT = 50_000  # lines that are looked at; no letter has more, and the rest takes the kind before it


class Kind(Enum):
    NEW = "new"
    QUOTED = "quoted"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Piece:
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A body in pieces, in order, none empty."""

    pieces: tuple[Piece, ...]

    def of(self, kind: Kind) -> str:
        return "".join([piece.text for piece in self.pieces if piece.kind is kind])

    @property
    def text(self) -> str:
        """The new text, as a reader should see it first."""
        return self.of(Kind.NEW).strip()


@dataclass(slots=True)
class _Marks:
    """The kind of every line, None for blank ones, which take the kind before them."""

    lines: Lines
    kinds: list[Kind | None]
    tail: int = -1  # where a header block or "Original Message" took the rest as quoted

    def put(self, start: int, end: int, kind: Kind) -> None:
        self.kinds[start:end] = [kind] * (end - start)


def visible(body: str) -> str:
    """The new text alone."""
    return split(body).text


def split(body: str) -> Reply:
    lines = Lines(_lines(body))
    marks = _Marks(lines, [None] * len(lines.raw))
    _mark(marks)
    if marks.tail >= 0 and not any(kind is Kind.NEW for kind in marks.kinds[: marks.tail]):
        marks.put(marks.tail, len(lines.raw), Kind.NEW)  # nothing of one's own above: a forward
    else:
        _sign(marks)
    return Reply(_pieces(marks))


def _lines(body: str) -> list[str]:
    """Split at LF only: str.splitlines would also cut at U+2028 and form feeds inside sentences."""
    lines = [line + "\n" for line in body.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _mark(marks: _Marks) -> None:
    lines = marks.lines
    at, state = 0, Kind.NEW
    while at < min(len(lines.raw), LINE_LIMIT):
        line = lines.plain[at]
        if not line:
            at += 1
        elif line.startswith(">"):
            marks.kinds[at] = Kind.QUOTED
            at, state = at + 1, Kind.NEW
        elif ends := _rest(line):
            marks.put(at, len(lines.raw), ends)
            return
        elif count := _opening(lines, at):
            end = _quoted_end(marks, at, count)
            marks.put(at, end, Kind.QUOTED)
            at, state = end, Kind.NEW
        else:
            state = Kind.SIGNATURE if signature.is_delimiter(line) or signature.is_device(line) else state
            marks.kinds[at] = Kind.QUOTED if _is_wrapped_quote(lines.raw, at) else state
            at += 1


def _rest(line: str) -> Kind | None:
    """What all from here on is: a forward is new text, below our own marker everything is quoted."""
    if not attribution.may_tell(line):
        return None
    if attribution.is_forward(line):
        return Kind.NEW
    return Kind.QUOTED if any(marker in line for marker in OUR_MARKERS) else None


def _opening(lines: Lines, at: int) -> int:
    """The number of lines, from `at` on, that announce a quote; 0 for none."""
    if not attribution.may_tell(lines.plain[at]):
        return 0
    if attribution.is_original(lines.plain[at]):
        return 1
    if count := attribution.attribution(lines, at) or attribution.block(lines, at):
        return count
    if attribution.is_rule(lines.plain[at]):
        following = lines.following(at + 1, 3)
        if following > 0 and (count := attribution.block(lines, following)):
            return following - at + count
    return 0


def _quoted_end(marks: _Marks, at: int, count: int) -> int:
    """The end of the quote: where `>` lines follow they bound it, else all that is left."""
    lines = marks.lines
    following = lines.following(at + count, 8)
    if following >= 0 and lines.plain[following].startswith(">"):
        return following
    if marks.tail < 0 and (attribution.is_original(lines.plain[at]) or not attribution.attribution(lines, at)):
        marks.tail = at
    return len(lines.raw)


def _is_wrapped_quote(lines: list[str], at: int) -> bool:
    """The end of a quoted line that a mailer broke off: between two `>` lines, after a long one, in small letters."""
    if at == 0 or at + 1 >= len(lines):
        return False
    before, after = lines[at - 1].rstrip(), lines[at + 1]
    return before.startswith(">") and after.startswith(">") and len(before) >= 65 and lines[at][:1].islower()


def _sign(marks: _Marks) -> None:
    """`-Name` as the last line of the new text."""
    lines = marks.lines
    last = next((n for n in range(len(lines.raw) - 1, -1, -1) if marks.kinds[n] is Kind.NEW), -1)
    if last > 0 and not lines.plain[last - 1] and signature.is_named(lines.plain[last]):
        marks.kinds[last] = Kind.SIGNATURE


def _pieces(marks: _Marks) -> tuple[Piece, ...]:
    known = Kind.NEW
    kinds: list[Kind] = []
    for kind in marks.kinds:
        known = kind or known
        kinds.append(known)
    pairs = zip(kinds, marks.lines.raw, strict=True)
    return tuple(
        Piece(kind, "".join([line for _, line in run])) for kind, run in groupby(pairs, key=lambda pair: pair[0])
    )
