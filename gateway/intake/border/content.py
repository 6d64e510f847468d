"""A mail's bytes as its signatures see them: the fields, and the body in the two forms of RFC 6376 section 3.4.

dkimpy's own way of getting there takes quadratic time for some mails (a header of a hundred thousand folds, a body of
blanks), and its expressions would hold the whole process meanwhile. This is linear and copies whole mails, not lines.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property

from ...mail.header import BLOCK_LIMIT, FIELD_LIMIT

MAIL_LIMIT = 40 * 1024 * 1024  # bytes

_EMPTY_LINE = re.compile(rb"(?:\A|\n)\r?\n")
_LINE_END = re.compile(rb"\r?\n")
_FIELD = re.compile(rb"([!-9;-~]{1,200}):")
_TABS = bytes.maketrans(b"\t", b" ")

Field = list[bytes]  # its name and its value with all its line ends; a list, as dkimpy has them


@dataclass(frozen=True)
class Content:
    """`fields` from the top down; all of the body's line ends are CRLF."""

    fields: list[Field]
    body: bytes

    def every(self, name: bytes) -> list[bytes]:
        return [value for key, value in self.fields if key.lower() == name]

    @cached_property
    def simple(self) -> bytes:
        """The SHA-256 of the body as it stands."""
        return hashlib.sha256(_without_last_lines(self.body) or b"\r\n").digest()

    @cached_property
    def relaxed(self) -> bytes:
        """The SHA-256 of the body with its blanks made equal."""
        body = self.body.translate(_TABS)
        while b"  " in body:
            body = body.replace(b"  ", b" ")
        return hashlib.sha256(_without_last_lines(body.replace(b" \r\n", b"\r\n"))).digest()


def read(raw: bytes) -> Content | None:
    """None for a mail that is too large or whose header has a line that is none; no signature of it counts."""
    found = _EMPTY_LINE.search(raw, 0, BLOCK_LIMIT + 2)
    if len(raw) > MAIL_LIMIT or (found is None and len(raw) > BLOCK_LIMIT):
        return None
    block = raw[: found.start() + 1] if found else raw
    fields = _fields(_LINE_END.split(block))
    if fields is None:
        return None
    body = raw[found.end() :] if found else b""
    return Content(fields, body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))


def _fields(lines: list[bytes]) -> list[Field] | None:
    fields: list[tuple[bytes, list[bytes]]] = []
    for number, line in enumerate(lines):
        if line.startswith((b" ", b"\t")) and fields:
            fields[-1][1].append(line)
        elif found := _FIELD.match(line):
            fields.append((found[1], [line[found.end() :]]))
        elif line and not (number == 0 and line.startswith(b"From ")):  # the last piece is empty
            return None
    if len(fields) > FIELD_LIMIT:
        return None
    return [[name, b"\r\n".join(value) + b"\r\n"] for name, value in fields]


def _without_last_lines(body: bytes) -> bytes:
    """Empty lines at the end are no part of a body, but for its last line end."""
    end = len(body)
    last = body[len(body.rstrip(b"\r\n")) :]  # nothing but line ends and bare CRs
    if last.endswith(b"\n"):
        end -= len(last) - (last.rfind(b"\r\r") + 1)
    return body[:end] + b"\r\n" if end else b""
