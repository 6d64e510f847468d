"""What time it is for leases. Machines that share a PostgreSQL go by its clock, whatever their own ones say; on SQLite
there is one machine, and one clock.
"""

import threading
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from .database import Database

ASKED_EVERY = 60.0  # seconds; between two answers our own clock of elapsed time counts on
_NOW = select(func.clock_timestamp())


def elapsed() -> float:
    """Seconds that no setting of a clock touches, and that go on while a process or the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class Clock:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._answer: datetime | None = None
        self._asked = 0.0

    def now(self) -> datetime:
        """Raises Unavailable where the server has to be asked and is out of reach."""
        if self._database.sqlite:
            return datetime.now(UTC)
        with self._lock:
            if self._answer is None or elapsed() - self._asked > ASKED_EVERY:
                self._ask()
            assert self._answer is not None
            return self._answer + timedelta(seconds=elapsed() - self._asked)

    def _ask(self) -> None:
        with self._database.read() as connection:
            began = elapsed()
            answer = connection.scalar(_NOW)
            self._asked = (began + elapsed()) / 2
        assert answer is not None
        self._answer = answer.astimezone(UTC)
