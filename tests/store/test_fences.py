"""After a backup was restored: what is older than the fence makes its tickets and is told to nobody."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, update

from gateway.config.hours import Clock
from gateway.store import closing, fences, morning_mail, orphans, outbox, outbox_orders, unit_of_work
from gateway.store.fences import Behind
from gateway.store.orphans import Estate
from gateway.store.outbox_orders import Ordered
from gateway.store.schema import mail, notice, spool, thread
from gateway.store.work import Applied

from .sorting import ALI, REZA, TOM, Sorting, letter

HOUR = timedelta(hours=1)


@pytest.fixture
def desk(sorting: Sorting) -> Sorting:
    """The spool's clock is the real one, so this is all of now."""
    sorting.now = datetime.now(UTC)
    return sorting


def put_up(desk: Sorting, until: datetime | None = None) -> int:
    return desk.write(lambda c: fences.put_up(c, until or datetime.now(UTC), desk.now))


def notices(desk: Sorting, *kinds: str) -> list[Any]:
    query = select(notice).order_by(notice.c.id)
    return desk.all(query.where(notice.c.kind.in_(kinds)) if kinds else query)


def states(desk: Sorting) -> list[str]:
    return [each.state for each in notices(desk)]


def test_what_waits_behind_the_fence_is_cancelled_and_sent_only_by_a_persons_order(desk: Sorting) -> None:
    first, second, _ = desk.sort(letter()).notices
    desk.write(lambda c: outbox.claim(c, second, "of the old days", desk.now))
    assert put_up(desk) == 3
    assert {(each.state, each.last_reply[:25]) for each in notices(desk)} == {
        ("cancelled", "older than the fence of 2")
    }
    desk.write(lambda c: orphans.release(c, Estate("of the old days"), desk.now))
    assert set(states(desk)) == {"cancelled"}
    assert desk.write(lambda c: outbox_orders.requeue(c, first, desk.policy, desk.now)) is Ordered.DONE
    claimed = desk.write(lambda c: outbox.claim(c, first, "a", desk.now))
    assert claimed is not None


def test_a_mail_that_was_accepted_before_makes_its_ticket_and_is_told_to_nobody(desk: Sorting) -> None:
    before = desk.arrive(letter())
    put_up(desk)
    desk.now = datetime.now(UTC)
    applied = desk.settle(before)
    assert applied.ticket
    assert applied.notices == ()
    accepted = before_accepted(desk, before.id)
    assert [(each.kind, each.state, each.created) for each in notices(desk)] == [
        ("received", "cancelled", accepted),
        ("new_mail", "cancelled", accepted),
        ("new_mail", "cancelled", accepted),
    ]
    after = desk.sort(letter(REZA, "Other"))
    assert len(after.notices) == 3
    assert states(desk)[3:] == ["waiting"] * 3


def before_accepted(desk: Sorting, id: int) -> datetime:
    with desk.database.read() as connection:
        found = fences.moment(connection, id, None)
    assert found is not None
    return found


def test_what_a_person_let_in_later_is_told(desk: Sorting) -> None:
    old = desk.arrive(letter())
    put_up(desk)
    desk.now = datetime.now(UTC)
    desk.write(lambda c: c.execute(update(mail).where(mail.c.id == old.id).values(released=True)))
    assert len(desk.settle(old).notices) == 3


def test_numbers_that_are_given_a_second_time_make_no_message_id_a_second_time(desk: Sorting) -> None:
    def ids_of(applied: Applied) -> list[str]:
        rows = desk.all(select(notice).where(notice.c.ticket == applied.ticket).order_by(notice.c.id))
        known = {each.message_id for each in desk.all(select(thread).where(thread.c.kind == "issued"))}
        assert {each.message_id for each in rows} <= known
        return [each.message_id.split(".", 2)[2] for each in rows]

    class Undone(Exception):
        pass

    arrived = desk.arrive(letter())
    decided, lost = desk.work(arrived), list[str]()

    def life(connection: Any) -> None:
        """Ends as if it never was."""
        applied = unit_of_work.apply(connection, decided)
        assert applied is not None
        rows = connection.execute(select(notice.c.message_id).order_by(notice.c.id))
        lost.extend(each.message_id for each in rows)
        raise Undone

    with pytest.raises(Undone):
        desk.write(life)
    put_up(desk, desk.now - HOUR)
    again = desk.settle(arrived)
    assert len(ids_of(again)) == len(lost) == 3
    assert not {each.message_id for each in notices(desk)} & set(lost)
    assert [each.state for each in notices(desk)] == ["waiting"] * 3


def test_what_time_was_to_bring_before_happens_and_is_told_to_nobody(desk: Sorting) -> None:
    number = desk.sort(letter()).ticket
    desk.sort(letter(TOM, desk.token(number), "#resolve"))
    closes = desk.ticket(number).closes
    assert closes is not None
    with desk.database.read() as connection:
        assert fences.behind(connection, closes + HOUR).tickets == 1
        assert fences.behind(connection, desk.now).tickets == 0
    put_up(desk, closes + HOUR)
    desk.now = closes + 2 * HOUR
    (moved,) = desk.write(lambda c: closing.pass_time(c, desk.policy, desk.now))
    assert (moved.changes, moved.notices) == (("close",), ())
    (closed,) = notices(desk, "closed")
    assert (closed.state, closed.created) == ("cancelled", closes)


def test_a_morning_before_the_fence_is_over(desk: Sorting) -> None:
    desk.sort(letter())
    desk.now = desk.now.replace(hour=12, minute=0)
    clock = Clock(0)

    def send() -> tuple[int, ...]:
        return desk.write(lambda c: morning_mail.send(c, desk.policy, clock, desk.now))

    put_up(desk, desk.now + timedelta(days=30))
    for _ in range(14):  # some day is one on which they work, at some hour it is morning
        assert send() == ()
        desk.now += timedelta(hours=13)
    assert {each.state for each in notices(desk, "digest")} == {"cancelled"}


def test_the_fence_is_lifted_and_says_what_lies_behind_it(desk: Sorting) -> None:
    desk.sort(letter())
    waits = desk.arrive(letter(REZA, "Other"))
    soon = datetime.now(UTC) + HOUR
    with desk.database.read() as connection:
        assert fences.behind(connection, soon) == Behind(notices=3, human=0, mails=1, tickets=0)
        assert fences.current(connection) is None
    assert not desk.write(lambda c: fences.lift(c, desk.now))
    put_up(desk, soon)
    assert desk.write(lambda c: fences.lift(c, desk.now))
    assert not desk.write(lambda c: fences.lift(c, desk.now))
    assert len(desk.settle(waits).notices) == 3


def test_the_brakes_count_what_was_cancelled_as_of_its_own_hour(desk: Sorting) -> None:
    """Else the mail that lay there would use up what may be said to people now."""
    old = [desk.arrive(letter(subject=f"Thing {n}", body=f"Words {n}.")) for n in range(desk.policy.brakes.hour)]
    ids = [each.id for each in old]
    long_ago = datetime.now(UTC) - 3 * HOUR
    desk.write(lambda c: c.execute(update(spool).where(spool.c.id.in_(ids)).values(accepted=long_ago)))
    put_up(desk)
    desk.now = datetime.now(UTC)
    for each in old:
        desk.settle(each)
    assert ("received", ALI) in [(each.kind, each.recipient) for each in notices(desk) if each.state == "cancelled"]
    new = desk.sort(letter(subject="Today"))
    assert len(new.notices) == 3


def test_without_a_fence_there_is_no_statement_more(desk: Sorting) -> None:
    def statements(subject: str) -> list[str]:
        said: list[str] = []

        def heard(*call: Any) -> None:
            said.append(call[2])

        work = desk.work(desk.arrive(letter(subject=subject)))
        event.listen(desk.database.engine, "before_cursor_execute", heard)
        try:
            desk.apply(work)
        finally:
            event.remove(desk.database.engine, "before_cursor_execute", heard)
        return said

    about = [each for each in statements("One") if "fence" in each]
    assert len(about) == 1
    assert "message_id IN" in about[0] or "message_id = ANY" in about[0]  # which asks for the new notices' ids anyway
