"""winmail.dat -> the attachments and the text inside (MS-OXTNEF). An own decoder: linear, bounded, total.

A stream is a row of attributes; some hold rows of MAPI properties (MS-OXPROPS), the file's real name among them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from struct import Struct, error

from .charset import decode

SIGNATURE = b"\x78\x9f\x3e\x22"
ATTRIBUTE_LIMIT = 5000
DEPTH_LIMIT = 3  # mails attached to mails

_ATTRIBUTE = Struct("<BII")
_LONG = Struct("<I")
_TYPE_AND_ID = Struct("<HH")
_TEXT, _HTML, _RTF, _CHARSET = 0x1000, 0x1013, 0x1009, 0x3FDE
_LONG_NAME, _SHORT_NAME, _SHOWN_NAME = 0x3707, 0x3704, 0x3001
_CONTENT, _MIME_TYPE, _CONTENT_ID = 0x3701, 0x370E, 0x3712

# The bytes a value takes, by its type; the others say their length themselves.
_SIZES = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_NULL, _LONG_NUMBER, _OBJECT, _NARROW, _WIDE, _MULTIPLE = 0x01, 0x03, 0x0D, 0x1E, 0x1F, 0x1000


class _Tag(IntEnum):
    """The attributes that are read (MS-OXTNEF section 2.1.3.3)."""

    CODEPAGE = 0x9007
    BODY = 0x800C
    PROPERTIES = 0x9003
    NEXT_FILE = 0x9002
    FILE_TITLE = 0x8010
    FILE_DATA = 0x800F
    FILE_PROPERTIES = 0x9005


Properties = dict[int, tuple[int, bytes]]  # id -> (type, value)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file of the stream, or the text of a mail that was attached; the files of that mail stand beside it."""

    name: str
    content_type: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """`rtf` is compressed as it came (`rtf.unpack`)."""

    files: tuple[Enclosed, ...]
    text: str = ""
    html: str = ""
    rtf: bytes = b""


@dataclass(slots=True)
class _File:
    title: bytes = b""
    data: bytes = b""
    properties: Properties = field(default_factory=dict)


def read(raw: bytes, depth: int = 0) -> Unpacked | None:
    """What the stream holds, or None where it is broken anywhere."""
    if not raw.startswith(SIGNATURE) or depth == DEPTH_LIMIT:
        return None
    codepage, body = "", b""
    message: Properties = {}
    files: list[_File] = []
    try:
        for name, data in _attributes(raw):
            match name:
                case _Tag.CODEPAGE:
                    codepage = f"cp{_LONG.unpack_from(data)[0]}"
                case _Tag.BODY:
                    body = data
                case _Tag.PROPERTIES:
                    message = _properties(data)
                case _Tag.NEXT_FILE:
                    files.append(_File())
                case _Tag.FILE_TITLE | _Tag.FILE_DATA | _Tag.FILE_PROPERTIES if files:
                    _add(files[-1], name, data)
    except (error, ValueError):
        return None
    found = [enclosed for file in files for enclosed in _enclosed(file, codepage, depth)]
    charset = _number(message, _CHARSET)
    html = message.get(_HTML, (0, b""))
    return Unpacked(
        tuple(found),
        _text(message, _TEXT, codepage) or decode(body, codepage).text,
        _text(message, _HTML, codepage) if html[0] in (_NARROW, _WIDE) else decode(html[1], charset or codepage).text,
        message.get(_RTF, (0, b""))[1],
    )


def _attributes(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """(name, value) of each attribute; padding behind the last one is passed over."""
    position = len(SIGNATURE) + 2
    for _ in range(ATTRIBUTE_LIMIT):
        if position >= len(raw) or raw[position] not in (1, 2):
            return
        _, name, size = _ATTRIBUTE.unpack_from(raw, position)
        start = position + _ATTRIBUTE.size
        position = start + size + 2  # a checksum of two bytes, which broken mailers get wrong
        if start + size > len(raw):
            raise ValueError("cut short")
        yield name & 0xFFFF, raw[start : start + size]


def _add(file: _File, name: int, data: bytes) -> None:
    if name == _Tag.FILE_TITLE:
        file.title = data
    elif name == _Tag.FILE_DATA:
        file.data = data
    else:
        file.properties = _properties(data)


def _enclosed(file: _File, codepage: str, depth: int) -> Iterator[Enclosed]:
    known = file.properties
    title = decode(file.title, codepage).text
    names = [_text(known, name, codepage) for name in (_LONG_NAME, _SHORT_NAME)]
    name = next(filter(None, [*names, title, _text(known, _SHOWN_NAME, codepage)]), "")
    kind, content = known.get(_CONTENT, (0, b""))
    if kind == _OBJECT and (inner := read(content[16:], depth + 1)):  # behind the id of its interface: an attached mail
        body = inner.html or inner.text
        ending, type_ = (".html", "text/html") if inner.html else (".txt", "text/plain")
        if body:
            yield Enclosed((name or "mail") + ending, type_, body.encode("utf-8", "replace"))
        yield from inner.files
        return
    content = content if content and not file.data else file.data
    if content or name:
        type_ = _text(known, _MIME_TYPE, codepage).lower()
        yield Enclosed(name, type_ or "application/octet-stream", content, _text(known, _CONTENT_ID, codepage))


def _properties(data: bytes) -> Properties:
    """MS-OXTNEF section 2.1.3.4: only the first value of a property that has several."""
    found: Properties = {}
    position = _LONG.size
    for _ in range(min(_LONG.unpack_from(data)[0], ATTRIBUTE_LIMIT)):
        type_, id_ = _TYPE_AND_ID.unpack_from(data, position)
        position += _TYPE_AND_ID.size
        if id_ >= 0x8000:
            position = _after_name(data, position)
        values, position = _values(data, position, type_)
        if values:
            found[id_] = (type_ & 0xFFF, values[0])
    return found


def _values(data: bytes, position: int, type_: int) -> tuple[list[bytes], int]:
    """The values of one property, and where they end."""
    kind, count = type_ & 0xFFF, 1
    if kind == _NULL:
        return [], position
    size = _SIZES.get(kind)
    if size is None or type_ & _MULTIPLE:
        count = _LONG.unpack_from(data, position)[0]
        position += _LONG.size
    values: list[bytes] = []
    for _ in range(count):
        length = size
        if length is None:
            length = _LONG.unpack_from(data, position)[0]
            position += _LONG.size
        if position + length > len(data):
            raise ValueError("cut short")
        values.append(data[position : position + length])
        position += length + -length % 4
    return values, position


def _after_name(data: bytes, position: int) -> int:
    """Behind the name of a named property: an id, or a text padded to four bytes."""
    position += 16
    (by_text,) = _LONG.unpack_from(data, position)
    if not by_text:
        return position + 8
    (length,) = _LONG.unpack_from(data, position + 4)
    return int(position + 8 + length + -length % 4)


def _text(known: Properties, id_: int, codepage: str) -> str:
    kind, value = known.get(id_, (0, b""))
    text = decode(value[: len(value) & ~1], "utf-16-le") if kind == _WIDE else decode(value, codepage)
    return text.text.rstrip("\0") if kind in (_WIDE, _NARROW) else ""


def _number(known: Properties, id_: int) -> str:
    kind, value = known.get(id_, (0, b""))
    return f"cp{_LONG.unpack(value)[0]}" if kind == _LONG_NUMBER else ""
