"""A person's open requests: what is gathered of them, and one ticket for mails that say the same at the same moment."""

import threading
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from gateway.decisions import Outcome, Update
from gateway.facts import Beginning
from gateway.mail.inbound import Attachment
from gateway.policy import Brakes, Repeats
from gateway.store import unit_of_work
from gateway.store.database import Connection, Database
from gateway.store.earlier import _OPEN, COUNTED, LOOKED_AT
from gateway.store.schema import journal, mail, notice, person, ticket
from gateway.store.tickets import Stale
from gateway.store.work import Applied
from gateway.tickets.ticket import Status

from ..builders import NOW, policy
from .sorting import ALI, EVE, Sorting, letter, together

PRINTER = "The printer on floor 2 prints only blank pages since this morning."
AGAIN = "Hello again, the printer on floor 2 prints only blank pages since yesterday. Please hurry!"
DOOR = "The door of the garage does not close."
BRAKES = Brakes(hour=10**6, day=10**6, ticket=10**6, ticket_hour=10**6, echoes=10**6, domain=10**6, everyone=10**6)


@pytest.fixture
def desk(sorting: Sorting) -> Sorting:
    sorting.policy = policy(repeats=Repeats(timedelta(days=7)), brakes=BRAKES)
    return sorting


class Mails:
    """Each with a Message-ID of its own."""

    count = 0

    @classmethod
    def of(cls, body: str, sender: str = ALI, subject: str = "Printer") -> bytes:
        cls.count += 1
        return letter(sender, subject, body, Message_ID=f"<{cls.count}@mails.example>")


def beginning(desk: Sorting, sender: str = ALI) -> Beginning:
    return desk.gather(desk.arrive(Mails.of("And now?", sender, "Now"))).beginning


def moved(desk: Sorting, number: int, **values: Any) -> None:
    desk.write(lambda connection: connection.execute(ticket.update().where(ticket.c.number == number).values(**values)))


# --- what is gathered -------------------------------------------------------------------------------------------------


def test_an_open_request_is_gathered_with_what_its_first_mail_said(desk: Sorting) -> None:
    number = desk.sort(Mails.of(PRINTER, subject="Re: Printer"), "Support@Example.org").ticket
    desk.sort(Mails.of("More of it.", subject=desk.token(number)))
    known = beginning(desk)
    assert (known.open_tickets, known.unanswered, known.newest) == (1, 1, number)
    (found,) = known.earlier
    assert (found.ticket, found.subject, found.text) == (desk.ticket(number), "Re: Printer", PRINTER)
    assert (found.attachments, found.at, found.recipients) == ((), NOW, ("support@example.org",))
    assert not found.lead_told
    assert beginning(desk, EVE) == Beginning(desks=known.desks)


def test_files_are_known_by_their_content_without_pictures_of_a_signature(desk: Sorting) -> None:
    page = Attachment("page.pdf", "application/pdf", b"a page")
    logo = Attachment("logo.png", "image/png", b"\x89PNG", inline=True)
    arrived = desk.arrive(Mails.of(PRINTER))
    arrived = desk.spooled(replace(arrived.mail, attachments=(page, logo)))
    desk.settle(arrived)
    (found,) = beginning(desk).earlier
    assert found.attachments == (arrived.contents[0],)


def test_answered_requests_are_open_but_wait_for_nobody_here(desk: Sorting) -> None:
    number = desk.sort(Mails.of(PRINTER)).ticket
    moved(desk, number, status="waiting")
    known = beginning(desk)
    assert (known.open_tickets, known.unanswered, len(known.earlier)) == (1, 0, 1)


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED, Status.SPAM])
def test_what_is_over_is_not_gathered(desk: Sorting, status: Status) -> None:
    moved(desk, desk.sort(Mails.of(PRINTER)).ticket, status=status.value)
    known = beginning(desk)
    assert (known.open_tickets, known.newest, known.earlier) == (0, 0, ())


def test_the_window_and_the_number_of_requests_are_bounded(desk: Sorting) -> None:
    old = desk.sort(Mails.of(DOOR, subject="Door")).ticket
    moved(desk, old, created=NOW - timedelta(days=8))
    numbers = [desk.sort(Mails.of(f"Order {n}00{n} is late.", subject="Order")).ticket for n in range(1, 8)]
    known = beginning(desk)
    assert known.open_tickets == known.unanswered == 8
    assert [each.ticket.number for each in known.earlier] == numbers[: -LOOKED_AT - 1 : -1]
    desk.policy = replace(desk.policy, repeats=Repeats())
    assert beginning(desk).earlier == ()
    assert beginning(desk).open_tickets == 8


def test_a_person_with_many_tickets_costs_no_more(desk: Sorting) -> None:
    """The index of what is open is used; ten thousand closed tickets are not looked at."""
    desk.sort(Mails.of(PRINTER))
    who = desk.all(select(person.c.id).where(person.c.address == ALI))[0][0]
    row = {"subject": "x", "department": "support", "priority": "normal", "type": "support", "requester": who}
    row |= {"language": "en", "created": NOW}
    rows = [row | {"number": 10_000 + n, "status": "new" if n < 150 else "closed"} for n in range(3_000)]
    desk.write(lambda connection: connection.execute(ticket.insert(), rows))
    known = beginning(desk)
    assert (known.open_tickets, known.unanswered) == (COUNTED, COUNTED)
    assert "ix_ticket_asked" in plan(desk.database, who)


def plan(database: Database, who: int) -> str:
    """How the database looks for what is open."""
    with database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        compiled = _OPEN.statement.params(who=who).compile(connection, compile_kwargs={"literal_binds": True})
        how = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
        return "\n".join(str(row) for row in connection.exec_driver_sql(f"{how} {compiled}"))


# --- the same request again -------------------------------------------------------------------------------------------


def test_it_joins_is_counted_and_written_down(desk: Sorting) -> None:
    number = desk.sort(Mails.of(PRINTER)).ticket
    again = desk.arrive(Mails.of(AGAIN))
    assert desk.settle(again).ticket == number
    assert desk.outcome(again.id) == Outcome.REPLY.value
    assert (desk.ticket(number).repeats, desk.count(ticket)) == (1, 1)
    changes = desk.all(select(journal.c.change, journal.c.old, journal.c.new).where(journal.c.mail == again.id))
    assert changes == [("repeat", "", "1")]
    (reason,) = desk.all(select(mail.c.reason).where(mail.c.id == again.id))[0]
    assert reason == f"the same request again, as #{number}"
    assert desk.kinds(number) == ["received", "new_mail", "new_mail", "again", "new_mail", "new_mail"]


def test_the_lead_hears_at_the_third_time_and_once_a_day(desk: Sorting) -> None:
    number = desk.sort(Mails.of(PRINTER)).ticket
    heard = []
    for hours in (1, 1, 1, 1, 25, 1):
        desk.later(hours=hours)
        desk.sort(Mails.of(AGAIN))
        heard.append(desk.kinds(number).count("repeated"))
    assert heard == [0, 1, 1, 1, 2, 2]
    assert desk.ticket(number).repeats == 6


def test_a_year_later_it_is_another_ticket(desk: Sorting) -> None:
    number = desk.sort(Mails.of(PRINTER)).ticket
    desk.later(days=300)
    assert desk.sort(Mails.of(PRINTER)).ticket != number


# --- at the same moment -----------------------------------------------------------------------------------------------


def opens(desk: Sorting, body: str, sender: str = ALI, subject: str = "Printer") -> Any:
    """A decision to open a ticket, that is not written yet."""
    work = desk.work(desk.arrive(Mails.of(body, sender, subject)))
    assert isinstance(work.decision, Update)
    assert work.decision.outcome is Outcome.TICKET
    return work


@pytest.mark.parametrize("known", [True, False], ids=["known", "new"])
def test_of_two_decisions_to_open_one_for_the_same_the_second_is_made_again(desk: Sorting, known: bool) -> None:
    if known:
        moved(desk, desk.sort(Mails.of(DOOR)).ticket, status="closed")
    first, second = opens(desk, PRINTER), opens(desk, AGAIN)
    applied = desk.apply(first)
    assert applied is not None
    with pytest.raises(Stale, match="a moment ago"):
        desk.apply(second)
    assert desk.settle(second.arrived).ticket == applied.ticket


def test_who_opens_a_ticket_waits_for_who_is_opening_one_for_the_same_person(desk: Sorting) -> None:
    """The second begins while the first is written and not yet committed."""
    moved(desk, desk.sort(Mails.of(DOOR)).ticket, status="closed")  # whom we know, no other lock would hold up
    first, second = opens(desk, PRINTER), opens(desk, AGAIN)
    written = threading.Event()

    def slowly(connection: Connection) -> Applied | None:
        applied = unit_of_work.apply(connection, first)
        written.set()
        time.sleep(0.4)
        return applied

    def meanwhile() -> Applied | None:
        assert written.wait(20)
        return desk.apply(second)

    one, other = together(lambda: desk.write(slowly), meanwhile)
    assert isinstance(one, Applied), one
    assert isinstance(other, Stale), other
    assert desk.settle(second.arrived).ticket == one.ticket


def test_other_requests_of_the_same_moment_do_not_mind_each_other(desk: Sorting) -> None:
    first, second, third = opens(desk, PRINTER), opens(desk, DOOR), opens(desk, PRINTER, EVE)
    numbers = {applied.ticket for work in (first, second, third) if (applied := desk.apply(work))}
    assert len(numbers) == 3


def test_where_nothing_joins_nothing_is_asked_again(desk: Sorting) -> None:
    desk.policy = replace(desk.policy, repeats=Repeats())
    first, second = opens(desk, PRINTER), opens(desk, AGAIN)
    assert desk.apply(first) != desk.apply(second)
    assert desk.count(ticket) == 2


def test_who_asks_for_news_while_another_request_comes_in_is_asked_about_again(desk: Sorting) -> None:
    desk.sort(Mails.of(PRINTER))
    desk.sort(Mails.of(DOOR, subject="Door"))
    news, late = opens(desk, "Is there any news?", subject="News"), opens(desk, "Order 4711 is late.")
    desk.apply(late)
    with pytest.raises(Stale):
        desk.apply(news)
    assert desk.count(ticket) == 3


def test_mails_that_say_the_same_at_the_same_moment_become_one_ticket(desk: Sorting) -> None:
    for turn in range(4):
        body, sender = f"The lift in house {turn}{turn}{turn} is stuck between the floors.", f"p{turn}@customer.example"
        arrived = [desk.arrive(Mails.of(f"{greeting}, {body}", sender)) for greeting in ("Hello", "Hi", "Dear all")]
        ends = together(*(lambda each=each: desk.settle(each) for each in arrived))
        assert all(isinstance(end, Applied) for end in ends), ends
        numbers = {end.ticket for end in ends if isinstance(end, Applied)}
        assert len(numbers) == 1
        assert desk.ticket(*numbers).repeats == 2
    assert desk.count(ticket) == 4
    assert desk.all(select(notice.c.kind).where(notice.c.kind == "again")) == [("again",)] * 8
