"""The weekly report is due once for a department and week, and says the same whenever it is sent."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text

from gateway.config.hours import read_clock
from gateway.notices import Kind
from gateway.policy import Department, Policy
from gateway.store import letters, outbox, weeklies
from gateway.store.database import Database
from gateway.store.moving import Moved
from gateway.store.schema import notice
from gateway.tickets.clock import Hours

from ..builders import POSHTIBANI, SARA, SUPPORT, TOM
from . import lives

CLOCK = read_clock("sat 08:00", weekly=True)
SATURDAY = datetime(2026, 11, 28, 4, 30, tzinfo=UTC)  # eight o'clock in Tehran


def desks(*departments: Department) -> Policy:
    in_berlin = replace(POSHTIBANI, hours=Hours("Europe/Berlin"))
    return replace(lives.desks(), departments=departments or (lives.desks().departments[0], in_berlin))


@pytest.fixture
def house(database: Database) -> Database:
    database.write(lambda connection: lives.store(connection, 400))
    return database


def tell(database: Database, now: datetime, policy: Policy | None = None) -> tuple[Moved, ...]:
    return database.write(lambda connection: weeklies.tell(connection, policy or desks(), CLOCK, now))


def told(database: Database) -> list[tuple[str, list[str]]]:
    with database.read() as connection:
        rows = connection.execute(select(notice.c.recipient, notice.c.lines).order_by(notice.c.id)).all()
    return [(row.recipient, row.lines) for row in rows]


def letter(database: Database, id: int, policy: Policy) -> tuple[object, object]:
    with database.read() as connection:
        row = connection.execute(select(notice).where(notice.c.id == id)).one()
        names = outbox.Claimed.__dataclass_fields__
        claimed = outbox.Claimed(
            **{name: getattr(row, name) for name in names if name != "lines"}, lines=tuple(row.lines)
        )
        found = letters.gather(connection, claimed, policy)
    assert found is not None
    assert found.view.kind is Kind.WEEKLY
    return found, found.view.report


def test_each_lead_is_told_at_eight_on_their_own_clock(house: Database) -> None:
    assert tell(house, SATURDAY - timedelta(seconds=1)) == ()
    assert len(tell(house, SATURDAY)) == 1
    assert told(house) == [(TOM.address, ["support", "2026-11-28"])]
    tell(house, SATURDAY + timedelta(hours=2, minutes=29))
    assert len(told(house)) == 1
    tell(house, SATURDAY + timedelta(hours=2, minutes=30))
    assert told(house)[1:] == [(SARA.address, ["poshtibani", "2026-11-28"])]


def test_it_is_told_once_whatever_ticks_and_again_a_week_later(house: Database) -> None:
    for minutes in range(0, 1440, 7):
        tell(house, SATURDAY + timedelta(minutes=minutes))
    assert len(told(house)) == 2
    tell(house, SATURDAY + timedelta(days=7))
    assert told(house)[2:] == [(TOM.address, ["support", "2026-12-05"])]


def test_a_lead_who_takes_over_that_morning_gets_no_second_one(house: Database) -> None:
    tell(house, SATURDAY)
    changed = desks(replace(SUPPORT, lead="mina", hours=lives.WORKS))
    tell(house, SATURDAY + timedelta(minutes=1), changed)
    assert len(told(house)) == 1


def test_a_clock_that_stood_still_is_forgiven_for_some_hours(house: Database) -> None:
    assert len(tell(house, SATURDAY + timedelta(hours=11))) == 2
    assert tell(house, SATURDAY + timedelta(days=1)) == ()


def test_departments_without_lead_or_tickets_are_left_alone(house: Database) -> None:
    without = desks(replace(SUPPORT, lead=""), replace(SUPPORT, name="new"), replace(SUPPORT, lead="gone"))
    assert tell(house, SATURDAY + timedelta(hours=4), without) == ()


def test_the_mail_is_the_departments_and_asks_for_no_answer(house: Database) -> None:
    (moved,) = tell(house, SATURDAY)
    found, report = letter(house, moved.notices[0], desks())
    assert (found.department, found.ticket, found.view.answerable) == ("support", 0, False)  # type: ignore[attr-defined]
    assert (report.first, report.last) == (date(2026, 11, 21), date(2026, 11, 27))  # type: ignore[attr-defined]


def test_it_equals_the_journal_and_says_the_same_however_late_it_is_sent(house: Database) -> None:
    (moved,) = tell(house, SATURDAY)
    _, then = letter(house, moved.notices[0], desks())
    until = datetime(2026, 11, 27, 20, 30, tzinfo=UTC)
    asked = lives.Asked(until - timedelta(days=7), until, "support")
    before = lives.Asked(until - timedelta(days=14), until - timedelta(days=7), "support")
    with house.read() as connection:
        for name, each in (("now", asked), ("before", before)):
            mine = lives.counted(lives.tell(connection, each.until), each)
            assert getattr(then.opened, name) == sum(each.holds(life.created) for life in mine)  # type: ignore[attr-defined]
            assert getattr(then.open, name) == sum(life.status in ("new", "open", "waiting") for life in mine)  # type: ignore[attr-defined]
    with house.engine.begin() as connection:
        late = {"now": SATURDAY + timedelta(minutes=1)}
        moves = "SELECT number, :now, 'department', department, 'other' FROM ticket"
        connection.execute(text(f"INSERT INTO journal (ticket, at, change, old, new) {moves}"), late)
        connection.execute(text("UPDATE ticket SET department = 'other'"))
    assert letter(house, moved.notices[0], desks())[1] == then
