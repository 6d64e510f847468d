"""`postroom accept --lmtp`: a mail is passed on to a running Postroom by its LMTP entrance, without any library."""

import os
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from .orders import EMPTY, FOR_WHOM, LEFT_ALONE, NOT_OURS, Ended, Exit, Order, bare, is_gone, pieces

CONNECT = 10.0  # seconds
REPLY = 600.0  # RFC 5321 section 4.5.3.2.6: for the answer to the final dot
LINE = 4096  # octets of a reply
NULL = ("", "MAILER-DAEMON")  # Postfix has no other way to tell a program of the null sender

LATER = Ended(Exit.TEMPFAIL, "the LMTP entrance does not take the mail now")
AWAY = Ended(Exit.TEMPFAIL, "nobody answers at the LMTP entrance")
FROM_WHOM = Ended(Exit.TEMPFAIL, "--lmtp needs to know the sender: --sender, or <> for a report")
UNSAYABLE = Ended(Exit.USAGE, "an address holds what no address may hold")
REFUSED = Ended(Exit.DATAERR, "the mail is too large, a loop, or holds bytes that no mail may hold")

_PORT = re.compile(r"\[?([^\[\]/]+)\]?:([0-9]{1,5})")
_UNSAYABLE = re.compile(r"[\x00-\x1f\x7f<>]")


class _Broken(Exception):
    """What is said there is no LMTP, or nothing is said any more."""


@dataclass(frozen=True, slots=True)
class _Envelope:
    """`hints` are recipients that count if they are taken."""

    sender: str
    recipients: tuple[str, ...]
    hints: tuple[str, ...]

    @property
    def parameters(self) -> str:
        plain = all(address.isascii() for address in (self.sender, *self.recipients, *self.hints))
        return "" if plain else " SMTPUTF8"


def take(order: Order, stream: BinaryIO) -> Ended:
    """The mail is durable where this ends well."""
    parent = os.getppid()
    if order.sender is None:
        return FROM_WHOM
    sender = bare(order.sender)
    envelope = _Envelope(
        "" if sender.upper() in NULL else sender, tuple(map(bare, order.recipients)), tuple(map(bare, order.hints))
    )
    if any(map(_UNSAYABLE.search, (sender, *envelope.recipients, *envelope.hints))):
        return UNSAYABLE
    try:
        with _connected(order.lmtp or "") as sock:
            return _Talk(sock, parent).pass_on(envelope, pieces(stream))
    except (OSError, _Broken):
        return AWAY


def _connected(place: str) -> socket.socket:
    if found := _PORT.fullmatch(place):
        return socket.create_connection((found[1], int(found[2])), timeout=CONNECT)
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    sock.settimeout(CONNECT)
    try:
        sock.connect(place)
    except OSError:
        sock.close()
        raise
    return sock


class _Talk:
    """One mail, one connection. What is not said to its end is not taken by the other side."""

    def __init__(self, sock: socket.socket, parent: int) -> None:
        sock.settimeout(REPLY)
        self._sock = sock
        self._replies = sock.makefile("rb")
        self._parent = parent
        self._line_begins = True

    def pass_on(self, envelope: _Envelope, mail: Iterator[bytes]) -> Ended:
        with self._replies:
            greeted = self._reply() == 220 and self._say("LHLO localhost") == 250
            if not greeted or self._say(f"MAIL FROM:<{envelope.sender}>{envelope.parameters}") != 250:
                return LATER
            taken = self._name(envelope)
            if isinstance(taken, Ended):
                return taken
            first = self._first(mail)
            if not first:
                return EMPTY
            if self._say("DATA") != 354:
                return LATER
            return self._pour(first, mail, taken)

    def _name(self, envelope: _Envelope) -> int | Ended:
        """How many recipients were taken: all that were named, or the first of the hints."""
        for recipient in envelope.recipients:
            code = self._say(f"RCPT TO:<{recipient}>")
            if code != 250:
                return NOT_OURS if code >= 500 else LATER
        if envelope.recipients:
            return len(envelope.recipients)
        codes = (self._say(f"RCPT TO:<{hint}>") for hint in envelope.hints)
        return 1 if 250 in codes else FOR_WHOM

    def _first(self, mail: Iterator[bytes]) -> bytes:
        """As much of the mail as tells that there is one, b"" where there is none."""
        start = b""
        for piece in mail:
            start += piece
            if start.strip():
                return start
        return b""

    def _pour(self, first: bytes, mail: Iterator[bytes], taken: int) -> Ended:
        self._sock.sendall(self._stuffed(first))
        for piece in mail:
            self._sock.sendall(self._stuffed(piece))
        if is_gone(self._parent):
            return LEFT_ALONE
        self._sock.sendall(b".\r\n")
        codes = {self._reply() for _ in range(taken)}
        if codes == {250}:
            return Ended(Exit.OK)
        return REFUSED if min(codes) >= 500 else LATER

    def _stuffed(self, piece: bytes) -> bytes:
        """RFC 5321 section 4.5.2."""
        dotted = piece.replace(b"\r\n.", b"\r\n..")
        if self._line_begins and piece.startswith(b"."):
            dotted = b"." + dotted
        self._line_begins = piece.endswith(b"\n") if piece else self._line_begins
        return dotted

    def _say(self, line: str) -> int:
        self._sock.sendall(line.encode() + b"\r\n")
        return self._reply()

    def _reply(self) -> int:
        """The code of a whole reply."""
        while True:
            line = self._replies.readline(LINE)
            if not line.endswith(b"\n") or not line[:3].isdigit():
                raise _Broken
            if line[3:4] != b"-":
                return int(line[:3])
