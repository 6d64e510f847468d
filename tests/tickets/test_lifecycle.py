"""The life of a ticket: legal moves, what replies do, what time does."""

from datetime import timedelta

import pytest

from gateway.tickets import lifecycle
from gateway.tickets.changes import Answered, Assign, Change, Close, Remind, Reopen, Resolve, SetStatus, apply
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
    assert lifecycle.replied(ticket(status=status)) == changes


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
    assert changes == ((Resolve(NOW, NOW + timedelta(days=3)),) if legal else ())


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
    assert Window(length).reminds_after == reminder


def at(since: timedelta, **changes: object) -> tuple[Change, ...]:
    """What time does to a ticket this long after it was resolved."""
    found = ticket(status=Status.RESOLVED, resolved=NOW, closes=NOW + THREE_DAYS.length, **changes)
    return lifecycle.passed(found, NOW + since, THREE_DAYS)


def test_time_first_does_nothing_then_reminds_then_closes() -> None:
    instant = timedelta(microseconds=1)
    two, three = timedelta(days=2), timedelta(days=3)
    assert at(timedelta()) == at(two - instant) == ()
    assert at(two) == at(three - instant) == (Remind(),)
    assert at(two, reminded=True) == ()
    assert at(three) == at(three, reminded=True) == (Close(NOW + three),)
    assert at(timedelta(days=300)) == (Close(NOW + timedelta(days=300)),)


def test_each_step_of_time_happens_once() -> None:
    found = apply(ticket(), lifecycle.resolve(ticket(), NOW, THREE_DAYS))
    done: list[str] = []
    for hour in range(24 * 10):
        changes = lifecycle.passed(found, NOW + hour * HOUR, THREE_DAYS)
        done += [change.name for change in changes]
        found = apply(found, changes)
    assert done == ["remind", "close"]
    assert found.closed == NOW + timedelta(days=3)


def test_a_changed_window_does_not_move_the_promised_end() -> None:
    found = ticket(status=Status.RESOLVED, resolved=NOW, closes=NOW + timedelta(days=3))
    shorter = Window(timedelta(days=1))
    assert lifecycle.passed(found, NOW + timedelta(days=2), shorter) == (Remind(),)
    assert lifecycle.passed(found, NOW + timedelta(days=3), Window(timedelta(days=30)))[0].name == "close"


@pytest.mark.parametrize("status", set(Status) - {Status.RESOLVED})
def test_time_moves_resolved_tickets_only(status: Status) -> None:
    found = ticket(status=status, resolved=NOW - timedelta(days=9), closes=NOW - timedelta(days=6))
    assert lifecycle.passed(found, NOW, THREE_DAYS) == ()
