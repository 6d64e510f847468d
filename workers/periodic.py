"""What time brings: resolved tickets are reminded of and closed, promises are looked after, forgotten rows are woken.
Each job runs once a slot over all nodes, because its slot is a row in its own transaction. Callable without Dramatiq.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from gateway import maillog
from gateway.app import App
from gateway.config.hours import read_clock
from gateway.store import closing, due, morning_mail, promises, slots, weeklies
from gateway.store.database import Connection, Unavailable
from gateway.store.in_force import in_force
from gateway.store.moving import Moved

SLOT = 15  # seconds
MINUTE = 60
BATCH = 500  # rows that `postroom tick` works on before it looks again


@dataclass(frozen=True, slots=True)
class Due:
    mails: tuple[int, ...] = ()
    notices: tuple[int, ...] = ()


def run(app: App, slot: int) -> tuple[int, ...]:
    """Runs every job whose slot has begun and nobody has run; `slot` only wakes us. Returns the notices that are due
    because of it.
    """
    now = datetime.now(UTC)
    moved: list[Moved] = []
    try:
        for job in JOBS:
            moved += job.run(app, now)
    except Unavailable as error:
        maillog.unavailable("database", str(error))
    return tuple(notice for each in moved for notice in each.notices)


def overdue(app: App, now: datetime) -> Due:
    """What is due at this moment, for those who work without a broker."""
    try:
        with app.database.read() as connection:
            return Due(due.mails(connection, now, BATCH), due.notices(connection, now, BATCH))
    except Unavailable as error:
        maillog.unavailable("database", str(error))
        return Due()


def sweep(app: App, room: Callable[[], tuple[int, int]]) -> Due:
    """Finds rows whose wake-up a shared broker lost, once in a slot over all nodes, and no more of them than the queues
    for mails and notices have room for: what is in a long line still needs no second call.
    """
    now = datetime.now(UTC)
    mails, notices = room()
    if not mails and not notices:
        return Due()

    def forgotten(connection: Connection) -> Due:
        called = due.forgotten_mails(connection, now, mails), due.forgotten_notices(connection, now, notices)
        return Due(*called)

    try:
        once = app.database.write(
            lambda connection: slots.once(connection, "sweep", SLOT, now, lambda: forgotten(connection))
        )
    except Unavailable as error:
        maillog.unavailable("database", str(error))
        return Due()
    return once or Due()


@dataclass(frozen=True, slots=True)
class Job:
    """Runs every so many seconds; `work` returns the tickets that it moved."""

    name: str
    every: int
    work: Callable[[Connection, App, datetime], tuple[Moved, ...]]

    def run(self, app: App, now: datetime) -> tuple[Moved, ...]:
        done = app.database.write(
            lambda connection: slots.once(
                connection, self.name, self.every, now, lambda: self.work(connection, app, now)
            )
        )
        for moved in done or ():
            for change in moved.changes:
                maillog.moved(moved.ticket, change)
        return done or ()


def _close(connection: Connection, app: App, now: datetime) -> tuple[Moved, ...]:
    return closing.pass_time(connection, in_force(connection, app.policy, now), now)


def _wake(connection: Connection, app: App, now: datetime) -> tuple[Moved, ...]:
    return closing.wake(connection, in_force(connection, app.policy, now), now)


def _look_after_promises(connection: Connection, app: App, now: datetime) -> tuple[Moved, ...]:
    return promises.look_after(connection, in_force(connection, app.policy, now), now)


def _mornings(connection: Connection, app: App, now: datetime) -> tuple[Moved, ...]:
    if not app.config.mornings.digest:
        return ()
    clock = read_clock(app.config.mornings.digest, weekly=False)
    return (Moved(0, (), morning_mail.send(connection, in_force(connection, app.policy, now), clock, now)),)


def _weekly(connection: Connection, app: App, now: datetime) -> tuple[Moved, ...]:
    clock = app.config.mornings.weekly
    if not clock:
        return ()
    return weeklies.tell(connection, in_force(connection, app.policy, now), read_clock(clock, weekly=True), now)


def _forget_slots(connection: Connection, app: App, now: datetime) -> tuple[Moved, ...]:
    slots.forget(connection, now)
    return ()


JOBS: tuple[Job, ...] = (
    Job("close resolved tickets", SLOT, _close),
    Job("wake snoozed tickets", SLOT, _wake),
    Job("look after promises", SLOT, _look_after_promises),
    Job("mail digests", 60, _mornings),
    Job("weekly reports", MINUTE, _weekly),
    Job("forget old slots", 3600, _forget_slots),
)
