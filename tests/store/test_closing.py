"""Time passes: one reminder, one end, whatever runs twice."""

from datetime import timedelta

from sqlalchemy import select

from gateway.store import closing
from gateway.store.schema import journal, notice
from gateway.tickets.ticket import Status

from .sorting import ALI, TOM, Sorting, letter, together

Moves = tuple[tuple[int, str], ...]


def resolved(sorting: Sorting, subject: str = "Printer broken") -> int:
    number = sorting.sort(letter(subject=subject)).ticket
    sorting.sort(letter(TOM, f"{subject} {sorting.token(number)}", "#resolve"))
    assert sorting.ticket(number).status is Status.RESOLVED
    return number


def tick(sorting: Sorting) -> Moves:
    moved = sorting.write(lambda connection: closing.pass_time(connection, sorting.policy, sorting.now))
    assert all(len(each.notices) == 1 for each in moved)
    return tuple((each.ticket, change) for each in moved for change in each.changes)


def told(sorting: Sorting, number: int) -> list[str]:
    query = select(notice.c.kind).where(notice.c.ticket == number, notice.c.recipient == ALI).order_by(notice.c.id)
    return [row.kind for row in sorting.all(query)]


def test_a_reminder_a_day_before_then_the_end_each_once(sorting: Sorting) -> None:
    number = resolved(sorting)
    assert tick(sorting) == ()
    sorting.later(days=1.9)
    assert tick(sorting) == ()
    sorting.later(days=0.2)
    assert tick(sorting) == ((number, "remind"),)
    assert tick(sorting) == ()
    sorting.later(days=1)
    assert tick(sorting) == ((number, "close"),)
    assert tick(sorting) == ()
    found = sorting.ticket(number)
    assert (found.status, found.closed) == (Status.CLOSED, sorting.now)
    assert told(sorting, number) == ["received", "resolved", "reminder", "closed"]
    changes = [row.change for row in sorting.all(select(journal.c.change).order_by(journal.c.id))]
    assert changes[-2:] == ["remind", "close"]


def test_two_nodes_that_tick_at_once_close_and_tell_once(sorting: Sorting) -> None:
    numbers = [resolved(sorting, f"Thing {n}") for n in range(5)]
    sorting.later(days=3)
    ends = together(*[lambda: tick(sorting)] * 6)
    moved = [move for end in ends if isinstance(end, tuple) for move in end]
    assert sorted(moved) == [(number, "close") for number in numbers], ends
    assert [told(sorting, number).count("closed") for number in numbers] == [1] * 5
    journalled = sorting.all(select(journal.c.ticket).where(journal.c.change == "close"))
    assert sorted(row.ticket for row in journalled) == numbers


def test_not_solved_at_the_same_moment_as_the_end_is_never_lost(sorting: Sorting) -> None:
    number = resolved(sorting)
    sorting.later(days=3)
    reply = sorting.arrive(letter(subject=sorting.token(number), body="It is not solved at all."))
    ends = together(lambda: tick(sorting), lambda: sorting.settle(reply))
    assert not [end for end in ends if isinstance(end, Exception)], ends
    if sorting.ticket(number).status is Status.OPEN:
        assert "closed" not in told(sorting, number)
        assert sorting.outcome(reply.id) == "reply"
    else:
        assert sorting.outcome(reply.id) == "ticket"
        assert sorting.ticket(number + 1).follows == number


def test_a_ticket_resolved_again_is_reminded_and_closed_again(sorting: Sorting) -> None:
    number = resolved(sorting)
    for _ in range(2):
        sorting.later(days=2.1)
        tick(sorting)
        sorting.sort(letter(subject=sorting.token(number), body=f"Not solved, {sorting.now}."))
        assert sorting.ticket(number).status is Status.OPEN
        sorting.later(minutes=1)
        sorting.sort(letter(TOM, sorting.token(number), f"#resolve\nNow it is, {sorting.now}."))
    sorting.later(days=3)
    tick(sorting)
    assert told(sorting, number).count("reminder") == 2
    assert told(sorting, number).count("closed") == 1


def test_a_long_pause_closes_without_a_reminder(sorting: Sorting) -> None:
    number = resolved(sorting)
    sorting.now += timedelta(days=40)
    assert tick(sorting) == ((number, "close"),)
    assert "reminder" not in told(sorting, number)
