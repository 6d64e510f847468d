"""Asks clamd about a mail and its attachments: INSTREAM over its socket (man 8 clamd), bounded in size and time.

Whatever goes wrong is "not scanned", never an exception: the mail is worked on all the same. One try more is made on a
new connection; a scanner that did not answer is left in peace for a while, so that it cannot hold up every mail.
"""

import hashlib
import socket
import struct
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from .. import maillog
from ..tickets.attachments import UNEXAMINED, UNSCANNED, Examination, Scan, Scanned

RAW_LIMIT = 256 * 1024  # bytes; the parts of a larger mail are scanned, but not the mail as a whole
CHUNK = 64 * 1024
ANSWER_LIMIT = 4096
TRIES = 2
REST = 10.0  # seconds in which nobody asks a scanner that does not even answer a ping
PAUSE = 0.3  # seconds before the second try: it may be starting again
PING = 1.0
_END = struct.pack("!L", 0)


@dataclass(frozen=True, slots=True)
class ScannerSettings:
    """`timeout` is in seconds and for one mail with all its parts; larger pieces than `max_size` are not sent."""

    socket: str
    timeout: float = 20.0
    max_size: int = 25 * 1024 * 1024


class NoVerdict(Exception):
    """The scanner gave no verdict. `again`: another try may."""

    def __init__(self, reason: str, again: bool = False) -> None:
        super().__init__(reason)
        self.again = again


class Scanner:
    """One clamd, asked by all threads of a process; without a socket there is none and nothing is scanned."""

    def __init__(self, settings: ScannerSettings) -> None:
        self._settings = settings
        self._rests_until = 0.0

    def examine(self, raw: bytes, contents: Sequence[bytes]) -> Examination:
        """What it says of a mail and of each attachment; the same content is asked about once."""
        if not self._settings.socket:
            return UNEXAMINED
        ends = time.monotonic() + self._settings.timeout
        known: dict[bytes, Scan] = {}
        whole = self._scan(raw, ends, known) if contents and len(raw) <= RAW_LIMIT else UNSCANNED
        return Examination(whole, tuple(self._scan(content, ends, known) for content in contents))

    def problem(self, timeout: float = 5.0) -> str:
        """Why it cannot be used, "" where it answers."""
        try:
            answer = self._ask(b"zPING\0", b"", time.monotonic() + timeout)
        except NoVerdict as error:
            return str(error)
        return "" if answer == "PONG" else f"answers {answer[:100]!r}"

    def _scan(self, content: bytes, ends: float, known: dict[bytes, Scan]) -> Scan:
        digest = hashlib.sha256(content).digest()
        if digest not in known:
            known[digest] = self._verdict(content, ends)
        return known[digest]

    def _verdict(self, content: bytes, ends: float) -> Scan:
        if len(content) > self._settings.max_size or time.monotonic() < self._rests_until:
            return UNSCANNED
        for left in reversed(range(TRIES)):
            try:
                return _read(self._ask(b"zINSTREAM\0", content, ends))
            except NoVerdict as error:
                if left and error.again and time.monotonic() + PAUSE < ends:
                    time.sleep(PAUSE)
                    continue
                maillog.unavailable("clamav", str(error))
                self._rest_if_silent(error)
                break
        return UNSCANNED

    def _rest_if_silent(self, error: NoVerdict) -> None:
        """A file that takes long, or is too large, must not keep the files after it from being scanned."""
        if error.again and self.problem(PING):
            self._rests_until = time.monotonic() + REST

    def _ask(self, command: bytes, content: bytes, ends: float) -> str:
        """One command on a connection of its own. Raises NoVerdict."""
        try:
            with _connected(self._settings.socket, _left(ends)) as connection:
                with suppress(BrokenPipeError, ConnectionResetError):  # it may have said why it hung up: too large
                    _send(connection, command, content, ends)
                return _answer(connection, ends)
        except TimeoutError:
            raise NoVerdict("did not answer in time", again=True) from None
        except OSError as error:
            raise NoVerdict(error.strerror or type(error).__name__, again=True) from None


def _connected(place: str, timeout: float) -> socket.socket:
    if place.startswith(("/", "./")):
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.settimeout(timeout)
            connection.connect(place)
        except OSError:
            connection.close()
            raise
        return connection
    host, _, port = place.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout)


def _send(connection: socket.socket, command: bytes, content: bytes, ends: float) -> None:
    connection.sendall(command)
    if not command.startswith(b"zINSTREAM"):
        return
    view = memoryview(content)
    for start in range(0, len(view), CHUNK):
        chunk = view[start : start + CHUNK]
        connection.settimeout(_left(ends))
        connection.sendall(struct.pack("!L", len(chunk)))
        connection.sendall(chunk)
    connection.sendall(_END)


def _answer(connection: socket.socket, ends: float) -> str:
    """Up to the NUL that ends it, or the end of the connection."""
    answer = b""
    while b"\0" not in answer and len(answer) < ANSWER_LIMIT:
        connection.settimeout(_left(ends))
        piece = connection.recv(ANSWER_LIMIT)
        if not piece:
            break
        answer += piece
    if not answer:
        raise NoVerdict("closed the connection without an answer", again=True)
    words = answer.partition(b"\0")[0].decode("utf-8", "replace")
    return "".join(c for c in words if c.isprintable()).strip()


def _read(answer: str) -> Scan:
    """ "stream: OK", "stream: NAME FOUND", or "... ERROR", among them "INSTREAM size limit exceeded. ERROR"."""
    words = answer.removeprefix("stream: ")
    if words == "OK":
        return Scan(Scanned.CLEAN)
    if words.endswith(" FOUND"):
        return Scan(Scanned.INFECTED, words.removesuffix(" FOUND").strip()[:100] or "unnamed")
    raise NoVerdict(f"says {answer[:200]!r}")


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
