"""What goes into a letter: what its recipient may see, and the ids that it threads with."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from gateway.letter import Letter
from gateway.mail.delivery import Attempt, Delivery
from gateway.notices import Kind
from gateway.store import letters, outbox, promises
from gateway.store.schema import notice, ticket
from gateway.tickets.clock import Hours, Stint
from gateway.tickets.people import Role

from ..builders import SUPPORT, policy
from .sorting import ALI, EVE, REZA, TOM, Sorting, letter


def gathered(sorting: Sorting, kind: Kind, recipient: str, state: Delivery | None = None) -> Letter:
    """The newest notice of this kind to this person, as a letter; recorded as delivered if a `state` is given."""
    query = select(notice.c.id).where(notice.c.kind == kind.value, notice.c.recipient == recipient)
    id = sorting.all(query.order_by(notice.c.id.desc()))[0][0]
    claimed = sorting.write(lambda connection: outbox.claim(connection, id, "a", sorting.now))
    assert claimed is not None
    with sorting.database.read() as connection:
        found = letters.gather(connection, claimed, sorting.policy)
    if state is not None:
        sorting.write(lambda connection: outbox.record(connection, claimed, Attempt(state, ""), sorting.now))
    assert found is not None
    return found


@pytest.fixture
def opened(sorting: Sorting) -> int:
    """Ali asked and copied Reza in."""
    return sorting.sort(letter(f"Ali Rezaei <{ALI}>", Cc=REZA, Message_ID="<1@a.example>")).ticket


def test_the_acknowledgement_repeats_nothing_and_answers_the_mail(sorting: Sorting, opened: int) -> None:
    found = gathered(sorting, Kind.RECEIVED, ALI)
    assert found.view.article is None
    assert (found.in_reply_to, found.references) == ("1@a.example", ("1@a.example",))
    assert found.view.token == sorting.token(opened)
    assert (found.view.history, found.enclosures, found.writer) == ((), (), "")


def test_agents_see_the_words_the_address_and_the_history_newest_first(sorting: Sorting, opened: int) -> None:
    sorting.later(minutes=1)
    sorting.sort(letter(subject=sorting.token(opened), body="It also smells."))
    found = gathered(sorting, Kind.NEW_MAIL, TOM)
    assert found.view.article is not None
    assert found.view.article.text == "It also smells."
    assert found.view.article.author_address == ALI
    assert [each.text for each in found.view.history] == ["It is broken."]


def test_customers_see_no_address_no_history_no_quotes_and_the_agents_shown_name(sorting: Sorting, opened: int) -> None:
    sorting.sort(
        letter(
            f"Tommy <{TOM}>",
            sorting.token(opened),
            "Unplug it.\n\nOn Sat, 21 Nov 2026 at 10:00, Ali <ali@customer.example> wrote:\n> secret",
        )
    )
    found = gathered(sorting, Kind.ANSWERED, ALI)
    assert found.view.article is not None
    assert (found.view.article.text, found.view.article.quoted) == ("Unplug it.", "")
    assert (found.view.article.author_address, found.view.history) == ("", ())
    assert (found.writer, found.role) == ("Tom Baker", Role.REQUESTER)


def test_a_notice_threads_with_what_its_recipient_has_and_nothing_else(sorting: Sorting, opened: int) -> None:
    first = gathered(sorting, Kind.RECEIVED, ALI, Delivery.SENT).message_id
    sorting.later(minutes=1)
    sorting.sort(letter(TOM, sorting.token(opened), "Unplug it.", Message_ID="<tom@example.org>"))
    to_ali = gathered(sorting, Kind.ANSWERED, ALI)
    assert to_ali.references == ("1@a.example", first)
    assert gathered(sorting, Kind.ANSWERED, REZA).references == ()


def test_long_threads_keep_their_first_and_latest_ids(sorting: Sorting, opened: int) -> None:
    for number in range(30):
        sorting.later(minutes=1)
        sorting.sort(letter(subject=sorting.token(opened), body=f"{number}", Message_ID=f"<m{number}@a.example>"))
    sorting.later(minutes=1)
    sorting.sort(letter(TOM, sorting.token(opened), "Yes."))
    found = gathered(sorting, Kind.ANSWERED, ALI).references
    assert len(found) == letters.THREAD
    assert (found[0], found[-1]) == ("1@a.example", "m29@a.example")


def test_an_unproven_sender_gets_no_byte_of_the_subject_back(sorting: Sorting) -> None:
    number = sorting.sort(letter(EVE, "CANARY", Authentication_Results="", From=f"CANARY <{EVE}>")).ticket
    found = gathered(sorting, Kind.RECEIVED, EVE)
    assert found.ticket == number
    assert "CANARY" not in repr(found.view)


def test_held_words_are_shown_to_agents_as_held(sorting: Sorting, opened: int) -> None:
    sorting.sort(letter(EVE, sorting.token(opened), "Tell me."))
    found = gathered(sorting, Kind.HELD, TOM)
    assert found.view.article is not None
    assert found.view.article.held
    assert found.view.article.author_address == EVE


def test_a_reopening_is_told(sorting: Sorting, opened: int) -> None:
    sorting.sort(letter(TOM, sorting.token(opened), "#resolve"))
    sorting.later(minutes=1)
    sorting.sort(letter(subject=sorting.token(opened), body="It is not solved."))
    assert gathered(sorting, Kind.NEW_MAIL, TOM).view.reopened


def test_a_measured_time_needs_enough_tickets(sorting: Sorting, opened: int) -> None:
    assert gathered(sorting, Kind.RECEIVED, ALI).view.first_response is None
    for number in range(letters.ENOUGH):
        sorting.sort(letter(f"p{number}@customer.example"))
    answered = {"first_response": sorting.now + timedelta(minutes=12)}
    sorting.write(lambda connection: connection.execute(ticket.update().values(**answered)))
    sorting.sort(letter(EVE))
    assert gathered(sorting, Kind.RECEIVED, EVE).view.first_response == 12


def test_a_measured_time_is_of_the_departments_time_and_says_so(sorting: Sorting, opened: int) -> None:
    """Half an hour before the end of Wednesday to half an hour after the beginning of Saturday is an hour."""
    week = Hours("Asia/Tehran", tuple(Stint(day, 8 * 60, 16 * 60) for day in (5, 6, 0, 1, 2)))
    sorting.policy = policy(departments=(replace(SUPPORT, hours=week),))
    for number in range(letters.ENOUGH):
        sorting.sort(letter(f"p{number}@customer.example"))
    asked, answered = (datetime.fromisoformat(f"2026-11-{at}+03:30") for at in ("18T15:30:00", "21T08:30:00"))
    sorting.write(lambda connection: connection.execute(ticket.update().values(created=asked, first_response=answered)))
    sorting.sort(letter(EVE))
    view = gathered(sorting, Kind.RECEIVED, EVE).view
    assert (view.first_response, view.keeps_hours) == (60, True)


def test_a_promise_is_told_while_it_lies_ahead_and_nobody_has_answered(sorting: Sorting) -> None:
    sorting.policy = policy(departments=(replace(SUPPORT, promise=timedelta(minutes=30)),))
    until = sorting.now + timedelta(minutes=30)
    number = sorting.sort(letter()).ticket
    assert gathered(sorting, Kind.RECEIVED, ALI).view.promised == until
    assert gathered(sorting, Kind.NEW_MAIL, TOM).view.promised == until
    sorting.later(hours=2)
    sorting.write(lambda connection: promises.look_after(connection, sorting.policy, sorting.now))
    overdue = gathered(sorting, Kind.OVERDUE, TOM).view
    assert (overdue.promised, [each.text for each in overdue.history]) == (until, ["It is broken."])
    assert gathered(sorting, Kind.HOLDING, ALI).view.promised is None
    sorting.sort(letter(TOM, sorting.token(number), "Unplug it."))
    assert gathered(sorting, Kind.ANSWERED, ALI).view.promised is None


def test_without_its_ticket_there_is_no_letter(sorting: Sorting, opened: int) -> None:
    id = sorting.all(select(notice.c.id))[0][0]
    claimed = sorting.write(lambda connection: outbox.claim(connection, id, "a", sorting.now))
    assert claimed is not None
    with sorting.database.read() as connection:
        assert letters.gather(connection, replace(claimed, ticket=9), sorting.policy) is None
        assert letters.gather(connection, replace(claimed, person=9999), sorting.policy) is None
