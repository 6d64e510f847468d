"""A header block's bytes -> its fields, unfolded and still bytes (RFC 5322 section 2.2). Capped, linear, total.

A line ends at LF or CRLF and nowhere else: a bare CR is a defect, never a new field.
"""

import re
from dataclasses import dataclass

from .inbound import Defect

BLOCK_LIMIT = 256 * 1024
FIELD_LIMIT = 1000
_END = re.compile(rb"\n\r*\n")
_NAME = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_PARAMETER = re.compile(rb"[A-Za-z-]{1,40}(?:\*[0-9*]{0,4})?=")
# Fields of the transport. They stand in no quoted letter, so the block still goes on where one of them follows.
_TRANSPORT = re.compile(
    rb"^(?:received|return-path|message-id|mime-version|content-type|content-transfer-encoding|dkim-signature|delivered-to)"
    rb"[ \t]{0,8}:",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Header:
    """Fields in order as (lower-case name, raw value without line ends), and what was wrong with the block."""

    fields: tuple[tuple[str, bytes], ...] = ()
    defects: tuple[Defect, ...] = ()

    def first(self, name: str) -> bytes:
        """The first value of the field called `name`, or b""."""
        return next((value for key, value in self.fields if key == name), b"")

    def every(self, name: str) -> tuple[bytes, ...]:
        return tuple(value for key, value in self.fields if key == name)


NO_HEADER = Header()


def read(raw: bytes, start: int = 0, end: int | None = None) -> tuple[Header, int]:
    """The header block that begins at `start`, and the place where the body begins."""
    stop = len(raw) if end is None else end
    if raw.startswith((b"\n", b"\r\n"), start, stop):
        return NO_HEADER, raw.find(b"\n", start) + 1
    found = _END.search(raw, max(start - 1, 0), stop)
    finish, body = (found.start() + 1, found.end()) if found else (stop, stop)
    defects: list[Defect] = []
    if finish - start > BLOCK_LIMIT:
        finish = raw.rfind(b"\n", start, start + BLOCK_LIMIT) + 1 or start + BLOCK_LIMIT
        defects.append(Defect.HEADER_TOO_BIG)
    block = raw[start:finish]
    if _has_stray_control(block):
        defects.append(Defect.STRAY_CONTROL)
    fields, cut = _fields(block, defects)
    return Header(fields, tuple(defects)), body if cut is None else start + cut


def _has_stray_control(block: bytes) -> bool:
    """A NUL, a bare CR, or a bare LF among lines that end in CRLF."""
    if b"\0" in block:
        return True
    crlf = block.count(b"\r\n")
    if block.count(b"\r") != crlf and not (block.endswith(b"\r") and block.count(b"\r") == crlf + 1):
        return True
    return 0 < crlf < block.count(b"\n")


def _fields(block: bytes, defects: list[Defect]) -> tuple[tuple[tuple[str, bytes], ...], int | None]:
    """The fields, and where the body begins should a line break the block off, else None."""
    fields: list[tuple[str, list[bytes]]] = []
    lines = block.split(b"\n")
    position, sure = 0, -1
    cut: int | None = None
    for number, line in enumerate(lines):
        if line.startswith((b" ", b"\t")):
            if fields:
                fields[-1][1].append(line)
        elif found := _NAME.match(line):
            if len(fields) == FIELD_LIMIT:
                defects.append(Defect.TOO_MANY_FIELDS)
                break
            fields.append((found[1].decode("ascii").lower(), [line[found.end() :]]))
        elif fields and _PARAMETER.match(line) and fields[-1][1][-1].rstrip().endswith(b";"):
            defects.append(Defect.BAD_HEADER)  # a folded field that lost its blank
            fields[-1][1].append(b" " + line)
        elif line.strip(b"\r\0") and not (number == 0 and line.startswith((b"From ", b">From "))):
            defects.append(Defect.BAD_HEADER)
            sure = _last_transport(block) if sure < 0 else sure
            if not fields or not (position < sure or _NAME.match(_at(lines, number + 1))):
                cut = position
                break
        position += len(line) + 1
    return tuple((name, _joined(value)) for name, value in fields), cut


def _last_transport(block: bytes) -> int:
    """Where the last field begins that only a header block has, 0 for nowhere: lines before it are no body."""
    delimiter = block.find(b"\n--")  # of a multipart whose blank line is missing
    end = delimiter if delimiter >= 0 else len(block)
    return max((found.start() for found in _TRANSPORT.finditer(block, 0, end)), default=0)


def _at(lines: list[bytes], number: int) -> bytes:
    return lines[number] if number < len(lines) else b""


def _joined(lines: list[bytes]) -> bytes:
    value = lines[0] if len(lines) == 1 else b"".join([line.rstrip(b"\r") for line in lines])
    return value.strip(b" \t\r")
