"""What time brings, once a slot; and rows that were forgotten, found without flooding anybody."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from gateway.app import App
from gateway.store.due import FORGOTTEN
from gateway.store.schema import mail, notice, periodic_slot, ticket
from workers import deliver, ingest, periodic, roles
from workers.periodic import SLOT, Due, Room

from .workshop import ScriptedRelay, drop, letter, on_a_shared_broker

MANY = Room(1000, 1000, 1000)


def resolved(app: App) -> int:
    """A ticket whose time is over."""
    ingest.run(app, drop(app))
    past = datetime.now(UTC) - timedelta(days=4)
    values = {"status": "resolved", "resolved": past, "closes": past + timedelta(days=3)}
    app.database.write(lambda connection: connection.execute(update(ticket).values(**values)))
    with app.database.read() as connection:
        return int(connection.scalar(select(ticket.c.number)) or 0)


def kinds(app: App) -> list[str]:
    with app.database.read() as connection:
        return list(connection.scalars(select(notice.c.kind).order_by(notice.c.id)))


def sweep(app: App, room: Room = MANY) -> Due:
    return periodic.sweep(app, lambda: room)


def test_a_resolved_ticket_is_closed_once_however_often_it_runs(app: App) -> None:
    resolved(app)
    for slot in (1, 1, 2):
        periodic.run(app, slot)
    assert kinds(app).count("closed") == 1


def test_each_job_runs_once_in_its_slot(app: App) -> None:
    with time_machine.travel(datetime(2026, 11, 21, 10, tzinfo=UTC), tick=False) as clock:
        for _ in range(5):
            periodic.run(app, 0)
            clock.shift(SLOT)
    with app.database.read() as connection:
        rows = connection.execute(select(periodic_slot.c.name, periodic_slot.c.slot)).all()
    names = [row.name for row in rows]
    assert names.count("close resolved tickets") == 5
    assert names.count("forget old slots") == 1


def test_a_lost_wake_up_is_found_within_thirty_seconds_and_called_once_a_slot(app: App) -> None:
    start = datetime(2027, 1, 1, 10, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        id = drop(app)
        assert sweep(app) == Due(), "it may be on its way"
        clock.shift(SLOT)
        assert sweep(app) == Due((id,), ())
        assert sweep(app) == Due(), "once a slot over all nodes"
        clock.shift(SLOT)
        assert sweep(app) == Due((id,), ())
        assert FORGOTTEN.total_seconds() + SLOT <= 30


def test_a_long_backlog_is_not_called_out_again_in_every_slot(app: App) -> None:
    with time_machine.travel(datetime(2027, 1, 1, 10, tzinfo=UTC), tick=False) as clock:
        ids = {drop(app, letter(subject=f"T{n}")) for n in range(50)}
        called: list[int] = []
        for _ in range(5):
            clock.shift(SLOT)
            called += sweep(app, Room(10, 10, 10)).mails
        assert len(called) == 50, "no more than there was room for"
        assert set(called) == ids, "and everyone in turn"
        assert sweep(app, Room(0, 0, 0)) == Due()


def test_what_the_sweep_called_can_be_worked_on_at_once(app: App, relay: ScriptedRelay) -> None:
    app = on_a_shared_broker(app)
    with time_machine.travel(datetime(2027, 1, 1, 10, tzinfo=UTC), tick=False) as clock:
        drop(app)
        clock.shift(SLOT)
        for id in sweep(app).mails:
            ingest.run(app, id)
        clock.shift(SLOT)
        for id in sweep(app).notices:
            deliver.run(app, id)
        assert len(relay.got) == 2


def test_tick_does_everything_that_is_due(app: App, relay: ScriptedRelay) -> None:
    resolved(app)
    drop(app, letter(subject="Other"))
    assert roles.tick(app) > 0
    assert roles.tick(app) == 0
    assert kinds(app).count("closed") == 1
    with app.database.read() as connection:
        assert set(connection.scalars(select(mail.c.outcome))) == {"ticket"}
        assert set(connection.scalars(select(notice.c.state))) == {"sent"}
    assert len(relay.got) == 5


def test_a_database_out_of_reach_is_no_exception(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from gateway.store.database import Database

    gone = replace(app, database=Database("postgresql+psycopg://nobody@127.0.0.1:9/none"))
    periodic.run(gone, 1)
    assert sweep(gone) == Due()
    assert periodic.overdue(gone, datetime.now(UTC)) == Due()
    gone.database.close()
