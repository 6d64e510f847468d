"""Fetches the mails of a folder in a process of its own, for imports: reading what a server sends and keeping it are
work for the processor both, and would wait for each other in one interpreter.

The child has its own connection. What it fetched comes through a pipe: one letter, a number and a length before each
piece of a mail. A child that ends without its last word is trouble with the server, like any other.
"""

import hashlib
import os
import signal
import struct
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, NoReturn

from ...mail.acceptance import Acceptance, Deferred
from ...mail.inbound import Envelope
from ...mail.mailboxes import Passed, Place
from .browsing import Trouble, asking, open_folder, visiting
from .draft import Draft
from .fetching import Begin, Fetched, Missing, NoRoom, fetch
from .settings import MailboxSettings

HEAD = struct.Struct(">cQI")  # what it is, a UID or a size, how many bytes follow
AT_ONCE = 1 << 20  # bytes that are read and written together
PIECE, WHOLE, MISSING, TORN, TROUBLE, END = b"P", b"W", b"M", b"T", b"X", b"E"


def fetched_apart(
    place: Place, uids: Sequence[int], settings: MailboxSettings, begin: Begin
) -> Generator[Fetched | Missing, None, None]:
    """In the order of `uids`. Raises Trouble, and NoRoom where the spool takes nothing."""
    if not uids:
        return
    inlet, outlet = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(inlet)
        _serve(outlet, place, uids, settings)
    os.close(outlet)
    try:
        with os.fdopen(inlet, "rb", buffering=AT_ONCE) as stream:
            yield from _Receiving(stream, begin).run()
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


# --- the parent -------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Receiving:
    stream: IO[bytes]
    begin: Begin
    draft: Draft | None = None

    def run(self) -> Iterator[Fetched | Missing]:
        try:
            while True:
                kind, number, content = self._next()
                if kind == END:
                    return
                if kind == PIECE:
                    self._write(content)
                elif kind == TORN:
                    self._forget()
                elif kind == MISSING:
                    yield Missing(number, Passed[content.decode()])
                elif kind == WHOLE:
                    yield self._whole(number, content)
                else:
                    raise Trouble(content.decode("utf-8", "replace"))
        finally:
            self._forget()

    def _next(self) -> tuple[bytes, int, bytes]:
        head = self.stream.read(HEAD.size)
        if len(head) < HEAD.size:
            raise Trouble("fetching ended without a word")
        kind, number, length = HEAD.unpack(head)
        return kind, number, self.stream.read(length) if length else b""

    def _write(self, content: bytes) -> None:
        if self.draft is None:
            begun = self.begin()
            if isinstance(begun, Deferred):
                raise NoRoom(begun)
            self.draft = begun
        self.draft.write(content)

    def _whole(self, uid: int, told: bytes) -> Fetched:
        assert self.draft is not None, "a mail has at least one piece"
        draft, self.draft = self.draft, None
        size, digest = int.from_bytes(told[:8], "big"), told[8:]
        draft.seal(digest)
        return Fetched(uid, size, digest, draft)

    def _forget(self) -> None:
        if self.draft is not None:
            self.draft.discard()
            self.draft = None


# --- the child --------------------------------------------------------------------------------------------------------


def _serve(outlet: int, place: Place, uids: Sequence[int], settings: MailboxSettings) -> NoReturn:
    """Whatever happens here, nothing of the parent's is ended or written twice: it leaves without clearing up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides, and ends us
    try:
        stream = os.fdopen(outlet, "wb", buffering=AT_ONCE)
        try:
            _fetch(stream, place, uids, settings)
            _send(stream, END)
        except (Trouble, NoRoom) as error:
            _send(stream, TROUBLE, 0, str(error).encode("utf-8", "replace"))
        stream.flush()
    finally:
        os._exit(0)


def _fetch(stream: IO[bytes], place: Place, uids: Sequence[int], settings: MailboxSettings) -> None:
    with visiting(settings.server) as client:
        if open_folder(client, place.mailbox, place.folder).place != place:
            raise Trouble(f"{place.folder} was numbered anew")
        found = fetch(client, uids, lambda: _Sent(stream), settings.largest)
        while True:
            with asking():
                each = next(found, None)
            if each is None:
                return
            if isinstance(each, Missing):
                _send(stream, MISSING, each.uid, each.why.name.encode())
            else:
                _send(stream, WHOLE, each.uid, each.size.to_bytes(8, "big") + each.digest)


class _Sent:
    """A draft that goes through the pipe."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()

    def write(self, piece: bytes) -> None:
        self._digest.update(piece)
        _send(self._stream, PIECE, 0, piece)

    def digest(self) -> bytes:
        return self._digest.digest()

    def seal(self, digest: bytes) -> None:
        raise AssertionError("the parent does that")

    def commit_here(self, envelope: Envelope, silent: bool) -> Acceptance:
        raise AssertionError("the parent does that")

    def line_up(self, envelope: Envelope, silent: bool) -> Callable[[], Acceptance]:
        raise AssertionError("the parent does that")

    def discard(self) -> None:
        _send(self._stream, TORN)


def _send(stream: IO[bytes], kind: bytes, number: int = 0, content: bytes = b"") -> None:
    stream.write(HEAD.pack(kind, number, len(content)))
    stream.write(content)
