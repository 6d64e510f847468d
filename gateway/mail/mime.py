"""A mail's bytes -> the tree of its parts (RFC 2046). Own splitter over the bytes: linear, bounded, total."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from . import header as header_
from . import parameters
from .header import Header
from .inbound import Defect
from .parameters import Parameters
from .transfer import undo

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
        undone = undo(self.raw, self.encoding)
        if not undone.clean:
            defects.append(Defect.BAD_ENCODING)
        return undone.content


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
    if not content_type.startswith("multipart/"):
        return Part(header, content_type, type_, source, start, end)
    if depth == DEPTH_LIMIT:
        budget.defects.append(Defect.TOO_DEEP)
        return Part(header, content_type, type_, source, start, end)
    places = _places(start, end, type_.get("boundary"), budget)
    if not places:
        return Part(header, "text/plain", type_, source, start, end)
    inner = "message/rfc822" if content_type == "multipart/digest" else "text/plain"
    children: list[Part] = []
    for child in places:
        if budget.parts <= 0:
            budget.defects.append(Defect.TOO_MANY_PARTS)
            break
        children.append(_part(child, inner, budget, depth + 1))
    return Part(header, content_type, type_, source, start, end, tuple(children))


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
    exact = boundary.encode("utf-8", "replace")
    places, closed = _between(start, end, exact, budget) if exact.strip() else ([], False)
    if not places and exact != exact.rstrip():  # a blank at its end is often lost on the way
        places, closed = _between(start, end, exact.rstrip(), budget)
    if not places:
        source = budget.source
        guess = _GUESS.search(source, max(start - 1, 0), min(end, start + 100_000))
        if guess and source.find(b"\n--" + guess[1], guess.end() - 1, end) >= 0:
            places, _ = _between(start, end, guess[1], budget)
    if not closed:
        budget.defects.append(Defect.BAD_BOUNDARY)
    return places


def _between(start: int, end: int, mark: bytes, budget: _Budget) -> tuple[list[tuple[int, int]], bool]:
    """The stretches between delimiter lines (RFC 2046 section 5.1.1), and whether the closing one was there."""
    places: list[tuple[int, int]] = []
    source, opened = budget.source, -1
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
            return places, True
        if len(places) >= budget.parts:
            break
        found = source.find(delimiter, opened, end)
    if opened >= 0:
        places.append((opened, end))
    return places, False


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
