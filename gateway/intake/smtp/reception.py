"""One mail's body on its way from the wire into a draft, and what is to be said about it after the final dot."""

from collections.abc import Callable
from enum import Enum

from ..acceptor import Draft
from . import replies
from .data import Flaw, Scanner

HEAD = 256 * 1024  # how far Received fields are counted


class Refusal(Enum):
    """Why a whole mail is not kept, with the reply to its final dot."""

    BARE_LINE_END = replies.BARE_LINE_END
    NUL = replies.NUL
    TOO_BIG = replies.TOO_BIG
    LOOP = replies.LOOP
    FAILED = replies.TEMPORARY_FAILURE


CLOSING = frozenset({Refusal.BARE_LINE_END, Refusal.NUL})  # after these the session ends: nothing in it may be trusted
FLAWS = {Flaw.BARE_LINE_END: Refusal.BARE_LINE_END, Flaw.NUL: Refusal.NUL}


class Reception:
    """Feeds the draft until the mail is refused, and reads on to the final dot in any case, to stay in step."""

    def __init__(self, draft: Draft, max_size: int, max_received: int, failed: Callable[[Exception], None]) -> None:
        self.refusal: Refusal | None = None
        self.arrived = 0  # bytes from the wire
        self._draft = draft
        self._max_size = max_size
        self._size = 0
        self._scanner = Scanner()
        self._received = ReceivedCount(max_received)
        self._failed = failed

    @property
    def ended(self) -> bool:
        return self._scanner.ended

    @property
    def rest(self) -> bytes:
        """What the client sent after the final dot."""
        return self._scanner.rest

    def feed(self, chunk: bytes) -> None:
        self.arrived += len(chunk)
        piece = self._scanner.feed(chunk)
        if self._scanner.flaw is not None:
            self._refuse(FLAWS[self._scanner.flaw])
        if self.refusal is None and piece:
            self._take(piece)
        if self.refusal is None and self.ended and self._received.exceeded_at_end():
            self._refuse(Refusal.LOOP)

    def _take(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._max_size:
            self._refuse(Refusal.TOO_BIG)
        elif self._received.exceeded(piece):
            self._refuse(Refusal.LOOP)
        else:
            try:
                self._draft.write(piece)
            except Exception as error:
                self._failed(error)
                self._refuse(Refusal.FAILED)

    def _refuse(self, refusal: Refusal) -> None:
        """The first refusal stands, except that a flaw outweighs all others."""
        first = self.refusal is None
        if first or refusal in CLOSING:
            self.refusal = refusal
        if first:
            try:
                self._draft.discard()
            except Exception as error:
                self._failed(error)


class ReceivedCount:
    """Counts Received fields in the header block while it arrives (RFC 5321 section 6.3)."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._head = bytearray(b"\r\n")
        self._reading = True

    def exceeded(self, piece: bytes) -> bool:
        if not self._reading:
            return False
        known = len(self._head)
        self._head += piece[: HEAD - known]
        end = self._head.find(b"\r\n\r\n", max(0, known - 3))
        if end < 0 and len(self._head) < HEAD:
            return False
        head = bytes(self._head if end < 0 else self._head[: end + 2])
        self._reading, self._head = False, bytearray()
        return head.lower().count(b"\r\nreceived:") > self._most

    def exceeded_at_end(self) -> bool:
        """The same for a mail that ends within its header block."""
        return self.exceeded(b"\r\n\r\n")
