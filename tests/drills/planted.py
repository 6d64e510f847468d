"""Postroom with a fault planted, named by $PLANTED: a drill that does not find it proves nothing."""

import os
import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from sqlalchemy import event, update

import workers
from gateway import requesting
from gateway.__main__ import main
from gateway.intake import reading
from gateway.mail.acceptance import Accepted
from gateway.store import articles, commits, database, earlier, ledger, schema, threads
from workers import deliver, ingest, periodic, roles

LATER = 4.0  # seconds until a message comes for the third time


def early() -> None:
    """Answers before the commit."""
    added = commits.Commits.add

    def add(self: commits.Commits, entry: Any) -> None:
        commits.settle({entry: Accepted(1)})
        added(self, entry)

    commits.Commits.add = add  # type: ignore[method-assign]


def unsynced() -> None:
    """Commits without a sync."""
    make = database.make_engine

    def made(url: str) -> Any:
        engine = make(url)
        event.listen(engine, "connect", lambda opened, _: opened.execute("PRAGMA synchronous=OFF"))
        return engine

    database.make_engine = made


def deaf() -> None:
    """A commit that failed is answered with 250 all the same."""
    setattr(commits, "Deferred", lambda deferral: Accepted(1))  # noqa: B010 (not a name that a type checker would have changed)


def twice() -> None:
    """Never sees that it has a mail already."""
    from gateway import filters

    filters.FILTERS = tuple(each for each in filters.FILTERS if each.__name__ != "here_already")


def poisonous() -> None:
    """The readers do what a mail's subject says."""
    limits = reading.ReadLimits(cpu=1.0, wall=5.0, quick=5.0)
    reading.Reader.__init__.__defaults__ = (limits, "tests.intake.poisonous")


def unhurried() -> None:
    """The same with the limits that they have."""
    reading.Reader.__init__.__defaults__ = (reading.ReadLimits(), "tests.intake.poisonous")


def thrice() -> None:
    """A broker that brings each message three times: twice at once, and again when it is done by all likelihood."""
    once = workers.send
    echoes: queue.SimpleQueue[tuple[float, Any, str, int]] = queue.SimpleQueue()

    def echo() -> None:
        while True:
            due, broker, actor, id = echoes.get()
            time.sleep(max(0.0, due - time.monotonic()))
            with suppress(Exception):  # the process is ending
                once(broker, actor, id)

    def send(broker: Any, actor: str, id: int) -> None:
        once(broker, actor, id)
        once(broker, actor, id)
        if not any(each.name == "echo" for each in threading.enumerate()):
            threading.Thread(target=echo, name="echo", daemon=True).start()
        echoes.put((time.monotonic() + LATER, broker, actor, id))

    for module in (workers, roles):
        setattr(module, "send", send)  # noqa: B010 (not a name that a type checker would have changed)


def sweepless() -> None:
    """What the broker forgot is not looked for."""
    periodic.sweep = lambda app, room: periodic.Due()


def obedient() -> None:
    """Does what a message says, whether the mail was done already or not."""
    done = ingest.bring

    def bring(app: Any, spool_id: int) -> ingest.Brought:
        again = update(schema.mail).where(schema.mail.c.id == spool_id).values(error="somebody asked for it")
        app.database.write(lambda connection: connection.execute(again))
        return done(app, spool_id)

    ingest.bring = bring


def obeyed() -> None:
    """Each message comes three times, and what it names is sent each time."""
    thrice()
    for name in ("run_called", "run_neighbours"):
        setattr(deliver, name, _again(getattr(deliver, name)))


def _again(once: Callable[[Any, int], None]) -> Callable[[Any, int], None]:
    def run(app: Any, notice_id: int) -> None:
        sent = update(schema.notice).where(schema.notice.c.id == notice_id, schema.notice.c.state == "sent")
        app.database.write(lambda connection: connection.execute(sent.values(state="waiting", holder="")))
        once(app, notice_id)

    return run


def unleased() -> None:
    """Whoever slept through its lease writes all the same, and does not look whether the ticket is there already: it
    would take the other's for one that the same person asked for before. Nor does it take a ticket that the mail has
    for its own, and the database does not keep to one article of each mail: each of these fences is enough.
    """
    write, stands = articles.insert, ledger.as_standing

    def beside(connection: Any, arrived: Any, *what: Any) -> int:
        first = update(schema.article).where(schema.article.c.mail == arrived.id)
        connection.execute(first.values(mail=None))
        return write(connection, arrived, *what)

    setattr(articles, "insert", beside)  # noqa: B010 (as above)
    setattr(ledger, "as_standing", lambda rows: replace(stands(rows), ticket=0))  # noqa: B010 (as above)
    setattr(ledger.Standing, "is_open_to", lambda standing, claim: True)  # noqa: B010 (as above)
    setattr(requesting, "asked_before", lambda case, would: None)  # noqa: B010 (as above)
    threads._refuse_second_ticket = lambda connection, found, known: None
    earlier.refuse_late = lambda connection, asking, contents, newest, open: None


PLANTED = (early, unsynced, deaf, twice, poisonous, unhurried, thrice, sweepless, obedient, obeyed, unleased)
FAULTS: dict[str, Callable[[], None]] = {each.__name__: each for each in PLANTED}

if __name__ == "__main__":
    FAULTS[os.environ["PLANTED"]]()
    main()
