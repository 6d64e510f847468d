"""What rules made of a new request, as rows: the words for its acknowledgement, the journal, the trail."""

from dataclasses import replace

from sqlalchemy import select

from gateway.notices import Kind
from gateway.rules import read
from gateway.store import ledger, tickets
from gateway.store.schema import journal, mail, notice
from gateway.tickets.ticket import Priority, Status

from ..rules.examples import ANSWER
from .sorting import ALI, TOM, Sorting, letter
from .test_letters import gathered


def rule(sorting: Sorting, *lines: str) -> None:
    document = "\n".join((ANSWER, "[[rule]]", 'name = "one"', 'when.body = "broken"', *lines))
    reading = read(document, sorting.policy, 4)
    assert reading.mistakes == ()
    sorting.policy = replace(sorting.policy, rules=reading.rules)


def test_the_words_of_the_house_go_with_the_acknowledgement_and_nothing_else(sorting: Sorting) -> None:
    rule(sorting, 'then.answer = "holiday"')
    sorting.sort(letter())
    assert gathered(sorting, Kind.RECEIVED, ALI).view.answer == "We are back on Saturday."
    assert gathered(sorting, Kind.NEW_MAIL, TOM).view.answer == ""


def test_the_journal_tells_what_was_before_each_change(sorting: Sorting) -> None:
    rule(sorting, 'then.department = "poshtibani"', 'then.priority = "high"', 'then.cc = "boss@partner.example"')
    number = sorting.sort(letter()).ticket
    query = select(journal.c.change, journal.c.old, journal.c.new).where(journal.c.ticket == number)
    assert [tuple(row) for row in sorting.all(query.order_by(journal.c.id))] == [
        ("open", "", "support"),
        ("department", "support", "poshtibani"),
        ("priority", "normal", "high"),
        ("participant", "", "boss@partner.example"),
    ]
    with sorting.database.read() as connection:
        kept = tickets.load(connection, [number])[number]
    assert (kept.department, kept.priority) == ("poshtibani", Priority.HIGH)
    assert [person.address for person in kept.participants] == ["boss@partner.example"]


def test_the_trail_names_the_revision_and_the_rules(sorting: Sorting) -> None:
    rule(sorting, 'then.tag = "seen"')
    sorting.sort(letter())
    (trail,) = sorting.all(select(mail.c.trail))[0]
    assert (trail["revision"], trail["rules"]) == (4, ["one"])


def test_nobody_is_written_to_about_spam_and_a_held_mail_waits(sorting: Sorting) -> None:
    rule(sorting, "then.spam = true")
    number = sorting.sort(letter()).ticket
    assert sorting.ticket(number).status is Status.SPAM
    assert sorting.count(notice) == 0
    rule(sorting, "then.hold = true")
    arrived = sorting.arrive(letter(Message_ID="<2@a.example>", body="It is broken again."))
    assert sorting.settle(arrived).ticket == 0
    assert sorting.outcome(arrived.id) == "quarantined"
    assert sorting.write(lambda connection: ledger.requeue(connection, arrived.id, sorting.now))
    let_in = replace(arrived, released=True)
    assert sorting.ticket(sorting.settle(let_in).ticket).status is Status.NEW
