"""Mornings: due on the department's own clock, for some hours, and decided about once whoever asks."""

from datetime import UTC, date, datetime, timedelta

import pytest

from gateway.config.hours import Clock
from gateway.store import mornings
from gateway.store.database import Connection, Database

from .sorting import together

EIGHT = Clock(8 * 60)
SATURDAY = date(2026, 11, 21)


def at(hour: int, minute: int = 0, day: int = 21) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "zone", "day"),
    [
        (at(7, 59), "UTC", None),
        (at(8, 0), "UTC", SATURDAY),
        (at(11, 59), "UTC", SATURDAY),
        (at(12, 0), "UTC", None),
        (at(4, 29), "Asia/Tehran", None),
        (at(4, 30), "Asia/Tehran", SATURDAY),
        (at(13, 0), "America/New_York", SATURDAY),
        (at(19, 0, day=20), "Pacific/Auckland", SATURDAY),
    ],
)
def test_a_morning_is_due_on_the_departments_own_clock(now: datetime, zone: str, day: date | None) -> None:
    assert mornings.due(zone, EIGHT, now) == day


def test_a_weekly_one_is_due_on_its_weekday() -> None:
    assert mornings.due("UTC", Clock(8 * 60, 5), at(8)) == SATURDAY
    assert mornings.due("UTC", Clock(8 * 60, 6), at(8)) is None


@pytest.mark.parametrize(("month", "day"), [(3, 29), (10, 25)])
def test_a_night_in_which_the_clock_is_set_has_one_morning(month: int, day: int) -> None:
    """Half past two comes never in March and twice in October."""
    midnight = datetime(2026, month, day, tzinfo=UTC) - timedelta(hours=3)
    found = {
        mornings.due("Europe/Berlin", Clock(150), midnight + timedelta(minutes=15 * quarter)) for quarter in range(40)
    }
    assert found - {None} == {date(2026, month, day)}


def test_a_time_late_in_the_evening_is_over_with_the_day() -> None:
    assert mornings.due("UTC", Clock(23 * 60), at(23, 59)) == SATURDAY
    assert mornings.due("UTC", Clock(23 * 60), at(0, 5, day=22)) is None


def test_each_is_decided_about_once(database: Database) -> None:
    wanted = [("tom", SATURDAY), ("mina", SATURDAY), ("x" * 200, SATURDAY)]

    def ask() -> tuple[tuple[str, date], ...]:
        return database.write(lambda connection: mornings.undecided(connection, "digest", wanted, at(8)))

    ends = together(ask, ask, ask, ask)
    assert sorted(each for end in ends if isinstance(end, tuple) for each in end) == sorted(wanted)
    assert ask() == ()
    monday = ("tom", date(2026, 11, 23))
    assert database.write(lambda c: mornings.undecided(c, "digest", [monday, *wanted], at(8, day=23))) == (monday,)
    assert database.write(lambda c: mornings.undecided(c, "weekly", wanted[:1], at(8))) == (wanted[0],)


def test_what_is_undone_is_to_be_decided_again(database: Database) -> None:
    def fail() -> None:
        def work(connection: Connection) -> None:
            mornings.undecided(connection, "digest", [("tom", SATURDAY)], at(8))
            raise ValueError

        database.write(work)

    with pytest.raises(ValueError):
        fail()
    assert database.write(lambda c: mornings.undecided(c, "digest", [("tom", SATURDAY)], at(8))) != ()
