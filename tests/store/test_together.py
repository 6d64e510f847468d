"""Several notices at once: claimed, gathered and recorded as each alone would be."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event, select

from gateway.letter import Letter
from gateway.mail.delivery import Attempt, Delivery
from gateway.store import letters, outbox
from gateway.store.asking import Asking, padded
from gateway.store.foreseeing import foresee
from gateway.store.orphans import Estate, release
from gateway.store.outbox import Claimed
from gateway.store.outbox_sent import record_sent
from gateway.store.schema import attempt, notice

from .sorting import ALI, EVE, REZA, Sorting, letter

SENT = Attempt(Delivery.SENT, "250 2.0.0 Ok: queued as 4B1", "relay", "4B1")


@pytest.fixture
def waiting(sorting: Sorting) -> tuple[int, ...]:
    """Notices about three tickets, one of which has a history."""
    found = sorting.sort(letter(f"Ali Rezaei <{ALI}>", Cc=REZA, Message_ID="<1@a.example>"))
    ids = list(found.notices)
    sorting.later(minutes=1)
    ids += sorting.sort(letter(REZA, "Something else", "The toner smells.")).notices
    sorting.later(minutes=1)
    again = letter(body="It smells, too.", In_Reply_To="<1@a.example>", Message_ID="<2@a.example>")
    ids += sorting.sort(again).notices
    ids += sorting.sort(letter(EVE, "Another thing", "Nothing works.")).notices
    return tuple(ids)


def claim(sorting: Sorting, ids: tuple[int, ...], holder: str = "a") -> tuple[Claimed, ...]:
    return sorting.write(lambda connection: outbox.claim_all(connection, ids, holder, sorting.now))


def rows(sorting: Sorting) -> tuple[list[Any], list[Any]]:
    """What stands in the outbox, but for Message-IDs and such, and all attempts."""
    states = select(
        notice.c.id,
        notice.c.state,
        notice.c.attempts,
        notice.c.holder,
        notice.c.last_reply,
        notice.c.finished,
        notice.c.uncertain,
    )
    return sorting.all(states.order_by(notice.c.id)), sorting.all(select(attempt).order_by(attempt.c.notice))


@contextmanager
def counted(sorting: Sorting) -> Iterator[list[str]]:
    asked: list[str] = []

    def count(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        asked.append(statement)

    event.listen(sorting.database.engine, "before_cursor_execute", count)
    yield asked
    event.remove(sorting.database.engine, "before_cursor_execute", count)


def together(sorting: Sorting, claimed: tuple[Claimed, ...]) -> list[Letter | None]:
    with sorting.database.read() as connection:
        asking = Asking(connection, padded(each.person for each in claimed))
        foresee(asking, claimed)
        return [letters.gather_one(asking, each, sorting.policy) for each in claimed]


def test_letters_that_ask_together_say_what_each_alone_would(sorting: Sorting, waiting: tuple[int, ...]) -> None:
    claimed = claim(sorting, waiting)
    assert len(claimed) == len(waiting) >= 7
    with sorting.database.read() as connection:
        alone = [letters.gather(connection, each, sorting.policy) for each in claimed]
    with counted(sorting) as asked:
        assert together(sorting, claimed) == alone
    assert any(each is not None and each.view.history for each in alone)
    assert any(each is not None and each.references for each in alone)
    assert len(asked) <= 9, asked


def test_whose_ticket_or_person_is_gone_harms_no_other(sorting: Sorting, waiting: tuple[int, ...]) -> None:
    claimed = claim(sorting, waiting)
    lost = (replace(claimed[0], ticket=99_999), replace(claimed[1], person=99_999), *claimed[2:])
    found = together(sorting, lost)
    assert found[:2] == [None, None]
    assert None not in found[2:]


@pytest.mark.service
def test_many_that_went_out_are_recorded_as_each_would_be(sorting: Sorting, waiting: tuple[int, ...]) -> None:
    if sorting.database.sqlite:
        pytest.skip("SQLite records one after the other")
    claimed = claim(sorting, waiting)
    late = (replace(claimed[0], holder="somebody else"), replace(claimed[1], attempts=7), *claimed[2:])
    pairs = [(each, SENT) for each in late]
    sorting.write(lambda connection: record_sent(connection, pairs, sorting.now))
    states, notes = rows(sorting)
    assert [row.state for row in states[:3]] == ["waiting", "waiting", "sent"], "late words change nothing"
    assert {row.notice for row in notes} == {each.id for each in claimed[2:]}

    sorting.write(lambda connection: connection.execute(attempt.delete()))
    back = {"state": "waiting", "holder": "a", "finished": None, "last_reply": ""}
    sorting.write(lambda connection: connection.execute(notice.update().values(back)))
    for each in claimed[2:]:
        sorting.write(partial(outbox.record, claimed=each, outcome=SENT, now=sorting.now))
    assert rows(sorting) == (states, notes)


@pytest.mark.service
def test_a_row_that_somebody_is_just_taking_is_not_waited_for(sorting: Sorting, waiting: tuple[int, ...]) -> None:
    if sorting.database.sqlite:
        pytest.skip("one writer at a time")
    with sorting.database.engine.begin() as other:
        other.execute(select(notice.c.id).where(notice.c.id == waiting[0]).with_for_update())
        assert {each.id for each in claim(sorting, waiting)} == set(waiting[1:])
    assert {each.id for each in claim(sorting, waiting)} == {waiting[0]}


def test_what_a_relay_said_yes_to_is_sent_though_its_worker_died(sorting: Sorting, waiting: tuple[int, ...]) -> None:
    passed, begun, queued, *_ = waiting
    claim(sorting, (passed, begun, queued), "dead")
    estate = Estate("dead", begun=(passed, begun), passed=(passed,))
    sorting.write(lambda connection: release(connection, estate, sorting.now))
    states, notes = rows(sorting)
    found = {row.id: (row.state, row.attempts, row.uncertain, row.holder) for row in states}
    assert found[passed] == ("sent", 1, 0, "")
    assert found[begun] == ("waiting", 1, 1, "")
    assert found[queued] == ("waiting", 0, 0, "")
    assert [(row.notice, row.delivery) for row in notes] == [(passed, "sent"), (begun, "lost")]
    sorting.now += timedelta(days=1)
    assert passed not in {each.id for each in claim(sorting, waiting)}


def test_of_a_second_attempt_it_is_not_told_which_one_the_relay_took(
    sorting: Sorting, waiting: tuple[int, ...]
) -> None:
    (first,) = claim(sorting, waiting[:1], "dead")
    sorting.write(lambda c: outbox.record(c, first, Attempt(Delivery.DEFERRED, "451 Later"), sorting.now))
    sorting.later(hours=1)
    claim(sorting, waiting[:1], "dead")
    estate = Estate("dead", begun=waiting[:1], passed=waiting[:1])
    sorting.write(lambda connection: release(connection, estate, sorting.now))
    (row,) = [each for each in rows(sorting)[0] if each.id == waiting[0]]
    assert (row.state, row.uncertain) == ("waiting", 1)
