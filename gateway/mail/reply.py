"""The body of a mail -> new text, quoted history and signature. Folded, never cut: the pieces joined are the body.

Line by line, linear for any text. Answers written between quotes stay new text. What stays new is looked at again
until nothing more is found, so that splitting the new text once more changes nothing.
"""

from bisect import bisect_left
from dataclasses import dataclass
from enum import Enum
from itertools import groupby

from . import announced, attribution, folding, signature
from .attribution import Lines

OUR_MARKERS = (
    "##- Please write your reply above this line -##",
    "##- لطفاً پاسخ خود را بالای این خط بنویسید -##",
)

LINE_LIMIT = 10_000  # lines that are looked at; no letter has more, and the rest takes the kind before it
ROUNDS = 4  # two are the most that mails need; where more were, nothing is folded
_TELLING = frozenset(">-_=*—–－‐‑‒―─━＿|#[(")
_REACH = 4  # lines that an attribution may begin above its colon


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
    """The kind of every line, and what was found that concerns all of them."""

    lines: Lines
    kinds: list[Kind]
    forward: int = -1  # from here on a forward is kept whole
    tail: int = -1  # where a header block or "Original Message" took the rest as quoted

    def put(self, start: int, end: int, kind: Kind) -> None:
        self.kinds[start:end] = [kind] * (end - start)


def visible(body: str) -> str:
    """The new text alone."""
    return split(body).text


def split(body: str, *, forwarded: bool = False) -> Reply:
    """`forwarded`: the subject says that this is a forward, so what follows a header block is the matter itself."""
    raw = _lines(body)
    kinds = _kinds(raw, forwarded)
    if kinds is None or kinds.count(Kind.NEW) == len(kinds):
        return Reply((Piece(Kind.NEW, body),) if body else ())
    new = [n for n, kind in enumerate(kinds) if kind is Kind.NEW]
    for _ in range(ROUNDS):
        again = _kinds([raw[n] for n in new], forwarded)
        if again is None or Kind.NEW not in again or again.count(Kind.NEW) == len(new):
            for n, kind in zip(new, again or (), strict=False):
                kinds[n] = kind
            return joined(kinds, raw)
        for n, kind in zip(new, again, strict=True):
            kinds[n] = kind
        new = [n for n, kind in zip(new, again, strict=True) if kind is Kind.NEW]
    return Reply((Piece(Kind.NEW, body),))


def joined(kinds: list[Kind], raw: list[str]) -> Reply:
    """Lines and their kinds as pieces."""
    pairs = zip(kinds, raw, strict=True)
    runs = groupby(pairs, key=lambda pair: pair[0])
    return Reply(tuple([Piece(kind, "".join([line for _, line in run])) for kind, run in runs]))


def lines_of(reply: Reply) -> tuple[list[str], list[Kind]]:
    """The lines of a reply and their kinds: `joined` makes the reply of them again."""
    parts = [(line, piece.kind) for piece in reply.pieces for line in _lines(piece.text)]
    return [line for line, _ in parts], [kind for _, kind in parts]


def _lines(body: str) -> list[str]:
    """Split at LF only: str.splitlines would also cut at U+2028 and form feeds inside sentences."""
    lines = [line + "\n" for line in body.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _kinds(raw: list[str], forwarded: bool) -> list[Kind] | None:
    """The kind of each line; None where all is new. Depends on nothing that trimming the text would change."""
    lines = Lines(raw[:LINE_LIMIT])
    telling, end = _telling(lines), len(lines.raw)
    if not telling and not folding.notices(lines, 0, end):
        return None
    marks = _Marks(lines, [Kind.NEW] * end)
    _mark(marks, telling, forwarded)
    end = marks.forward if marks.forward >= 0 else end  # a forward is left as it is
    _sign(marks, telling, end)
    if 0 <= marks.tail < end and not _has_new(marks, marks.tail):
        marks.put(marks.tail, end, Kind.NEW)  # nothing of one's own above: a forward
    _fill(marks)
    return marks.kinds + marks.kinds[-1:] * (len(raw) - len(lines.raw))


def _telling(lines: Lines) -> list[int]:
    """The lines that may tell anything: quick, because most lines of most mails do not."""
    found: set[int] = set()
    heads, tails, near = signature.HEADS, signature.TAILS, lines.near
    before = ""
    for n, line in enumerate(lines.plain):
        if not line:
            continue
        first, last = line[0], line[-1]
        if first == ">":
            found.add(n)
            if before != ">":
                near.update(range(max(n - _REACH, 0), n))
        elif last in ":：" or ("@" in line and last.isalpha()):
            near.update(range(max(n - _REACH, 0), n + 1))
        else:
            hot = first in _TELLING or last == ">" or announced.may_begin_block(line)
            if hot or line[:3].casefold() in heads or line[-3:].casefold() in tails:
                found.add(n)
        before = first
    return sorted(found | near)


def _mark(marks: _Marks, telling: list[int], forwarded: bool) -> None:
    lines, done = marks.lines, 0
    for at in telling:
        line = lines.plain[at]
        if at < done or not line:
            continue
        if line[0] == ">" and not announced.is_original(line):
            marks.kinds[at] = Kind.QUOTED
            if _is_broken_off(lines.plain, at):
                marks.kinds[at + 1], done = Kind.QUOTED, at + 2
        elif announced.is_forward(line):
            marks.forward = at
            return
        elif _is_marker(lines, at):
            marks.put(at, len(lines.raw), Kind.QUOTED)
            return
        elif count := _opening(lines, at):
            if forwarded:
                marks.forward = at
                return
            done = _quoted_end(marks, at, count)
            marks.put(at, done, Kind.QUOTED)


def _is_marker(lines: Lines, at: int) -> bool:
    """Our own line above the history, also where it was broken in two."""
    line = lines.plain[at]
    if "##" not in line or any(marker in line for marker in OUR_MARKERS):
        return "##" in line
    return line.startswith("##-") and (line.endswith("-##") or " ".join(lines.plain[at : at + 2]).endswith("-##"))


def _opening(lines: Lines, at: int) -> int:
    """The number of lines, from `at` on, that announce a quote; 0 for none."""
    line = lines.plain[at]
    if count := announced.original(lines, at) or attribution.attribution(lines, at) or announced.block(lines, at):
        return count
    if announced.is_rule(line):
        following = lines.following(at + 1, 3)
        if following > 0 and (count := announced.block(lines, following)):
            return following - at + count
    return 0


def _quoted_end(marks: _Marks, at: int, count: int) -> int:
    """The end of the quote: where `>` lines follow they bound it, else all that is left."""
    lines = marks.lines
    following = lines.following(at + count, 8)
    if following >= 0 and lines.plain[following].startswith(">"):
        return following
    if marks.tail < 0 and (announced.is_original(lines.plain[at]) or not attribution.attribution(lines, at)):
        marks.tail = at
    return len(lines.raw)


def _is_broken_off(plain: list[str], at: int) -> bool:
    """Whether the next line is the end of this quoted one, broken off by a mailer: small letters between two quotes."""
    if at + 2 >= len(plain) or len(plain[at]) < 65 or plain[at].endswith((".", "?", "!")):
        return False
    return plain[at + 2].startswith(">") and plain[at + 1][:1].islower()


def _sign(marks: _Marks, telling: list[int], end: int) -> None:
    """Signatures in each stretch of new text."""
    plain, kinds = marks.lines.plain, marks.kinds
    start = 0
    while start < end:
        if kinds[start] is not Kind.NEW:
            start += 1
            continue
        stop = next((n for n in range(start, end) if kinds[n] is not Kind.NEW), end)
        hot = telling[bisect_left(telling, start) : bisect_left(telling, stop)]
        for first, last in folding.signatures(marks.lines, hot, start, stop):
            marks.put(first, last, Kind.SIGNATURE)
        start = stop
    if end == len(plain):
        _sign_named(marks)


def _sign_named(marks: _Marks) -> None:
    """`-Name` as the last line of the new text, where it is no item of a list."""
    plain = marks.lines.plain
    new = [n for n, kind in enumerate(marks.kinds) if kind is Kind.NEW and plain[n]]
    if len(new) < 2 or plain[new[-1] - 1] or not signature.is_named(plain[new[-1]]):
        return
    if not any(plain[n].startswith("-") for n in new[:-1]):
        marks.kinds[new[-1]] = Kind.SIGNATURE


def _has_new(marks: _Marks, end: int) -> bool:
    return any(kind is Kind.NEW and line for kind, line in zip(marks.kinds[:end], marks.lines.plain, strict=False))


def _fill(marks: _Marks) -> None:
    """Blank lines take the kind before them, and at the head of all that of what follows."""
    known = Kind.NEW
    for n, line in enumerate(marks.lines.plain):
        if line:
            known = marks.kinds[n]
        else:
            marks.kinds[n] = known
