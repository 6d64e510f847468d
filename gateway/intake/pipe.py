"""A mail that is written to a program: lines may end in LF there, and a line of mbox may stand on top. Pure."""

POSTMARK = b"From "  # of mbox (RFC 4155); Exim writes it by itself, Postfix with flags=F
LONGEST_POSTMARK = 2000


class Unpiped:
    """Feed it chunks as they come, then take the `last` piece. What comes out is the mail as SMTP would carry it.

    A bare CR stays one: how much a mail with a stray control may say is decided when it is read.
    """

    __slots__ = ("_begun", "_ends", "_held")

    def __init__(self) -> None:
        self._held = b""
        self._begun = False
        self._ends = True  # in a line's end, what came out so far

    def feed(self, chunk: bytes) -> bytes:
        """The part of the mail that is certain now."""
        buffer = self._held + chunk
        if not self._begun:
            if _may_be_postmark(buffer):
                self._held = buffer
                return b""
            self._begun = True
            buffer = buffer.partition(b"\n")[2] if buffer.startswith(POSTMARK) else buffer
        self._held = b"\r" if buffer.endswith(b"\r") else b""
        return self._out(buffer[: len(buffer) - len(self._held)])

    def last(self) -> bytes:
        """What was held back, and the end of the last line where it has none."""
        held, self._held = self._held, b""
        if not self._begun and held.startswith(POSTMARK):
            return b""  # nothing stands below it
        piece = self._out(held.removesuffix(b"\r"))
        return piece if self._ends else piece + b"\r\n"

    def _out(self, buffer: bytes) -> bytes:
        piece = buffer.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        if piece:
            self._ends = piece.endswith(b"\n")
        return piece


def _may_be_postmark(buffer: bytes) -> bool:
    """Is more needed to tell?"""
    if len(buffer) < len(POSTMARK):
        return POSTMARK.startswith(buffer)
    return buffer.startswith(POSTMARK) and b"\n" not in buffer and len(buffer) < LONGEST_POSTMARK
