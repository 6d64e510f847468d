"""What a client sends, on its way to the session. Asyncio's stream keeps it in a buffer, copies it out of there and
wakes a task for each piece: a command that comes alone is spared the buffer, the body of a mail the task, too.
"""

import asyncio
from collections.abc import Callable

Take = Callable[[bytes], bytes | None]  # None: go on; bytes: that was all, and these came behind it


class Arrivals(asyncio.StreamReader):
    """A stream reader with two ways more to read."""

    _buffer: bytearray  # asyncio's names, which its own type hints leave out
    _eof: bool
    _exception: Exception | None
    _waiter: "asyncio.Future[None] | None"
    _hopeful = False  # somebody waits for a line, and nothing of it is there yet
    _line = b""  # that came in one piece
    _take: Take | None = None

    @property
    def pending(self) -> bool:
        """Something has arrived that nobody has read."""
        return bool(self._buffer or self._line)

    def feed_data(self, data: bytes) -> None:  # type: ignore[override]
        if self._take is not None:
            self._pour(self._take, data)
        elif self._hopeful and data.find(b"\n") == len(data) - 1:
            self._hopeful, self._line = False, data
            self._wakeup_waiter()  # type: ignore[attr-defined]
        else:
            self._hopeful = False
            super().feed_data(data)

    async def next_line(self) -> bytes:
        """As `readuntil` a line feed, but that a line which came in one piece may be longer than the limit."""
        if not (self._buffer or self._eof or self._exception):
            self._hopeful = True
            try:
                await self._wait_for_data("next_line")  # type: ignore[attr-defined]
            finally:
                self._hopeful = False
            if self._line:
                line, self._line = self._line, b""
                return line
        return await self.readuntil(b"\n")

    async def pour(self, take: Take) -> bool:
        """Gives `take` all that arrives, as it arrives, until it has had enough; False where there is no more to come.

        What `take` raises is raised here.
        """
        if self._exception is not None:
            raise self._exception
        if self._buffer:
            rest = take(bytes(self._buffer))
            self._buffer[:] = rest or b""
            if rest is not None:
                self._maybe_resume_transport()  # type: ignore[attr-defined]
                return True
        if self._eof:
            return False
        self._take = take
        try:
            await self._wait_for_data("pour")  # type: ignore[attr-defined]
            return self._take is None
        finally:
            self._take = None

    def _pour(self, take: Take, data: bytes) -> None:
        try:
            rest = take(data)
        except Exception as error:
            self._take = None
            waiter, self._waiter = self._waiter, None
            if waiter is not None and not waiter.done():
                waiter.set_exception(error)
            return
        if rest is not None:
            self._take = None
            self._buffer += rest
            self._wakeup_waiter()  # type: ignore[attr-defined]
