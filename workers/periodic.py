"""What time brings: resolved tickets are reminded of and closed, forgotten rows are woken. Each job runs once a slot
over all nodes, because its slot is a row in its own transaction. Callable without Dramatiq.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from gateway import maillog
from gateway.app import App
from gateway.store import closing, due, slots
from gateway.store.database import Connection, Unavailable

SLOT = 15  # seconds
SWEEP_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Due:
    mails: tuple[int, ...] = ()
    notices: tuple[int, ...] = ()


def run(app: App, slot: int) -> Due:
    """Runs every job whose slot has begun and nobody has run; `slot` is only a wake-up. Returns what is due now."""
    now = datetime.now(UTC)
    for job in JOBS:
        try:
            job.run(app, now)
        except Unavailable as error:
            maillog.unavailable("database", str(error))
            return Due()
    return overdue(app, now)


def overdue(app: App, now: datetime, limit: int = SWEEP_LIMIT) -> Due:
    try:
        with app.database.read() as connection:
            return Due(due.mails(connection, now, limit), due.notices(connection, now, limit))
    except Unavailable as error:
        maillog.unavailable("database", str(error))
        return Due()


@dataclass(frozen=True, slots=True)
class Job:
    """`every` seconds; `work` returns the log's words about what it did."""

    name: str
    every: int
    work: Callable[[Connection, App, datetime], tuple[tuple[int, str], ...]]

    def run(self, app: App, now: datetime) -> None:
        done = app.database.write(
            lambda connection: slots.once(
                connection, self.name, self.every, now, lambda: self.work(connection, app, now)
            )
        )
        for ticket, change in done or ():
            maillog.moved(ticket, change)


def _close(connection: Connection, app: App, now: datetime) -> tuple[tuple[int, str], ...]:
    return closing.pass_time(connection, app.policy, now)


def _forget_slots(connection: Connection, app: App, now: datetime) -> tuple[tuple[int, str], ...]:
    slots.forget(connection, now)
    return ()


JOBS: tuple[Job, ...] = (
    Job("close resolved tickets", SLOT, _close),
    Job("forget old slots", 3600, _forget_slots),
)
