"""What time brings: resolved tickets are reminded of and closed, promises are looked after, forgotten rows are woken.
Each job runs once a slot over all nodes, because its slot is a row in its own transaction. Callable without Dramatiq.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from gateway import maillog
from gateway.app import App
from gateway.config.hours import read_clock
from gateway.configured import make_terms
from gateway.store import (
    closing,
    due,
    guest_drafts,
    guests,
    morning_mail,
    promises,
    retaining,
    slots,
    taken,
    visits,
    weeklies,
    wrong_clock,
)
from gateway.store.collecting import collect
from gateway.store.database import Connection, Unavailable
from gateway.store.in_force import in_force
from gateway.store.moving import Moved
from gateway.store.newcomers import among
from gateway.store.orphaned import SLICES, house_of
from gateway.store.search import filling

SLOT = 15  # seconds
MINUTE = 60
HOUR = 3600
FILLING = 5.0  # seconds of a slot that the search's index may take, while there is much to be put into it
BATCH = 500  # rows that `postroom tick` works on before it looks again


@dataclass(frozen=True, slots=True)
class Due:
    """`answers` are the notices that carry what people wrote, `notices` all others; `replies` are mails that answer one
    of ours and go before the others, where somebody tells them apart.
    """

    mails: tuple[int, ...] = ()
    answers: tuple[int, ...] = ()
    notices: tuple[int, ...] = ()
    replies: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.mails) + len(self.answers) + len(self.notices) + len(self.replies)


@dataclass(frozen=True, slots=True)
class Room:
    """How many of each the queues of a shared broker have room for."""

    mails: int
    answers: int
    notices: int


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
            answers, notices = due.answers(connection, now, BATCH), due.notices(connection, now, BATCH)
            return Due(due.mails(connection, now, BATCH), answers, notices)
    except Unavailable as error:
        maillog.unavailable("database", str(error))
        return Due()


def sweep(app: App, room: Callable[[], Room]) -> Due:
    """Finds rows whose wake-up a shared broker lost, once in a slot over all nodes, and no more of them than the queues
    have room for: what is in a long line still needs no second call.
    """
    found = room()
    if found == Room(0, 0, 0):
        return Due()

    try:
        now = app.clock.now()  # a node that is ahead must not use up the slots of the others

        def forgotten(connection: Connection) -> Due:
            mails = due.forgotten_mails(connection, now, found.mails)
            replies = among(connection, mails)
            return Due(
                tuple(id for id in mails if id not in replies),
                due.forgotten_answers(connection, now, found.answers),
                due.forgotten_notices(connection, now, found.notices),
                tuple(id for id in mails if id in replies),
            )

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
    after: Callable[[App, datetime], None] | None = None  # what is no business of the database

    def run(self, app: App, now: datetime) -> tuple[Moved, ...]:
        done = app.database.write(
            lambda connection: slots.once(
                connection, self.name, self.every, now, lambda: self.work(connection, app, now)
            )
        )
        if done is not None and self.after is not None:
            self.after(app, now)
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


def _bring_back(connection: Connection, app: App, now: datetime) -> tuple[Moved, ...]:
    wrong_clock.bring_back(connection, now)
    return ()


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


def _forget_visits(connection: Connection, app: App, now: datetime) -> tuple[Moved, ...]:
    visits.forget(connection, now)
    guests.forget(connection, now)
    guest_drafts.forget(connection, now)
    return ()


def _nothing(connection: Connection, app: App, now: datetime) -> tuple[Moved, ...]:
    return ()


def _forget_links(app: App, now: datetime) -> None:
    try:
        if app.links:
            app.links.sweep(now)
    except OSError as error:
        maillog.unavailable("links", str(error.strerror))


def _collect(app: App, now: datetime) -> None:
    """A part of all names in each hour of the day, so that every one has its turn once a day."""
    house = house_of(app.database, app.config.state, app.places.shared)
    try:
        done = collect(house, now, SLICES[int(now.timestamp() // HOUR) % 24 :: 24])
    except (Unavailable, OSError) as error:
        maillog.unavailable("store", str(error))
        return
    if done.removed or done.back:
        maillog.collected(done.removed, done.back)


def _retain(app: App, now: datetime) -> None:
    """In small transactions of its own. What is taken away is overwritten and removed here, too, for erasures that did
    not come to it.
    """
    terms = make_terms(app.config)
    try:
        if not terms.for_ever:
            for kind, count in retaining.round(app.database, terms, app.attached, now).items():
                maillog.taken_away(kind.name.lower(), count)
        taken.wipe(app.database, app.config.state / "spool", app.places.remove_mail)
        taken.remove_contents(app.database, app.blobs)
    except (Unavailable, OSError) as error:
        maillog.unavailable("retention", str(error))


def _fill_search(app: App, now: datetime) -> None:
    """In small transactions of its own, for a part of the slot only."""
    try:
        filling.fill(app.database, FILLING)
    except Unavailable as error:
        maillog.unavailable("database", str(error))


JOBS: tuple[Job, ...] = (
    Job("close resolved tickets", SLOT, _close),
    Job("wake snoozed tickets", SLOT, _wake),
    Job("look after promises", SLOT, _look_after_promises),
    Job("mail digests", 60, _mornings),
    Job("weekly reports", MINUTE, _weekly),
    Job("bring back what a wrong clock sent away", MINUTE, _bring_back),
    Job("forget old slots", 3600, _forget_slots),
    Job("forget visits to the console", HOUR, _forget_visits),
    Job("forget old links", 3600, _nothing, _forget_links),
    Job("collect what nothing refers to", HOUR, _nothing, _collect),
    Job("take away what is too old", MINUTE, _nothing, _retain),
    Job("fill the search", SLOT, _nothing, _fill_search),
)
