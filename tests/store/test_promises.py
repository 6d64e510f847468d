"""The promise of a first answer: warned, late and told once each, and what an answer that came back does to it."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, update

from gateway.decisions import Setback
from gateway.mail.delivery import Attempt, Delivery
from gateway.mail.inbound import Reason as LostFor
from gateway.mail.parse import parse
from gateway.policy import Brakes
from gateway.store import closing, losses, outbox, promises
from gateway.store.database import Connection
from gateway.store.losses import Moment
from gateway.store.schema import journal, notice
from gateway.tickets.clock import Hours, Stint
from gateway.tickets.lifecycle import Window
from gateway.tickets.returns import Loss, Lost
from gateway.tickets.ticket import Nudge, Status

from ..builders import NOW, POSHTIBANI, SUPPORT, policy
from ..mail.bounces import dsn
from .sorting import ALI, REZA, TOM, Sorting, letter, together

MINA, SARA = "mina@example.org", "sara@example.org"
HALF = timedelta(minutes=30)
LOOSE = Brakes(hour=1000, day=1000, ticket=1000, echoes=1000)


@pytest.fixture
def desk(sorting: Sorting) -> Sorting:
    """Support promises an answer within half an hour, its lead is Mina; poshtibani takes four hours."""
    support = replace(SUPPORT, promise=HALF, lead="mina")
    poshtibani = replace(POSHTIBANI, promise=timedelta(hours=4))
    sorting.policy = policy(departments=(support, poshtibani), brakes=LOOSE)
    return sorting


def tick(desk: Sorting) -> tuple[tuple[int, str], ...]:
    moved = desk.write(lambda connection: promises.look_after(connection, desk.policy, desk.now))
    return tuple((each.ticket, change) for each in moved for change in each.changes)


def ask(desk: Sorting, sender: str = ALI, **fields: str) -> int:
    return desk.sort(letter(sender, **fields)).ticket


def answer(desk: Sorting, number: int, body: str = "Unplug it.", sender: str = TOM) -> None:
    desk.sort(letter(sender, desk.token(number), f"{body} {desk.now:%H%M%S}"))


def order(desk: Sorting, number: int, words: str, sender: str = TOM) -> None:
    """By somebody who proved who they are."""
    desk.settle(replace(desk.arrive(letter(sender, desk.token(number), f"{words} ")), confirmed=True))


def told(desk: Sorting, number: int, *kinds: str) -> list[tuple[str, str]]:
    """The notices about the promise, or of these kinds."""
    wanted = kinds or ("due_soon", "overdue", "holding")
    query = select(notice.c.kind, notice.c.recipient).where(notice.c.ticket == number, notice.c.kind.in_(wanted))
    return [(row.kind, row.recipient.partition("@")[0]) for row in desk.all(query.order_by(notice.c.id))]


def changes(desk: Sorting, number: int) -> list[str]:
    return [row.change for row in desk.all(select(journal).where(journal.c.ticket == number).order_by(journal.c.id))]


WARNED = [("due_soon", "tom"), ("due_soon", "mina")]
OVER = [("overdue", "mina"), ("holding", "ali")]


# --- time passes ------------------------------------------------------------------------------------------------------


def test_agents_hear_at_eighty_per_cent_and_the_lead_and_the_requester_at_the_end_each_once(desk: Sorting) -> None:
    number = ask(desk)
    assert (desk.ticket(number).promised, desk.ticket(number).nudge_at) == (NOW + HALF, NOW + 0.8 * HALF)
    desk.later(minutes=23)
    assert tick(desk) == ()
    desk.later(minutes=1)
    assert tick(desk) == ((number, "warn"),)
    assert tick(desk) == ()
    assert told(desk, number) == WARNED
    desk.later(minutes=5, seconds=59)
    assert tick(desk) == ()
    desk.later(seconds=1)
    assert tick(desk) == ((number, "late"),)
    desk.later(days=3)
    assert tick(desk) == ()
    assert told(desk, number) == WARNED + OVER
    assert changes(desk, number) == ["open", "promise", "warn", "late"]
    row = desk.all(select(journal).where(journal.c.change == "promise"))[0]
    assert (row.old, row.new) == ("", (NOW + HALF).isoformat())


def test_only_the_assignee_is_warned_and_agents_stand_in_for_a_lead_who_is_missing(desk: Sorting) -> None:
    desk.policy = replace(
        desk.policy, departments=(replace(desk.policy.departments[0], lead=""), *desk.policy.departments[1:])
    )
    number = ask(desk)
    answer(desk, number, "#take\n#note I am on it")
    assert desk.ticket(number).assignee == "tom"
    desk.later(minutes=25)
    tick(desk)
    desk.later(minutes=6)
    tick(desk)
    assert told(desk, number) == [("due_soon", "tom"), ("overdue", "tom"), ("holding", "ali")]


def test_after_a_long_pause_there_is_no_warning(desk: Sorting) -> None:
    number = ask(desk)
    desk.later(days=2)
    assert tick(desk) == ((number, "late"),)
    assert told(desk, number) == OVER


def test_nodes_that_tick_at_once_tell_once(desk: Sorting) -> None:
    numbers = [ask(desk, subject=f"Thing {number}") for number in range(5)]
    for minutes, change in ((24, "warn"), (6, "late")):
        desk.later(minutes=minutes)
        ends = together(*[lambda: tick(desk)] * 3)
        moved = [move for end in ends if isinstance(end, tuple) for move in end]
        assert sorted(moved) == [(number, change) for number in numbers], ends
    assert [told(desk, number) for number in numbers] == [WARNED + OVER] * 5
    assert [changes(desk, number).count("late") for number in numbers] == [1] * 5


def test_an_answer_at_the_same_moment_is_never_told_of_as_late(desk: Sorting) -> None:
    number = ask(desk)
    desk.later(minutes=31)
    reply = desk.arrive(letter(TOM, desk.token(number), "Unplug it."))
    ends = together(lambda: tick(desk), lambda: desk.settle(reply))
    assert not [end for end in ends if isinstance(end, Exception)], ends
    assert desk.ticket(number).first_response == desk.now
    assert len(told(desk, number)) in (0, 2)
    assert tick(desk) == ()


def test_working_time_is_what_counts(desk: Sorting) -> None:
    week = Hours("Asia/Tehran", tuple(Stint(day, 8 * 60, 16 * 60) for day in (5, 6, 0, 1, 2)))
    support = replace(desk.policy.departments[0], hours=week)
    desk.policy = replace(desk.policy, departments=(support,))
    desk.now = datetime.fromisoformat("2026-11-25T15:50:00+03:30")  # Wednesday, ten minutes before the end
    number = ask(desk)
    desk.later(days=2)  # Friday
    assert tick(desk) == ()
    desk.now = datetime.fromisoformat("2026-11-28T08:14:00+03:30")
    assert tick(desk) == ((number, "warn"),)
    desk.later(minutes=6)
    assert tick(desk) == ((number, "late"),)


@pytest.mark.parametrize(
    ("sender", "words"),
    [
        (ALI, "It still smokes."),  # the customer again
        (TOM, "#note Let us look at it tomorrow."),
        (TOM, "#take"),
        (TOM, "#priority high"),
        (TOM, "#snooze 2 days"),
    ],
)
def test_what_is_no_answer_stops_no_clock(desk: Sorting, sender: str, words: str) -> None:
    number = ask(desk)
    answer(desk, number, words, sender)
    desk.later(minutes=31)
    assert tick(desk) == ((number, "late"),)


def test_a_vacation_reply_of_an_agent_stops_no_clock(desk: Sorting) -> None:
    number = ask(desk)
    desk.sort(letter(TOM, desk.token(number), "I am away.", Auto_Submitted="auto-replied"))
    assert desk.ticket(number).first_response is None
    desk.later(minutes=31)
    assert tick(desk) == ((number, "late"),)


@pytest.mark.parametrize("words", ["Unplug it.", "#resolve", "#close", "#spam", "#resolve\nI fixed it."])
def test_what_ends_a_promise(desk: Sorting, words: str) -> None:
    number = ask(desk)
    order(desk, number, words)
    desk.later(minutes=31)
    assert tick(desk) == ()
    answered = words[0] != "#" or "\n" in words
    assert (desk.ticket(number).first_response is not None) is answered  # only words to the customer are an answer


def test_there_is_no_promise_without_one(desk: Sorting) -> None:
    desk.policy = replace(desk.policy, departments=(replace(desk.policy.departments[0], promise=None),))
    number = ask(desk)
    arrived = replace(desk.arrive(letter(subject="Another one")), silent=True)
    silent = desk.settle(arrived).ticket
    for each in (number, silent):
        assert (desk.ticket(each).promised, desk.ticket(each).nudge_at) == (None, None)
    assert "promise" not in changes(desk, number)


def test_nobody_is_promised_anything_by_a_silent_import(desk: Sorting) -> None:
    number = desk.settle(replace(desk.arrive(letter()), silent=True)).ticket
    assert desk.ticket(number).promised is None
    order(desk, number, "#department poshtibani")
    assert (desk.ticket(number).department, desk.ticket(number).promised) == ("poshtibani", None)


def test_a_mail_that_lay_for_hours_was_promised_an_answer_when_it_came(desk: Sorting) -> None:
    arrived = replace(desk.arrive(letter()), accepted=NOW - timedelta(hours=2))
    number = desk.settle(arrived).ticket
    assert desk.ticket(number).created == NOW - timedelta(hours=2)
    assert tick(desk) == ((number, "late"),)


def test_one_that_was_let_out_of_quarantine_counts_from_then(desk: Sorting) -> None:
    arrived = replace(desk.arrive(letter()), accepted=NOW - timedelta(hours=2), released=True)
    assert desk.ticket(desk.settle(arrived).ticket).promised == NOW + HALF


# --- another department -----------------------------------------------------------------------------------------------


def test_another_department_keeps_its_own_promise_from_the_same_moment(desk: Sorting) -> None:
    number = ask(desk)
    desk.later(minutes=25)
    tick(desk)
    order(desk, number, "#department poshtibani")
    assert desk.ticket(number).promised == NOW + timedelta(hours=4)
    assert desk.ticket(number).nudge is Nudge.NONE
    desk.later(hours=3)
    assert tick(desk) == ((number, "warn"),)
    desk.later(hours=1)
    assert tick(desk) == ((number, "late"),)
    assert told(desk, number) == [*WARNED, ("due_soon", "sara"), ("overdue", "sara"), ("holding", "ali")]


def test_the_requester_hears_once_however_often_the_ticket_is_late_and_so_does_each_lead(desk: Sorting) -> None:
    number = ask(desk)
    for department in ("poshtibani", "support", "poshtibani"):
        desk.later(hours=5)
        tick(desk)
        order(desk, number, f"#department {department}\n#note {desk.now}", SARA if department == "support" else TOM)
    desk.later(hours=5)
    tick(desk)
    assert told(desk, number, "holding") == [("holding", "ali")]
    assert told(desk, number, "overdue") == [("overdue", "mina"), ("overdue", "sara")]


def test_a_part_that_is_split_off_has_a_promise_of_its_own(desk: Sorting) -> None:
    number = ask(desk)
    desk.later(minutes=31)
    tick(desk)
    desk.sort(letter(subject=desk.token(number), body="And the telephone is dead."))
    order(desk, number, "#split Telephone")
    part = desk.ticket(number + 1)
    assert (part.promised, part.nudge, part.nudge_at) == (desk.now + HALF, Nudge.NONE, desk.now + 0.8 * HALF)
    assert changes(desk, part.number)[:2] == ["open", "promise"]


# --- the holding note -------------------------------------------------------------------------------------------------


def holding(desk: Sorting) -> Any:
    return desk.all(select(notice).where(notice.c.kind == "holding").order_by(notice.c.id))


def test_the_note_comes_in_the_manner_of_the_acknowledgement(desk: Sorting) -> None:
    ask(desk, subject="Proven")
    ask(desk, REZA, subject="Unproven", Authentication_Results="")
    desk.later(minutes=31)
    tick(desk)
    assert [(row.recipient, row.manner) for row in holding(desk)] == [(ALI, "full"), (REZA, "content free")]
    assert {row.voice for row in holding(desk)} == {"auto-replied"}


@pytest.mark.parametrize("state", ["bounced", "parked"])
def test_who_never_got_an_acknowledgement_gets_no_note(desk: Sorting, state: str) -> None:
    number = ask(desk)
    lost = update(notice).where(notice.c.kind == "received").values(state=state)
    desk.write(lambda connection: connection.execute(lost))
    desk.later(minutes=31)
    tick(desk)
    assert told(desk, number) == [("overdue", "mina")]


def test_a_list_gets_none_but_its_ticket_has_a_promise(desk: Sorting) -> None:
    number = ask(desk, List_Id="<news.customer.example>", Precedence="list")
    desk.later(minutes=31)
    tick(desk)
    assert told(desk, number) == [("overdue", "mina")]


@pytest.mark.parametrize(("pause", "notes", "mails"), [(0, 0, 3), (10, 0, 10), (25, 4, 10)])
def test_twenty_requests_of_one_person_bring_them_no_more_mail_than_the_brakes_allow(
    desk: Sorting, pause: int, notes: int, mails: int
) -> None:
    """What they write themselves comes first: an acknowledgement leaves no room for a note where there are many."""
    desk.policy = replace(desk.policy, brakes=Brakes(hour=3, day=10, echoes=1000))
    numbers = []
    for number in range(20):
        numbers.append(ask(desk, subject=f"Thing {number}"))
        desk.later(minutes=pause)
        tick(desk)
    desk.later(minutes=31)
    tick(desk)
    query = select(notice.c.created).where(notice.c.recipient == ALI).order_by(notice.c.created)
    sent = [row.created for row in desk.all(query)]
    for at in sent:
        assert sum(at - timedelta(hours=1) < other <= at for other in sent) <= 3
    assert (len(holding(desk)), len(sent)) == (notes, mails)
    assert {row.ticket for row in holding(desk)} <= set(numbers)
    assert [("overdue", "mina") in told(desk, number) for number in numbers] == [True] * 20


def test_a_crowd_of_strangers_gets_no_more_notes_than_the_brakes_allow(desk: Sorting) -> None:
    desk.policy = replace(desk.policy, brakes=Brakes(domain=4))
    for number in range(3):
        ask(desk, f"p{number}@crowd.example", subject=f"Thing {number}", Authentication_Results="")
    desk.later(minutes=31)
    tick(desk)
    assert len(holding(desk)) == 1  # three acknowledgements and this one


# --- answers that come back -------------------------------------------------------------------------------------------


def deliver(desk: Sorting, number: int, kind: str, recipient: str, *ends: Delivery) -> Any:
    """Attempts to send the newest notice of this kind; its row."""
    query = select(notice).where(notice.c.ticket == number, notice.c.kind == kind, notice.c.recipient == recipient)
    row = desk.all(query.order_by(notice.c.id.desc()))[0]

    def once(connection: Connection, end: Delivery) -> None:
        claimed = outbox.claim(connection, row.id, "a", desk.now)
        assert claimed is not None
        outbox.record(connection, claimed, Attempt(end, ""), desk.now)
        promises.reconsider(connection, row.id, desk.policy, desk.now)

    for end in ends:
        desk.write(partial(once, end=end))
    return row


def come_back(desk: Sorting, row: Any) -> None:
    """A report about a notice that had been sent."""
    status = f"Final-Recipient: rfc822; {row.recipient}\nAction: failed\nStatus: 5.1.1"
    raw = dsn(status).replace(b"7@x.example", row.message_id.encode())
    read = parse(raw, desk.arrive(letter()).mail.envelope)
    id = desk.spooled(read, raw)
    assert desk.settle(id).ticket == row.ticket
    assert desk.outcome(id.id) == "bounce"


def test_an_answer_that_comes_back_counts_for_nothing(desk: Sorting) -> None:
    number = ask(desk)
    desk.later(minutes=10)
    answer(desk, number)
    row = deliver(desk, number, "answered", ALI, Delivery.SENT)
    assert desk.ticket(number).first_response == desk.now
    desk.later(minutes=2)
    come_back(desk, row)
    found = desk.ticket(number)
    assert (found.first_response, found.nudge_at) == (None, NOW + 0.8 * HALF)
    assert found.status is Status.OPEN  # it waits for us
    assert changes(desk, number)[-2:] == ["unanswered", "status"]
    desk.later(minutes=12)
    assert tick(desk) == ((number, "warn"),)


def test_an_answer_that_is_refused_for_good_counts_for_nothing(desk: Sorting) -> None:
    number = ask(desk)
    answer(desk, number)
    deliver(desk, number, "answered", ALI, Delivery.BOUNCED)
    assert desk.ticket(number).first_response is None
    desk.later(hours=9)
    assert tick(desk) == ((number, "late"),)
    assert told(desk, number) == [("overdue", "mina"), ("holding", "ali")]


def test_who_was_told_that_it_is_late_is_not_told_again(desk: Sorting) -> None:
    number = ask(desk)
    desk.later(minutes=31)
    tick(desk)
    answer(desk, number)
    deliver(desk, number, "answered", ALI, Delivery.BOUNCED)
    desk.later(hours=9)
    assert tick(desk) == ()
    assert told(desk, number) == OVER


def test_as_long_as_one_customer_may_have_it_somebody_has_answered(desk: Sorting) -> None:
    number = ask(desk, Cc=REZA)
    answer(desk, number)
    first = desk.now
    deliver(desk, number, "answered", ALI, Delivery.BOUNCED)
    assert desk.ticket(number).first_response == first
    deliver(desk, number, "answered", REZA, Delivery.BOUNCED)
    assert desk.ticket(number).first_response is None


def test_a_second_answer_that_arrived_becomes_the_first(desk: Sorting) -> None:
    number = ask(desk)
    answer(desk, number)
    row = deliver(desk, number, "answered", ALI, Delivery.SENT)
    desk.later(minutes=20)
    answer(desk, number, "And plug it in again.")
    second = desk.now
    deliver(desk, number, "answered", ALI, Delivery.SENT)
    desk.later(minutes=5)
    come_back(desk, row)
    found = desk.ticket(number)
    assert (found.first_response, found.nudge_at, found.status) == (second, None, Status.WAITING)
    assert changes(desk, number)[-2:] == ["unanswered", "answered"]


def test_an_answer_that_arrives_after_all_counts_from_when_it_was_written(desk: Sorting) -> None:
    number = ask(desk)
    answer(desk, number)
    first = desk.now
    row = deliver(desk, number, "answered", ALI, Delivery.BOUNCED)
    assert desk.ticket(number).first_response is None
    desk.write(lambda connection: outbox.requeue(connection, row.id, desk.now))
    deliver(desk, number, "answered", ALI, Delivery.SENT)
    assert (desk.ticket(number).first_response, desk.ticket(number).nudge_at) == (first, None)


def test_what_the_agents_own_mail_brought_to_the_requester_is_an_answer(desk: Sorting) -> None:
    number = ask(desk, Cc=REZA)
    desk.sort(letter(TOM, desk.token(number), "Unplug it.", To=f"support@example.org, {ALI}"))
    assert told(desk, number, "answered") == [("answered", "reza")]
    deliver(desk, number, "answered", REZA, Delivery.BOUNCED)
    assert desk.ticket(number).first_response is not None


@pytest.mark.parametrize(("kind", "recipient"), [("received", ALI), ("new_mail", TOM), ("shared", REZA)])
def test_what_is_no_agents_answer_takes_none_back(desk: Sorting, kind: str, recipient: str) -> None:
    number = ask(desk, Cc=REZA)
    desk.sort(letter(subject=desk.token(number), body="It still smokes."))
    answer(desk, number)
    first = desk.now
    deliver(desk, number, kind, recipient, Delivery.BOUNCED)
    assert desk.ticket(number).first_response == first


def test_two_edges_at_the_same_moment_take_it_back_once(desk: Sorting) -> None:
    number = ask(desk, Cc=REZA)
    answer(desk, number)
    rows = [deliver(desk, number, "answered", who, Delivery.SENT) for who in (ALI, REZA)]

    def lose(row: Any) -> None:
        def work(connection: Connection) -> None:
            lost = Lost(row.id, Loss.GONE, LostFor.NO_SUCH_USER, "5.1.1")
            losses.write(connection, Setback(lost), Moment(desk.policy, desk.now))

        desk.write(work)

    ends = together(*(partial(lose, row) for row in rows))
    assert not [end for end in ends if isinstance(end, Exception)], ends
    assert desk.ticket(number).first_response is None
    assert changes(desk, number).count("unanswered") == 1


# --- windows of working days ------------------------------------------------------------------------------------------


def close(desk: Sorting) -> tuple[tuple[int, str], ...]:
    moved = desk.write(lambda connection: closing.pass_time(connection, desk.policy, desk.now))
    return tuple((each.ticket, change) for each in moved for change in each.changes)


def test_a_window_of_working_days_leaves_the_weekend_out_and_no_setting_moves_it(desk: Sorting) -> None:
    week = Hours("Asia/Tehran", tuple(Stint(day, 8 * 60, 16 * 60) for day in (5, 6, 0, 1, 2)))
    support = replace(SUPPORT, window=Window(timedelta(days=3), week))
    desk.policy = policy(departments=(support,))
    desk.now = datetime.fromisoformat("2026-11-23T15:00:00+03:30")  # Monday
    number = ask(desk)
    desk.sort(letter(TOM, desk.token(number), "#resolve"))
    desk.policy = policy(departments=(replace(SUPPORT, window=Window(timedelta(hours=1))),))
    moments = ("2026-11-25T14:59:59", "2026-11-25T15:00:00", "2026-11-28T14:59:59", "2026-11-28T15:00:00")
    for moment, done in zip(moments, ((), "remind", (), "close"), strict=True):
        desk.now = datetime.fromisoformat(f"{moment}+03:30")
        assert close(desk) == (((number, done),) if done else ())
        assert close(desk) == ()
