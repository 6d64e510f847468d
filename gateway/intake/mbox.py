"""Mails of an mbox (RFC 4155), one after the other: never more of the file in memory than one mail."""

import re
from collections.abc import Iterator
from typing import BinaryIO

PIECE = 65_536  # octets of a line that are read at a time: one line may be the whole file
_BLANK = (b"\n", b"\r\n")
_QUOTED = re.compile(rb"(?m)^>(>*From )")


def split(file: BinaryIO, largest: int) -> Iterator[bytes | None]:
    """The mails, their `From ` lines taken away and `>From ` unquoted; None for one that is larger than allowed.

    A `From ` line begins a mail where it is the file's first one or stands behind a blank one.
    """
    mail = bytearray()
    starts, blank = True, True  # is this piece the start of a line, and was the line before it blank?
    while piece := file.readline(PIECE):
        if starts and blank and piece.startswith(b"From "):
            yield from _whole(mail, largest)
            mail = bytearray()
            while piece and not piece.endswith(b"\n"):
                piece = file.readline(PIECE)
            blank = False
            continue
        if len(mail) <= largest:
            mail += piece
        blank = starts and piece in _BLANK
        starts = piece.endswith(b"\n")
    yield from _whole(mail, largest)


def _whole(mail: bytearray, largest: int) -> Iterator[bytes | None]:
    if len(mail) > largest:
        yield None
    elif mail.strip():
        yield _QUOTED.sub(rb"\1", mail)
