"""Large bodies on their way to disk: hashed and written in threads of their own while the event loop goes on reading.

Both let go of the interpreter. Nobody but the body's own thread, one at a time, ever writes to its file.
"""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from .budget import Budget

AT_ONCE = 4  # bodies
PORTION = 128 * 1024  # bytes that are worth a thread's while
AHEAD = 1024 * 1024  # bytes that one body has in memory at most; then whoever brings more waits
ALL_AHEAD = 16 * 1024 * 1024  # the same for all of them


class Filing:
    """The threads of one process."""

    def __init__(self) -> None:
        self.room = Budget(ALL_AHEAD, files=0)
        self.pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="filing")

    def close(self) -> None:
        self.pool.shutdown()


class Tail:
    """What of one body has arrived and is not written yet. `error` is why it cannot be written; all else is dropped."""

    def __init__(self, filing: Filing, write: Callable[[bytes], None]) -> None:
        self.error: Exception | None = None
        self._pool = filing.pool
        self._room = filing.room
        self._write = write
        self._pieces: deque[bytes] = deque()
        self._ahead = 0  # bytes in memory
        self._busy = False  # a thread writes
        self._state = threading.Condition()

    def add(self, piece: bytes) -> None:
        """Where there is no memory for the piece, it is written here and now."""
        if self._ahead + len(piece) > AHEAD or not self._room.take(len(piece)):
            self.finish()
            self._file(piece)
            return
        with self._state:
            self._pieces.append(piece)
            self._ahead += len(piece)
            if self._ahead >= PORTION and not self._busy:
                self._busy = True
                try:
                    self._pool.submit(self._work)
                except RuntimeError:  # the process is ending; `finish` writes it
                    self._busy = False

    def finish(self) -> None:
        """Returns once all is written, or cannot be."""
        with self._state:
            self._state.wait_for(lambda: not self._busy)
            self._busy = True
        self._work()

    def _work(self) -> None:
        while (piece := self._next()) is not None:
            self._file(piece)
            self._room.give_back(len(piece), 0)

    def _next(self) -> bytes | None:
        with self._state:
            if self._pieces:
                piece = self._pieces.popleft()
                self._ahead -= len(piece)
                return piece
            self._busy = False
            self._state.notify_all()
            return None

    def _file(self, piece: bytes) -> None:
        if self.error is None:
            try:
                self._write(piece)
            except Exception as error:  # whatever it is, the mail cannot be kept
                self.error = error
