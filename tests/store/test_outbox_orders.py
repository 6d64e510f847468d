"""What people order about notices: again, back, many at once; and what the listing says of them."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, update

from gateway.mail.delivery import Attempt, Delivery
from gateway.store import letters, outbox, outbox_orders
from gateway.store.outbox import CRASHES, LEASE, NoticeState
from gateway.store.outbox_listing import OutboxFilter, outbox_rows, state_shown, totals
from gateway.store.outbox_orders import Ordered
from gateway.store.schema import journal, notice

from .sorting import ALI, REZA, TOM, Sorting, letter


@pytest.fixture
def first(sorting: Sorting) -> int:
    """The id of a waiting notice to the requester; one to an agent follows."""
    return sorting.sort(letter()).notices[0]


def row(sorting: Sorting, id: int) -> Any:
    return sorting.all(select(notice).where(notice.c.id == id))[0]


def cancel(sorting: Sorting, id: int, reason: str = "") -> Ordered:
    return sorting.write(lambda c: outbox_orders.cancel(c, id, reason, sorting.policy, sorting.now))


def requeue(sorting: Sorting, id: int) -> Ordered:
    return sorting.write(lambda c: outbox_orders.requeue(c, id, sorting.policy, sorting.now))


def attempt(sorting: Sorting, id: int, end: Delivery = Delivery.SENT) -> str:
    """One attempt, if the notice is due; its state afterwards."""

    def once(connection: Any) -> None:
        claimed = outbox.claim(connection, id, "a", sorting.now)
        if claimed is not None:
            outbox.record(connection, claimed, Attempt(end, "words"), sorting.now)

    sorting.write(once)
    return str(row(sorting, id).state)


def test_what_is_cancelled_is_not_sent_and_can_be_tried_again(sorting: Sorting, first: int) -> None:
    assert cancel(sorting, first, "sent by hand") is Ordered.DONE
    found = row(sorting, first)
    assert (found.state, found.last_reply, found.finished) == (
        "cancelled",
        "cancelled: sent by hand",
        sorting.now,
    )
    assert attempt(sorting, first) == "cancelled"
    assert cancel(sorting, first) is Ordered.NOT_SO
    assert requeue(sorting, first) is Ordered.DONE
    assert attempt(sorting, first) == "sent"
    assert (cancel(sorting, first), requeue(sorting, first)) == (Ordered.NOT_SO, Ordered.NOT_SO)
    told = sorting.all(select(journal.c.change, journal.c.old, journal.c.new).order_by(journal.c.id.desc()).limit(2))
    assert [tuple(each) for each in told] == [
        ("requeue", f"notice {first}: received to {ALI}", ""),
        ("cancel", f"notice {first}: received to {ALI}", "cancelled: sent by hand"),
    ]


def test_what_a_worker_has_in_hand_is_left_alone_until_its_lease_ends(sorting: Sorting, first: int) -> None:
    assert sorting.write(lambda c: outbox.claim(c, first, "a", sorting.now)) is not None
    assert (cancel(sorting, first), requeue(sorting, first)) == (Ordered.IN_HAND, Ordered.IN_HAND)
    sorting.now += LEASE
    assert cancel(sorting, first) is Ordered.DONE


def test_parked_and_bounced_notices_are_taken_back_or_not(sorting: Sorting, first: int) -> None:
    for _ in range(CRASHES):
        claimed = sorting.write(lambda c: outbox.claim(c, first, "a", sorting.now))
        assert claimed is not None
        sorting.write(partial(outbox.record_crash, claimed=claimed, words="why", now=sorting.now))
        sorting.later(minutes=1)
    assert row(sorting, first).state == "parked"
    assert cancel(sorting, first) is Ordered.DONE
    assert attempt(sorting, first + 1, Delivery.BOUNCED) == "bounced"
    assert cancel(sorting, first + 1) is Ordered.NOT_SO
    assert requeue(sorting, 4711) is Ordered.NOT_SO


def test_a_cancelled_answer_is_none_and_requeued_it_is_one(sorting: Sorting) -> None:
    number = sorting.sort(letter()).ticket
    sorting.later(minutes=5)
    sorting.sort(letter(TOM, sorting.token(number), "Unplug it."))
    answered = sorting.ticket(number).first_response
    assert answered is not None
    (id,) = (each.id for each in sorting.all(select(notice.c.id).where(notice.c.kind == "answered")))
    cancel(sorting, id)
    assert sorting.ticket(number).first_response is None
    requeue(sorting, id)
    assert sorting.ticket(number).first_response == answered


def test_a_cancelled_notice_is_nothing_to_thread_with(sorting: Sorting, first: int) -> None:
    cancel(sorting, first)
    number = row(sorting, first).ticket
    sorting.sort(letter(TOM, sorting.token(number), "Unplug it."))
    (answer,) = sorting.all(select(notice).where(notice.c.kind == "answered"))
    claimed = sorting.write(lambda c: outbox.claim(c, answer.id, "a", sorting.now))
    assert claimed is not None
    with sorting.database.read() as connection:
        from_us = letters_gather(connection, claimed, sorting)
    assert row(sorting, first).message_id not in from_us


def letters_gather(connection: Any, claimed: Any, sorting: Sorting) -> tuple[str, ...]:
    gathered = letters.gather(connection, claimed, sorting.policy)
    assert gathered is not None
    return gathered.references


def test_many_are_found_by_what_they_have_in_common(sorting: Sorting, first: int) -> None:
    sorting.sort(letter(REZA, "Other"))
    cancel(sorting, first)

    def ids(**wanted: Any) -> list[int]:
        with sorting.database.read() as connection:
            return list(outbox_orders.chosen(connection, OutboxFilter(**wanted), outbox_orders.CANCELLABLE))

    assert ids() == list(range(first + 1, first + 6))
    assert ids(recipient=REZA.upper()) == [first + 3]
    assert ids(ticket=row(sorting, first).ticket) == [first + 1, first + 2]
    assert ids(state="sent") == []


def test_the_listing_comes_in_pages_and_says_what_is_uncertain(
    sorting: Sorting, first: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.store.outbox_listing.PAGE", 2)
    sorting.sort(letter(REZA, "Other"))
    attempt(sorting, first, Delivery.UNCERTAIN)
    attempt(sorting, first + 1)
    with sorting.database.read() as connection:
        every = list(outbox_rows(connection))
        assert [each.id for each in every] == list(range(first + 5, first - 1, -1))
        assert [each.id for each in outbox_rows(connection, most=3)] == [first + 5, first + 4, first + 3]
        assert [each.id for each in outbox_rows(connection, OutboxFilter(before=first + 1))] == [first]
        assert [each.id for each in outbox_rows(connection, OutboxFilter("uncertain"))] == [first]
        counted = totals(connection)
    assert [state_shown(each) for each in every] == [*["waiting"] * 4, "sent", "uncertain"]
    assert (every[-1].state, every[-1].uncertain, len(every[-1].attempts)) == ("waiting", 1, 1)
    assert every[-1].due == sorting.now + timedelta(minutes=15)
    assert (counted.written, counted.states["waiting"], counted.uncertain, counted.balanced) == (6, 5, 1, True)


def test_a_state_that_nobody_knows_spoils_the_equation(sorting: Sorting, first: int) -> None:
    sorting.write(lambda c: c.execute(update(notice).where(notice.c.id == first).values(state="lost")))
    with sorting.database.read() as connection:
        counted = totals(connection)
    assert not counted.balanced
    assert set(counted.states) == {state.value for state in NoticeState}
