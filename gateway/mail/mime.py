"""A mail's bytes -> the tree of its parts (RFC 2046). Own splitter over the bytes: linear, bounded, total."""

import re
from dataclasses import dataclass, field, replace
from functools import cached_property

from . import header as header_
from . import parameters
from .header import Header
from .inbound import Defect
from .parameters import Parameters
from .transfer import Undone, undo

DEPTH_LIMIT = 20
PART_LIMIT = 100
_CANDIDATE_LIMIT = 50_000  # lines that begin like a boundary without being one
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,80}")
_GUESS = re.compile(rb"(?:\A|\n)--([^\s-][^\r\n]{0,69}?)[ \t]*\r?\n")
_BINARY = ("application", "image", "audio", "video", "font", "model")
_SHORT = {"text": "text/plain", "html": "text/html", "": ""}


@dataclass(frozen=True)
class Part:
    """One part: its header, where its body stands in the mail, and its children if it is a multipart."""

    header: Header
    content_type: str
    type: Parameters
    source: bytes = field(repr=False)
    start: int = 0
    end: int = 0
    children: tuple["Part", ...] = ()
    is_unread: bool = False  # a multipart inside another, in which no part can be told

    @cached_property
    def disposition(self) -> Parameters:
        return parameters.read(self.header.first("content-disposition"), self.type.get("charset"))

    @property
    def encoding(self) -> str:
        words = self.header.first("content-transfer-encoding").partition(b";")[0].partition(b"(")[0].split()
        return words[0].strip(b"\"'").decode("latin-1").lower() if words else ""

    @property
    def raw(self) -> bytes:
        return self.source[self.start : self.end]

    @cached_property
    def name(self) -> str:
        """The file name as the sender wrote it, "" for none (RFC 2183 section 2.3)."""
        return self.disposition.get("filename") or self.type.get("name") or self.disposition.get("name")

    def content(self, defects: list[Defect]) -> bytes:
        """The body with its transfer encoding undone."""
        return self._undone(defects).content

    def letter(self, defects: list[Defect]) -> bytes:
        """The same for text: with what a mailing list wrote below an encoded body."""
        undone = self._undone(defects)
        return undone.content + b"\n" + undone.rest if undone.rest else undone.content

    def _undone(self, defects: list[Defect]) -> Undone:
        undone = undo(self.raw, self.encoding)
        if not undone.clean:
            defects.append(Defect.BAD_ENCODING)
        return undone


@dataclass(slots=True)
class _Budget:
    """The mail, what it may still use up, and what was found wrong with it."""

    source: bytes
    defects: list[Defect]
    parts: int = PART_LIMIT
    candidates: int = _CANDIDATE_LIMIT


def read(raw: bytes, defects: list[Defect]) -> Part:
    """The root part of a whole mail; what is wrong with it is added to `defects`."""
    return _part((0, len(raw)), "text/plain", _Budget(raw, defects), 0)


def _part(place: tuple[int, int], default: str, budget: _Budget, depth: int) -> Part:
    budget.parts -= 1
    source = budget.source
    header, start = header_.read(source, *place)
    budget.defects.extend(
        header.defects if depth == 0 else [d for d in header.defects if d is not Defect.STRAY_CONTROL]
    )
    type_ = parameters.read(header.first("content-type"))
    content_type = _content_type(type_.value, default)
    if _is_ambiguous(header, type_):
        budget.defects.append(Defect.AMBIGUOUS)
    end = max(start, place[1])
    part = Part(header, content_type, type_, source, start, end)
    if not content_type.startswith("multipart/"):
        return part
    if depth == DEPTH_LIMIT:
        budget.defects.append(Defect.TOO_DEEP)
        return part
    children = _children(part, (start, end), budget, depth) or _encoded_children(part, budget, depth)
    if not children:
        return replace(part, content_type="text/plain", is_unread=depth > 0)
    return replace(part, children=children)


def _children(part: Part, place: tuple[int, int], budget: _Budget, depth: int) -> tuple[Part, ...]:
    inner = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
    children: list[Part] = []
    for child in _places(*place, part.type.get("boundary"), budget):
        if budget.parts <= 0:
            budget.defects.append(Defect.TOO_MANY_PARTS)
            break
        children.append(_part(child, inner, budget, depth + 1))
    return tuple(children)


def _encoded_children(part: Part, budget: _Budget, depth: int) -> tuple[Part, ...]:
    """Some mailers encode a whole multipart, which RFC 2045 section 6.4 forbids."""
    if part.encoding not in ("base64", "quoted-printable"):
        return ()
    outer = budget.source
    budget.source = undo(part.raw, part.encoding).content
    children = _children(part, (0, len(budget.source)), budget, depth)
    budget.source = outer
    return children


def _content_type(value: str, default: str) -> str:
    """RFC 2045 section 5.2: what cannot be read is text/plain."""
    value = _SHORT.get(value, value) or default
    if _TYPE.fullmatch(value):
        return value
    value = value.replace(" ", "").rstrip("/")
    if _TYPE.fullmatch(value):
        return value
    return "application/octet-stream" if value.startswith(_BINARY) else default


def _is_ambiguous(header: Header, type_: Parameters) -> bool:
    """Two statements that disagree: readers differ in which they believe."""
    if type_.repeated & {"boundary", "charset"}:
        return True
    names = [name for name, _ in header.fields if name in ("content-type", "content-transfer-encoding")]
    return len(names) > 2 or (len(names) == 2 and names[0] == names[1])


def _places(start: int, end: int, boundary: str, budget: _Budget) -> list[tuple[int, int]]:
    """Where the parts of a multipart stand. Without a usable boundary the first line that looks like one serves."""
    places: list[tuple[int, int]] = []
    closed = False
    for mark in _readings(boundary.encode("utf-8", "surrogateescape")):
        places, closed = _between(start, end, mark, budget)
        if places:
            break
    if not places:
        source = budget.source
        guess = _GUESS.search(source, max(start - 1, 0), min(end, start + 100_000))
        if guess and source.find(b"\n--" + guess[1], guess.end() - 1, end) >= 0:
            places, _ = _between(start, end, guess[1], budget)
    if not closed:
        budget.defects.append(Defect.BAD_BOUNDARY)
    return places


def _readings(boundary: bytes) -> list[bytes]:
    """As written; then without the blanks at its end, which are often lost on the way, or without a comment."""
    whole = boundary.rstrip()
    readings = [boundary, whole, whole.partition(b" (")[0].rstrip(), whole.strip(b"\"'")]
    return [mark for mark in dict.fromkeys(readings) if mark.strip()]


def _between(start: int, end: int, mark: bytes, budget: _Budget) -> tuple[list[tuple[int, int]], bool]:
    """The stretches between delimiter lines (RFC 2046 section 5.1.1), and whether the closing one was there."""
    places: list[tuple[int, int]] = []
    source, opened, closed = budget.source, -1, False
    delimiter = b"--" + mark
    found = source.find(delimiter, start, end)
    while found >= 0:
        tail = _tail(source, found + len(delimiter), end) if found == start or source[found - 1] == 10 else None
        if tail is None:
            budget.candidates -= 1
            if budget.candidates <= 0:
                break
            found = source.find(delimiter, found + len(delimiter), end)
            continue
        if opened >= 0:
            places.append((opened, _before(source, found, opened)))
        closing, opened = tail
        if closing:
            closed, opened = True, -1  # parts behind it are broken, and read all the same
        if len(places) >= budget.parts:
            break
        found = source.find(delimiter, tail[1], end)
    if opened >= 0:
        places.append((opened, end))
    return places, closed


def _tail(source: bytes, position: int, end: int) -> tuple[bool, int] | None:
    """The rest of a delimiter line: (is it the closing one, where the next line begins), None if it is none."""
    stop = source.find(b"\n", position, min(end, position + 200))
    if stop < 0 and end - position > 200:
        return None  # no delimiter line is that long
    rest = source[position : stop if stop >= 0 else end].rstrip(b" \t\r")
    after = stop + 1 if stop >= 0 else end
    if rest == b"" or rest.startswith((b" ", b"\t")):
        return False, after
    return (True, after) if rest == b"--" or rest.startswith((b"-- ", b"--\t")) else None


def _before(source: bytes, delimiter: int, opened: int) -> int:
    """The line end before a delimiter belongs to the delimiter."""
    end = delimiter - 1
    if end > opened and source[end - 1] == 13:
        end -= 1
    return max(end, opened)
