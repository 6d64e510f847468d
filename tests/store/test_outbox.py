"""Notices from waiting to their end: every outcome of an attempt, every time for the next."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from gateway.mail.delivery import Attempt, Delivery, Resting
from gateway.store import outbox
from gateway.store.ledger import SKEW
from gateway.store.orphans import Estate, release
from gateway.store.outbox import CRASHES, GIVE_UP_AFTER, LEASE, RETRY_MINUTES, SPREAD, UNCERTAIN_MINUTES, Claimed
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


def test_deferrals_follow_the_schedule_for_four_days_and_keep_the_message_id(sorting: Sorting, first: int) -> None:
    created, id = sorting.now, row(sorting, first).message_id
    pauses: list[float] = []
    for _ in range(60):
        found = record(sorting, claimed(sorting, first), Delivery.DEFERRED, "451 4.3.0 Later")
        assert found.message_id == id
        if found.state != "waiting":
            break
        pauses.append((found.due - sorting.now) / timedelta(minutes=1))
        sorting.now = found.due
    planned = [*RETRY_MINUTES, *[240] * len(pauses)][: len(pauses)]
    assert all(plan <= pause <= plan * (1 + SPREAD) for plan, pause in zip(planned, pauses, strict=True))
    assert len(set(pauses)) == len(pauses), "rows that were put off together come apart"
    assert row(sorting, first).state == "bounced"
    assert GIVE_UP_AFTER < sorting.now - created <= GIVE_UP_AFTER + timedelta(hours=4) * (1 + SPREAD)
    assert len(attempts(sorting)) == row(sorting, first).attempts < 40


def test_uncertain_waits_longer_each_time_is_counted_and_goes_again_under_the_same_id(
    sorting: Sorting, first: int
) -> None:
    for times, minutes in enumerate([*UNCERTAIN_MINUTES, UNCERTAIN_MINUTES[-1]], 1):
        found = record(sorting, claimed(sorting, first), Delivery.UNCERTAIN, "connection lost after the dot")
        pause = (found.due - sorting.now) / timedelta(minutes=1)
        assert minutes <= pause <= minutes * (1 + SPREAD)
        assert (found.state, found.uncertain) == ("waiting", times)
        sorting.now = found.due
    assert claimed(sorting, first).message_id == found.message_id


def test_who_asks_us_to_come_later_is_heard_within_bounds(sorting: Sorting, first: int) -> None:
    def put_off(again: int) -> float:
        taken = claimed(sorting, first)
        attempt = Attempt(Delivery.DEFERRED, "450 4.2.0 Greylisted", again=again)
        sorting.write(lambda connection: outbox.record(connection, taken, attempt, sorting.now))
        pause = row(sorting, first).due - sorting.now
        sorting.now = row(sorting, first).due
        return float(pause / timedelta(seconds=1))

    assert 300 <= put_off(300) <= 330
    assert 120 <= put_off(1) <= 132, "the second pause is two minutes, whoever would have us sooner"


def test_while_all_relays_rest_nothing_is_counted_until_the_days_are_over(sorting: Sorting, first: int) -> None:
    def rest(seconds: float) -> Any:
        taken = claimed(sorting, first)
        nobody = Resting(seconds, "relay rests: Connection refused")
        sorting.write(lambda connection: outbox.postpone(connection, taken, nobody, sorting.now))
        return row(sorting, first)

    created = sorting.now
    found = rest(10)
    assert (found.attempts, found.state, found.holder) == (0, "waiting", "")
    assert found.last_reply == "relay rests: Connection refused"
    assert timedelta(seconds=10) <= found.due - sorting.now <= timedelta(seconds=11)
    sorting.now = created + timedelta(hours=2)
    assert timedelta(minutes=5) <= rest(10).due - sorting.now <= timedelta(minutes=5, seconds=30)
    assert attempts(sorting) == []
    sorting.now = created + GIVE_UP_AFTER + timedelta(minutes=1)
    assert rest(10).state == "bounced"
    assert attempts(sorting) == [(1, "deferred")]


def test_where_it_went_and_under_which_name_it_lies_there_is_kept(sorting: Sorting, first: int) -> None:
    taken = claimed(sorting, first)
    sent = Attempt(Delivery.SENT, "250 2.0.0 Ok: queued as 4XYZ", "office", "4XYZ")
    sorting.write(lambda connection: outbox.record(connection, taken, sent, sorting.now))
    (kept,) = sorting.all(select(attempt))
    assert (kept.relay, kept.queue_id) == ("office", "4XYZ")


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
    assert attempts(sorting) == [(1, "lost")]
    ended = record(sorting, heir, Delivery.SENT)
    assert crash(sorting, zombie) == ended
    assert crash(sorting, heir) == ended
    assert record(sorting, heir, Delivery.BOUNCED) == ended
    assert attempts(sorting) == [(1, "lost"), (2, "sent")]
    assert ended.uncertain == 1


def test_a_zombie_whose_heir_only_found_resting_relays_is_not_heard_either(sorting: Sorting, first: int) -> None:
    zombie = claimed(sorting, first)
    sorting.now += LEASE
    heir = claim(sorting, first, "b")
    assert heir is not None
    sorting.write(lambda connection: outbox.postpone(connection, heir, Resting(10, "rests"), sorting.now))
    before = row(sorting, first)
    assert before.attempts == zombie.attempts
    assert record(sorting, zombie, Delivery.SENT) == before


def test_a_dead_workers_notices_are_released(sorting: Sorting, first: int) -> None:
    assert claim(sorting, first, "dead") is not None
    assert claim(sorting, first + 1, "alive") is not None
    sorting.write(lambda connection: release(connection, Estate("dead"), sorting.now))
    found = claim(sorting, first, "heir")
    assert found is not None
    assert (found.attempts, found.uncertain) == (1, 0), "it was not begun, so it was no attempt"
    assert claim(sorting, first + 1, "heir") is None
    assert attempts(sorting) == []


def test_what_a_dead_worker_was_sending_waits_as_uncertain_does(sorting: Sorting, first: int) -> None:
    for id in (first, first + 1):
        assert claim(sorting, id, "dead") is not None
    estate = Estate("dead", begun=(first, 4711), spared=(first + 1,))
    sorting.write(lambda connection: release(connection, estate, sorting.now))
    found = row(sorting, first)
    assert (found.uncertain, found.due, found.holder) == (1, sorting.now + timedelta(minutes=15), "")
    assert row(sorting, first + 1).holder == "dead"
    assert attempts(sorting) == [(1, "lost")]
    sorting.now = found.due
    assert claimed(sorting, first).attempts == 2
    assert len(attempts(sorting)) == 1


def test_where_the_machine_forgot_what_was_begun_all_are_in_doubt_and_due(sorting: Sorting, first: int) -> None:
    assert claim(sorting, first, "dead") is not None
    sorting.write(lambda connection: release(connection, Estate("dead", known=False), sorting.now))
    found = row(sorting, first)
    assert (found.uncertain, found.due) == (1, sorting.now)
    assert claimed(sorting, first).attempts == 2


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
