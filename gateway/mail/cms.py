"""The content inside an opaque S/MIME signature (RFC 5652, BER): a walk over the outer tags, no cryptography."""

from dataclasses import dataclass
from enum import Enum

_SEQUENCE, _SET, _OID, _OCTETS, _PARTS, _FIRST = 0x30, 0x31, 0x06, 0x04, 0x24, 0xA0
_PIECE_LIMIT = 200_000


class Kind(Enum):
    """The content types that are told apart (RFC 5652 section 14, RFC 5083), by their object identifiers."""

    SIGNED = bytes.fromhex("2a864886f70d010702")
    ENVELOPED = bytes.fromhex("2a864886f70d010703")
    AUTH_ENVELOPED = bytes.fromhex("2a864886f70d0109100117")


@dataclass(frozen=True, slots=True)
class _Tag:
    """A tag, and where its value stands; `end` is -1 for an indefinite length, which two zero bytes close."""

    number: int
    start: int
    end: int


class _Broken(ValueError):
    """Not BER, or more of it than is read here."""


def kind_of(raw: bytes) -> Kind | None:
    """What a CMS object says it is."""
    try:
        oid = _tag(raw, _tag(raw, 0, _SEQUENCE).start, _OID)
        return Kind(raw[oid.start : oid.end])
    except ValueError:
        return None


def signed_content(raw: bytes) -> bytes:
    """The bytes that were signed, b"" where they are not inside or cannot be had."""
    if kind_of(raw) is not Kind.SIGNED:
        return b""
    try:
        oid = _tag(raw, _tag(raw, 0, _SEQUENCE).start, _OID)
        signed = _tag(raw, _tag(raw, oid.end, _FIRST).start, _SEQUENCE)
        version = _tag(raw, signed.start)
        position = _after(raw, _tag(raw, version.end, _SET))
        inner = _tag(raw, _tag(raw, position, _SEQUENCE).start, _OID)
        return _octets(raw, _tag(raw, _tag(raw, inner.end, _FIRST).start))
    except _Broken:
        return b""


def _tag(raw: bytes, position: int, wanted: int = -1) -> _Tag:
    if position < 0 or position + 2 > len(raw) or (wanted >= 0 and raw[position] != wanted):
        raise _Broken
    number, length, start = raw[position], raw[position + 1], position + 2
    if number & 0x1F == 0x1F:
        raise _Broken  # a tag of several bytes: none of those that lead to the content
    if length == 0x80:
        return _Tag(number, start, -1)
    if length > 0x80:
        size = length & 0x7F
        if size > 4 or start + size > len(raw):
            raise _Broken
        length, start = int.from_bytes(raw[start : start + size], "big"), start + size
    if start + length > len(raw):
        raise _Broken
    return _Tag(number, start, start + length)


def _after(raw: bytes, tag: _Tag) -> int:
    """Where the next tag stands."""
    if tag.end >= 0:
        return tag.end
    position, depth = tag.start, 1
    for _ in range(_PIECE_LIMIT):
        if raw[position : position + 2] == b"\0\0":
            position, depth = position + 2, depth - 1
            if depth == 0:
                return position
            continue
        inner = _tag(raw, position)
        position, depth = (inner.start, depth + 1) if inner.end < 0 else (inner.end, depth)
    raise _Broken


def _octets(raw: bytes, tag: _Tag) -> bytes:
    """An octet string in one piece, or the pieces of a constructed one."""
    if tag.number == _OCTETS and tag.end >= 0:
        return raw[tag.start : tag.end]
    if tag.number != _PARTS:
        raise _Broken
    pieces: list[bytes] = []
    position = tag.start
    stop = len(raw) if tag.end < 0 else tag.end
    for _ in range(_PIECE_LIMIT):
        if position >= stop or (tag.end < 0 and raw[position : position + 2] == b"\0\0"):
            return b"".join(pieces)
        piece = _tag(raw, position, _OCTETS)
        if piece.end < 0:
            raise _Broken
        pieces.append(raw[piece.start : piece.end])
        position = piece.end
    raise _Broken
