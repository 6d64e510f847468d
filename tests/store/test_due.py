"""Which rows are due, whose share they are, and which of them were forgotten."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import event, select

from gateway.store import due, ledger, outbox, stubs
from gateway.store.database import Connection
from gateway.store.due import FORGOTTEN, PATIENCE, Share
from gateway.store.schema import mail, notice

from .sorting import Sorting, letter, together


def spooled(sorting: Sorting, count: int) -> list[int]:
    """So many waiting mails, due one second after the other, the last one now."""
    ids = [sorting.arrive(letter(subject=f"T{n}")).id for n in range(count)]
    for back, id in enumerate(reversed(ids)):
        at = sorting.now - timedelta(seconds=back)
        put_off = mail.update().where(mail.c.id == id).values(due=at)
        sorting.write(partial(Connection.execute, statement=put_off))
    return ids


def mails(sorting: Sorting, limit: int = 100, share: Share = Share()) -> list[int]:  # noqa: B008
    with sorting.database.read() as connection:
        return list(due.mails(connection, sorting.now, limit, share))


def forgotten(sorting: Sorting, limit: int = 100) -> list[int]:
    return list(sorting.write(lambda connection: due.forgotten_mails(connection, sorting.now, limit)))


def test_oldest_first_and_no_more_than_asked(sorting: Sorting) -> None:
    ids = spooled(sorting, 6)
    assert mails(sorting) == ids
    assert mails(sorting, 2) == ids[:2]
    sorting.now -= timedelta(seconds=3)
    assert mails(sorting) == ids[:3]


def test_what_is_claimed_parked_or_ended_is_not_due(sorting: Sorting) -> None:
    claimed, parked, ended, waiting = spooled(sorting, 4)
    sorting.write(lambda connection: ledger.claim(connection, claimed, "a", sorting.now))
    sorting.write(lambda connection: stubs.park(connection, parked, "why", sorting.policy, sorting.now))
    sorting.write(lambda c: c.execute(mail.update().where(mail.c.id == ended).values(outcome="ticket")))
    assert mails(sorting) == [waiting]


def test_processes_share_and_take_over_what_another_leaves(sorting: Sorting) -> None:
    ids = spooled(sorting, 4)
    sorting.now += timedelta(seconds=1)
    sorting.write(lambda connection: connection.execute(mail.update().values(due=sorting.now)))
    halves = [mails(sorting, share=Share(index, 2)) for index in range(2)]
    assert sorted(halves[0] + halves[1]) == ids
    assert not set(halves[0]) & set(halves[1])
    sorting.now += PATIENCE
    assert sorted(mails(sorting, share=Share(0, 2))) == ids


def test_a_row_is_called_again_only_once_it_counts_as_forgotten(sorting: Sorting) -> None:
    ids = spooled(sorting, 3)
    assert forgotten(sorting) == []
    sorting.now += FORGOTTEN
    assert forgotten(sorting) == ids
    assert forgotten(sorting) == [], "what merely stands in a long line is not called in every slot"
    assert sorted(mails(sorting)) == ids, "and it may be taken at any time"
    sorting.now += FORGOTTEN
    assert sorted(forgotten(sorting, 2) + forgotten(sorting, 2)) == ids


def test_two_sweeps_at_once_call_a_row_once(sorting: Sorting) -> None:
    ids = spooled(sorting, 20)
    sorting.now += FORGOTTEN
    ends = together(*[lambda: forgotten(sorting)] * 4)
    called = [id for end in ends if isinstance(end, list) for id in end]
    assert sorted(called) == ids, ends


def test_notices_are_due_and_forgotten_alike(sorting: Sorting) -> None:
    ids = list(sorting.sort(letter()).notices)
    sorting.write(lambda connection: outbox.claim(connection, ids[0], "a", sorting.now))
    with sorting.database.read() as connection:
        assert list(due.notices(connection, sorting.now, 10)) == ids[1:]
    sorting.now += FORGOTTEN
    found = sorting.write(lambda connection: due.forgotten_notices(connection, sorting.now, 10))
    assert list(found) == ids[1:]
    assert {row.due for row in sorting.all(select(notice.c.due).where(notice.c.id != ids[0]))} == {sorting.now}


def test_what_people_wrote_is_found_by_itself_and_by_an_index(sorting: Sorting) -> None:
    ids = list(sorting.sort(letter()).notices)
    human = notice.update().where(notice.c.id == ids[1]).values(voice="human")
    sorting.write(lambda connection: connection.execute(human))
    with sorting.database.read() as connection:
        assert due.answers(connection, sorting.now, 10) == (ids[1],)
        assert due.notices(connection, sorting.now, 10) == tuple(id for id in ids if id != ids[1])
        if not sorting.database.sqlite:  # a plan for a handful of rows says nothing there
            return
        plans = [_plan(connection, look, sorting.now) for look in (due.answers, due.notices)]
    assert ["ix_notice_answers" in plan for plan in plans] == [True, False], plans
    assert ["ix_notice_waiting" in plan for plan in plans] == [False, True], plans
    sorting.now += FORGOTTEN
    assert sorting.write(lambda connection: due.forgotten_answers(connection, sorting.now, 10)) == (ids[1],)
    assert ids[1] not in sorting.write(lambda connection: due.forgotten_notices(connection, sorting.now, 10))


def _plan(connection: Connection, look: Callable[[Connection, datetime, int], object], now: datetime) -> str:
    """How SQLite goes about the look."""
    said: list[str] = []

    def explained(*arguments: Any) -> None:
        driver, statement, parameters = arguments[1:4]
        driver.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        said.extend(row[3] for row in driver.fetchall())

    event.listen(connection, "before_cursor_execute", explained)
    look(connection, now, 10)
    event.remove(connection, "before_cursor_execute", explained)
    return "; ".join(said)
