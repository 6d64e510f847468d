"""One mail's body on its way from the wire into a draft, and what is to be said about it after the final dot."""

from collections.abc import Callable
from enum import Enum

from ..acceptor import Draft
from ..received import ReceivedCount
from . import replies
from .data import Flaw, Scanner


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

    def take(self, chunk: bytes) -> bytes | None:
        """None where more is to come; else what the client sent after the final dot."""
        self.arrived += len(chunk)
        piece = self._scanner.feed(chunk)
        if self._scanner.flaw is not None:
            self._refuse(FLAWS[self._scanner.flaw])
        if self.refusal is None and piece:
            self._take(piece)
        if self.refusal is None and self.ended and self._received.exceeded_at_end():
            self._refuse(Refusal.LOOP)
        return self._scanner.rest if self.ended else None

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
