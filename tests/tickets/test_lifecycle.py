"""The life of a ticket: legal moves, what replies do, what time does."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.tickets import lifecycle
from gateway.tickets.changes import Answered, Assign, Change, Close, Remind, Reopen, Resolve, SetStatus, apply
from gateway.tickets.clock import Hours, Stint
from gateway.tickets.lifecycle import MOVES, Window
from gateway.tickets.ticket import Status, Ticket

from ..builders import NOW, SARA, TOM, author, resolved, ticket

THREE_DAYS = Window(timedelta(days=3))
HOUR = timedelta(hours=1)

LEGAL = {
    Status.NEW: {"open", "waiting", "resolved", "closed", "merged", "spam"},
    Status.OPEN: {"waiting", "resolved", "closed", "merged", "spam"},
    Status.WAITING: {"open", "resolved", "closed", "merged", "spam"},
    Status.RESOLVED: {"open", "waiting", "closed", "merged", "spam"},
    Status.CLOSED: {"open"},
    Status.MERGED: {"open"},
    Status.SPAM: {"open"},
}


@pytest.mark.parametrize("status", Status)
def test_the_legal_moves(status: Status) -> None:
    found = {other.value for other in Status if lifecycle.may_move(ticket(status=status), other)}
    assert found == LEGAL[status]
    assert set(MOVES) == set(Status)


@pytest.mark.parametrize(
    ("status", "changes"),
    [
        (Status.NEW, ()),
        (Status.OPEN, ()),
        (Status.WAITING, (SetStatus(Status.OPEN),)),
        (Status.RESOLVED, (Reopen(),)),
        (Status.CLOSED, ()),
        (Status.MERGED, ()),
        (Status.SPAM, ()),
    ],
)
def test_what_a_customers_reply_does(status: Status, changes: tuple[Change, ...]) -> None:
    assert lifecycle.replied(ticket(status=status), NOW) == changes


def test_a_reply_that_came_before_the_end_and_is_read_after_it_opens_the_ticket_again() -> None:
    closed = ticket(status=Status.CLOSED, closed=NOW)
    assert lifecycle.crossed(closed, NOW - HOUR)
    assert lifecycle.replied(closed, NOW - HOUR) == (Reopen(),)
    assert not lifecycle.crossed(closed, NOW)
    assert lifecycle.replied(closed, NOW) == ()
    assert not lifecycle.crossed(ticket(status=Status.SPAM), NOW - HOUR)


@pytest.mark.parametrize("status", Status)
def test_a_reply_to_what_is_over_opens_a_new_ticket(status: Status) -> None:
    assert lifecycle.finished(ticket(status=status)) is (status in (Status.CLOSED, Status.SPAM))


WAIT = SetStatus(Status.WAITING)


@pytest.mark.parametrize(
    ("found", "changes"),
    [
        (ticket(status=Status.NEW), (Answered(NOW), Assign("tom"), WAIT)),
        (ticket(), (Answered(NOW), Assign("tom"), WAIT)),
        (ticket(assignee="sara"), (Answered(NOW), WAIT)),
        (ticket(first_response=NOW), (Assign("tom"), WAIT)),
        (ticket(status=Status.WAITING, assignee="tom", first_response=NOW), ()),
        (resolved(assignee="tom", first_response=NOW), ()),  # an addition does not take "resolved" back
        (ticket(status=Status.CLOSED, assignee="tom", first_response=NOW), ()),
    ],
)
def test_what_an_agents_answer_does(found: Ticket, changes: tuple[Change, ...]) -> None:
    assert lifecycle.answered(found, author(TOM), NOW) == changes


def test_an_answer_never_makes_an_illegal_move() -> None:
    for status in Status:
        after = apply(ticket(status=status), lifecycle.answered(ticket(status=status), author(SARA), NOW))
        assert after.status is status or after.status in MOVES[status]


@pytest.mark.parametrize("status", Status)
def test_resolving_gives_the_whole_window_where_it_is_legal(status: Status) -> None:
    changes = lifecycle.resolve(ticket(status=status), NOW, THREE_DAYS)
    legal = Status.RESOLVED in MOVES[status]
    assert changes == ((Resolve(NOW, NOW + timedelta(days=3), NOW + timedelta(days=2)),) if legal else ())


@pytest.mark.parametrize(
    ("length", "reminder"),
    [
        (timedelta(days=3), timedelta(days=2)),
        (timedelta(days=14), timedelta(days=13)),
        (timedelta(days=2), timedelta(days=1)),
        (timedelta(days=1), timedelta(hours=12)),
        (timedelta(hours=1), timedelta(minutes=30)),
    ],
)
def test_the_reminder_comes_a_day_before_the_end_or_half_way(length: timedelta, reminder: timedelta) -> None:
    assert Window(length).reminds(NOW) == NOW + reminder
    assert Window(length).ends(NOW) == NOW + length


def at(since: timedelta, **changes: Any) -> tuple[Change, ...]:
    """What time does to a ticket this long after it was resolved."""
    found = apply(ticket(), lifecycle.resolve(ticket(), NOW, THREE_DAYS))
    return lifecycle.passed(replace(found, **changes), NOW + since)


def test_time_first_does_nothing_then_reminds_then_closes() -> None:
    instant = timedelta(microseconds=1)
    two, three = timedelta(days=2), timedelta(days=3)
    assert at(timedelta()) == at(two - instant) == ()
    assert at(two) == at(three - instant) == (Remind(),)
    assert at(two, reminds=None, reminded=True) == ()
    assert at(three) == at(three, reminds=None, reminded=True) == (Close(NOW + three),)
    assert at(timedelta(days=300)) == (Close(NOW + timedelta(days=300)),)


def test_each_step_of_time_happens_once() -> None:
    found = apply(ticket(), lifecycle.resolve(ticket(), NOW, THREE_DAYS))
    done: list[str] = []
    for hour in range(24 * 10):
        changes = lifecycle.passed(found, NOW + hour * HOUR)
        done += [change.name for change in changes]
        found = apply(found, changes)
    assert done == ["remind", "close"]
    assert found.closed == NOW + timedelta(days=3)


@pytest.mark.parametrize("status", [each for each in Status if each is not Status.RESOLVED])
def test_time_moves_resolved_tickets_only(status: Status) -> None:
    found = ticket(status=status, resolved=NOW - timedelta(days=9), closes=NOW - timedelta(days=6))
    found = replace(found, reminds=NOW - timedelta(days=7))
    assert lifecycle.passed(found, NOW) == ()


# --- windows of working days ------------------------------------------------------------------------------------------

WEEK = Hours("Asia/Tehran", tuple(Stint(day, 8 * 60, 16 * 60) for day in (5, 6, 0, 1, 2)))  # Saturday to Wednesday


def tehran(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Tehran"))


@pytest.mark.parametrize(
    ("days", "resolved_at", "reminder", "end"),
    [
        (3, "2026-11-28 15:00", "2026-11-30 15:00", "2026-12-01 15:00"),  # Saturday to Tuesday
        (3, "2026-11-25 15:00", "2026-11-29 15:00", "2026-11-30 15:00"),  # Wednesday, over the weekend to Monday
        (3, "2026-11-23 15:00", "2026-11-25 15:00", "2026-11-28 15:00"),  # the reminder comes three days before
        (3, "2026-11-26 12:00", "2026-11-29 12:00", "2026-11-30 12:00"),  # resolved on a Thursday, which is free
        (2, "2026-11-28 10:00", "2026-11-29 10:00", "2026-11-30 10:00"),
        (1, "2026-11-28 12:00", "2026-11-28 16:00", "2026-11-29 12:00"),  # half-way: four hours of eight
        (1, "2026-11-25 15:00", "2026-11-28 11:00", "2026-11-28 15:00"),  # never in the night, nor on a Friday
    ],
)
def test_a_window_of_working_days(days: int, resolved_at: str, reminder: str, end: str) -> None:
    window = Window(timedelta(days=days), WEEK)
    changes = lifecycle.resolve(ticket(), tehran(resolved_at), window)
    assert changes == (Resolve(tehran(resolved_at), tehran(end), tehran(reminder)),)


@given(st.integers(0, 60 * 24 * 400), st.integers(1, 20), st.sampled_from([WEEK, None]))
def test_the_reminder_lies_between_resolving_and_the_end(minute: int, days: int, work: Hours | None) -> None:
    window, start = Window(timedelta(days=days), work), NOW + timedelta(minutes=minute)
    assert start < window.reminds(start) < window.ends(start)
    assert window.days == days
