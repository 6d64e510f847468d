"""One thread of a process at a time, for what computes and asks the database. Threads share one interpreter: those that
compute at once take turns at every answer, and with two or three of them each mail took a quarter more than with one.

Who waits for somebody else (a relay, a virus scanner, a name server, the reading of a mail) keeps nobody waiting
meanwhile.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 0.25  # seconds, after which somebody goes ahead all the same: whoever has the turn may be held up


class Pace:
    def __init__(self) -> None:
        self._turn = threading.RLock()

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Whoever has the turn may ask for it again."""
        ours = self._turn.acquire(timeout=PATIENCE)
        try:
            yield
        finally:
            if ours:
                self._turn.release()
