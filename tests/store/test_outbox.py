"""Notices from waiting to their end: every outcome of an attempt, every time for the next."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from gateway.mail.delivery import Attempt, Delivery
from gateway.store import outbox
from gateway.store.ledger import SKEW
from gateway.store.outbox import CRASHES, GIVE_UP_AFTER, LEASE, RETRY_MINUTES, UNCERTAIN_PAUSE, Claimed
from gateway.store.schema import attempt, notice

from .sorting import Sorting, letter, together


@pytest.fixture
def first(sorting: Sorting) -> int:
    """The id of a waiting notice."""
    return sorting.sort(letter()).notices[0]


def claim(sorting: Sorting, id: int, holder: str = "a") -> Claimed | None:
    return sorting.write(lambda connection: outbox.claim(connection, id, holder, sorting.now))


def claimed(sorting: Sorting, id: int) -> Claimed:
    found = claim(sorting, id)
    assert found is not None
    return found


def record(sorting: Sorting, taken: Claimed, delivery: Delivery, words: str = "250 2.0.0 Ok") -> Any:
    sorting.write(lambda connection: outbox.record(connection, taken, Attempt(delivery, words), sorting.now))
    return row(sorting, taken.id)


def crash(sorting: Sorting, taken: Claimed) -> Any:
    sorting.write(lambda connection: outbox.record_crash(connection, taken, "Traceback: why", sorting.now))
    return row(sorting, taken.id)


def row(sorting: Sorting, id: int) -> Any:
    return sorting.all(select(notice).where(notice.c.id == id))[0]


def attempts(sorting: Sorting) -> list[tuple[int, str]]:
    return [(each.number, each.delivery) for each in sorting.all(select(attempt).order_by(attempt.c.number))]


def test_one_of_many_workers_gets_the_notice_for_one_lease(sorting: Sorting, first: int) -> None:
    ends = together(*[lambda n=n: claim(sorting, first, str(n)) for n in range(8)])
    assert sum(isinstance(end, Claimed) for end in ends) == 1
    assert claim(sorting, first) is None
    sorting.now += LEASE
    assert claimed(sorting, first).attempts == 2


def test_a_clock_that_is_a_little_behind_does_not_lose_the_call(sorting: Sorting, first: int) -> None:
    sorting.now -= SKEW
    assert claim(sorting, first) is not None


def test_sent_is_an_end(sorting: Sorting, first: int) -> None:
    found = record(sorting, claimed(sorting, first), Delivery.SENT)
    assert (found.state, found.finished, found.last_reply, found.holder) == ("sent", sorting.now, "250 2.0.0 Ok", "")
    sorting.later(days=30)
    assert claim(sorting, first) is None
    assert attempts(sorting) == [(1, "sent")]


def test_bounced_is_an_end(sorting: Sorting, first: int) -> None:
    found = record(sorting, claimed(sorting, first), Delivery.BOUNCED, "550 5.1.1 Nobody here")
    assert (found.state, found.last_reply) == ("bounced", "550 5.1.1 Nobody here")
    assert claim(sorting, first) is None


def test_deferrals_follow_the_schedule_for_five_days_and_keep_the_message_id(sorting: Sorting, first: int) -> None:
    created, id = sorting.now, row(sorting, first).message_id
    pauses: list[float] = []
    for _ in range(60):
        found = record(sorting, claimed(sorting, first), Delivery.DEFERRED, "451 4.3.0 Later")
        assert found.message_id == id
        if found.state != "waiting":
            break
        pauses.append((found.due - sorting.now) / timedelta(minutes=1))
        sorting.now = found.due
    assert tuple(pauses[: len(RETRY_MINUTES)]) == RETRY_MINUTES
    assert set(pauses[len(RETRY_MINUTES) :]) == {240}
    assert row(sorting, first).state == "bounced"
    assert GIVE_UP_AFTER < sorting.now - created <= GIVE_UP_AFTER + timedelta(hours=4)


def test_uncertain_waits_long_and_goes_again_under_the_same_id(sorting: Sorting, first: int) -> None:
    found = record(sorting, claimed(sorting, first), Delivery.UNCERTAIN, "connection lost after the dot")
    assert (found.state, found.due) == ("waiting", sorting.now + UNCERTAIN_PAUSE)
    sorting.now = found.due
    assert claimed(sorting, first).message_id == found.message_id


def test_crashes_of_ours_are_tried_again_then_parked_and_requeued(sorting: Sorting, first: int) -> None:
    for number in range(1, CRASHES + 1):
        found = crash(sorting, claimed(sorting, first))
        assert found.state == ("waiting" if number < CRASHES else "parked")
        sorting.later(minutes=1)
    assert claim(sorting, first) is None
    assert attempts(sorting) == [(number, "crashed") for number in range(1, CRASHES + 1)]
    assert sorting.write(lambda connection: outbox.requeue(connection, first, sorting.now))
    assert record(sorting, claimed(sorting, first), Delivery.SENT).state == "sent"


def test_late_words_of_a_lost_lease_change_nothing(sorting: Sorting, first: int) -> None:
    """A zombie: stopped for longer than its lease, it comes back and reports."""
    zombie = claimed(sorting, first)
    sorting.now += LEASE
    heir = claimed(sorting, first)
    before = row(sorting, first)
    for delivery in Delivery:
        assert record(sorting, zombie, delivery) == before
    assert crash(sorting, zombie) == before
    assert attempts(sorting) == []
    ended = record(sorting, heir, Delivery.SENT)
    assert crash(sorting, zombie) == ended
    assert crash(sorting, heir) == ended
    assert record(sorting, heir, Delivery.BOUNCED) == ended
    assert attempts(sorting) == [(2, "sent")]


def test_a_dead_workers_notices_are_released(sorting: Sorting, first: int) -> None:
    assert claim(sorting, first, "dead") is not None
    assert claim(sorting, first + 1, "alive") is not None
    sorting.write(lambda connection: outbox.release(connection, "dead", sorting.now))
    assert claim(sorting, first, "heir") is not None
    assert claim(sorting, first + 1, "heir") is None


def test_a_bounce_that_comes_home_changes_a_sent_notice_only(sorting: Sorting, first: int) -> None:
    def returned(id: int) -> str:
        sorting.write(lambda connection: outbox.mark_returned(connection, id, "5.1.1", sorting.now))
        return str(row(sorting, id).state)

    assert returned(first) == "waiting"
    record(sorting, claimed(sorting, first), Delivery.SENT)
    assert returned(first) == "bounced"


def test_requeue_takes_what_is_not_sent(sorting: Sorting, first: int) -> None:
    def requeue(id: int) -> bool:
        return sorting.write(lambda connection: outbox.requeue(connection, id, sorting.now))

    found = record(sorting, claimed(sorting, first), Delivery.BOUNCED)
    assert requeue(first)
    assert row(sorting, first).finished is None
    taken = claimed(sorting, first)
    assert taken.message_id == found.message_id
    record(sorting, taken, Delivery.SENT)
    assert not requeue(first)
    assert not requeue(4711)


def test_what_is_claimed_is_the_row(sorting: Sorting, first: int) -> None:
    found, stored = claimed(sorting, first), row(sorting, first)
    assert (found.kind, found.recipient, found.ticket) == ("received", stored.recipient, stored.ticket)
    assert isinstance(found.created, datetime)
    assert found.lines == ()
