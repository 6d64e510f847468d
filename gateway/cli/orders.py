"""What a mail server's pipe asks of `postroom accept`, and how that may end. Loads the standard library only."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import BinaryIO

from ..intake.pipe import Unpiped

CHUNK = 256 * 1024
LONGEST = 512  # characters of an address


class Exit(IntEnum):
    """sysexits.h. Postfix and Exim try again after TEMPFAIL and send the mail back after the others."""

    OK = 0
    USAGE = 64
    DATAERR = 65
    NOUSER = 67
    TEMPFAIL = 75


@dataclass(frozen=True, slots=True)
class Order:
    """What the mail server says about a mail. `sender` is None where it says nothing; `hints` are recipients that count
    if they are ours.
    """

    config: str | None = None
    lmtp: str | None = None
    sender: str | None = None
    recipients: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ended:
    """How it ended. The sentence may come to the sender's eyes in a bounce: it names no places and no mistakes."""

    code: Exit
    sentence: str = ""


NOT_OURS = Ended(Exit.NOUSER, "there is no such address here")
EMPTY = Ended(Exit.DATAERR, "there is no mail")
TOO_LARGE = Ended(Exit.DATAERR, "the mail is too large")
LOOP = Ended(Exit.DATAERR, "too many Received fields: a mail loop")
FOR_WHOM = Ended(Exit.TEMPFAIL, "nothing that is said of the mail names an address of ours")
LEFT_ALONE = Ended(Exit.TEMPFAIL, "the mail server went away before the mail was stored")


def bare(text: str) -> str:
    """An address without its angle brackets."""
    return text.strip().removeprefix("<").removesuffix(">")[:LONGEST]


def pieces(stream: BinaryIO) -> Iterator[bytes]:
    """The mail as SMTP would carry it."""
    unpiped = Unpiped()
    while chunk := stream.read(CHUNK):
        yield unpiped.feed(chunk)
    yield unpiped.last()


def is_gone(parent: int) -> bool:
    """A process that ends gives up its memory first, then its pipes, and only then its children. So at the end of our
    input its memory tells at once, where others can be looked at; its children would learn of it a moment too late.
    """
    if os.getppid() != parent:
        return True
    try:
        return not Path(f"/proc/{parent}/cmdline").read_bytes()
    except OSError:
        return False
