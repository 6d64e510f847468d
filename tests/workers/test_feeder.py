"""Local workers live from the rows: woken by a bell, and by looking once a second."""

import os
import time

from sqlalchemy import func, select

from gateway.app import App
from gateway.mail.delivery import Attempt, Delivery
from gateway.store.due import Share
from gateway.store.schema import mail, notice
from workers import roles
from workers.feeder import FLOOR

from .workshop import ScriptedRelay, drop, letter, until


def decided(app: App) -> int:
    with app.database.read() as connection:
        return connection.scalar(select(func.count()).where(mail.c.outcome == "ticket")) or 0


def test_rows_are_found_without_anybody_ringing_and_a_stopped_worker_leaves_them(app: App) -> None:
    drop(app)
    working = roles.start_local(app, Share())
    until(lambda: decided(app) == 1)
    drop(app, letter(subject="Two"))
    until(lambda: decided(app) == 2, FLOOR + 5)
    working.stop()
    drop(app, letter(subject="Three"))
    assert decided(app) == 2


def test_a_bell_wakes_at_once_and_one_that_is_gone_is_no_trouble(app: App) -> None:
    ours, theirs = os.pipe()
    os.set_blocking(ours, False)
    working = roles.start_local(app, Share(), ours)
    time.sleep(0.3)
    drop(app)
    os.write(theirs, b"x")
    until(lambda: decided(app) == 1, 5)
    os.close(theirs)
    drop(app, letter(subject="Two"))
    until(lambda: decided(app) == 2, FLOOR + 5)
    working.stop()
    os.close(ours)


def test_the_share_of_a_process_that_is_dead_is_done_by_the_other(app: App) -> None:
    ids = [drop(app, letter(subject=f"T{n}")) for n in range(4)]
    working = roles.start_local(app, Share(0, 2))
    until(lambda: decided(app) == len(ids))
    working.stop()


def test_a_mail_held_by_the_dead_predecessor_is_taken_over_at_once(app: App, relay: ScriptedRelay) -> None:
    from datetime import UTC, datetime

    from gateway.store import ledger

    id = drop(app)
    name = app.holder.name
    app.database.write(lambda connection: ledger.claim(connection, id, name, datetime.now(UTC)))
    began = time.monotonic()
    working = roles.start_local(app, Share())
    until(lambda: decided(app) == 1 and len(relay.got) == 2)
    working.stop()
    assert time.monotonic() - began < 15


def test_work_off_ends_when_nothing_is_left(app: App, relay: ScriptedRelay) -> None:
    ids = [drop(app, letter(subject=f"T{n}")) for n in range(10)]
    relay.script = [Attempt(Delivery.DEFERRED, "451 Later")]
    list(roles.work_off(app, ids))
    assert decided(app) == 10
    with app.database.read() as connection:
        issued = connection.scalar(select(func.count()).select_from(notice))
    assert len(relay.got) == issued, "each was tried once, and nobody waits for the one that is put off"
