"""Letters about orders: without a ticket, about merged ones, and what participants may never see."""

from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, update

from gateway.letter import Letter
from gateway.mail import confirmation
from gateway.notices import Kind, Manner, Notice, Recipient, Voice
from gateway.store import letters, outbox, people
from gateway.store.issue import Cause, issue
from gateway.store.letters_particulars import LISTED
from gateway.store.schema import mail, notice, participant, ticket
from gateway.tickets.people import Role
from gateway.tickets.ticket import Status

from ..builders import RING
from .sorting import ALI, EVE, REZA, TOM, Sorting, letter
from .test_letters import gathered


@pytest.fixture
def opened(sorting: Sorting) -> int:
    """Ali asked and copied Reza in."""
    return sorting.sort(letter(f"Ali Rezaei <{ALI}>", Cc=REZA, Message_ID="<1@a.example>")).ticket


def issued(sorting: Sorting, kind: Kind, address: str, cause: Cause, **changes: Any) -> Letter:
    """A notice of this kind, put into the outbox and gathered."""
    role = changes.pop("role", Role.REQUESTER)
    manner = changes.pop("manner", Manner.FULL)
    with sorting.database.read() as connection:
        someone = people.by_address(connection, [address])[address]
    told = Notice(kind, Recipient(someone, role, "en"), Voice.REPLIED, manner, **changes)

    def put(connection: Any) -> int:
        (id,) = issue(connection, cause, (told,), sorting.policy, sorting.now)
        return id

    id = sorting.write(put)
    claimed = sorting.write(lambda connection: outbox.claim(connection, id, "a", sorting.now))
    assert claimed is not None
    with sorting.database.read() as connection:
        found = letters.gather(connection, claimed, sorting.policy)
    assert found is not None
    return found


def cause(name: str = "test", number: int | None = None, mail_id: int | None = None) -> Cause:
    return Cause(name, number, None, mail_id)


def executed(statement: Any, connection: Connection) -> None:
    connection.execute(statement)


def last_mail(sorting: Sorting) -> int:
    return int(sorting.all(select(mail.c.id).order_by(mail.c.id.desc()))[0][0])


# --- without a ticket -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Kind.LISTED, Kind.CONFIRM, Kind.ALERT, Kind.TRANSCRIPT])
def test_a_letter_about_no_ticket_comes_from_the_first_department_and_names_none(
    sorting: Sorting, opened: int, kind: Kind
) -> None:
    found = issued(sorting, kind, ALI, cause(mail_id=last_mail(sorting)))
    assert (found.ticket, found.department, found.message_id.split(".")[:2]) == (0, "support", ["t", "0"])
    view = found.view
    assert (view.number, view.token, view.subject, view.article, view.history) == (0, "", "", None, ())
    assert view.recipient == "Ali Rezaei"
    assert (found.in_reply_to, found.references) == ("1@a.example", ("1@a.example",))
    alone = issued(sorting, kind, ALI, cause("another"))
    assert (alone.in_reply_to, alone.references) == ("", ())


def test_nobody_is_nobody_even_without_a_ticket(sorting: Sorting, opened: int) -> None:
    issued(sorting, Kind.LISTED, ALI, cause())
    (row,) = sorting.all(select(notice).where(notice.c.kind == "listed"))
    gone = outbox.Claimed(
        **{
            **{name: getattr(row, name) for name in outbox.Claimed.__dataclass_fields__},
            "lines": (),
            "person": 99_999,
        }
    )
    with sorting.database.read() as connection:
        assert letters.gather(connection, gone, sorting.policy) is None


# --- what is asked ----------------------------------------------------------------------------------------------------


def test_a_question_carries_a_code_that_counts_for_this_mail_and_person_only(sorting: Sorting, opened: int) -> None:
    id = last_mail(sorting)
    found = issued(sorting, Kind.CONFIRM, ALI, cause(number=opened, mail_id=id), lines=("#close",))
    assert confirmation.holds(found.view.code, id, found.person, RING)
    assert not confirmation.holds(found.view.code, id, found.person + 1, RING)
    assert found.view.lines == ("#close",)


def test_a_list_has_ones_own_tickets_the_open_ones_first_and_the_newest_of_them(sorting: Sorting, opened: int) -> None:
    numbers = [opened]
    for subject in ("second", "third", "spam", "merged"):
        sorting.later(hours=2)
        numbers.append(sorting.sort(letter(subject=subject, body=subject)).ticket)
    sorting.sort(letter(EVE, "not his", "not his"))
    for number, status in (
        (numbers[1], "resolved"),
        (numbers[2], "closed"),
        (numbers[3], "spam"),
        (numbers[4], "merged"),
    ):
        change = update(ticket).where(ticket.c.number == number).values(status=status)
        sorting.write(partial(executed, change))
    found = issued(sorting, Kind.LISTED, ALI, cause()).view
    assert [(line.subject, line.status) for line in found.tickets] == [
        ("second", Status.RESOLVED),
        ("Printer broken", Status.NEW),
        ("third", Status.CLOSED),
    ]
    assert found.tickets[1].token == sorting.token(opened)
    assert found.tickets[1].department == "Support"
    assert not found.more_tickets
    assert [line.word for line in found.orders][:2] == ["#status", "#list"]
    assert [line.name for line in found.fields] == ["Department", "Priority", "Type"]
    assert issued(sorting, Kind.LISTED, REZA, cause()).view.tickets == ()


def test_a_long_list_ends_and_says_so(sorting: Sorting, opened: int) -> None:
    (row,) = sorting.all(select(ticket))
    for number in range(LISTED):
        copy = {**row._asdict(), "number": 5000 + number}
        sorting.write(partial(executed, insert(ticket).values(copy)))
    found = issued(sorting, Kind.LISTED, ALI, cause()).view
    assert (len(found.tickets), found.more_tickets) == (LISTED, True)


@pytest.mark.parametrize("kind", [Kind.LISTED, Kind.STATUS])
def test_whoever_may_be_somebody_else_is_told_of_no_ticket(sorting: Sorting, opened: int, kind: Kind) -> None:
    sorting.sort(letter(TOM, sorting.token(opened), "Unplug it."))
    found = issued(sorting, kind, ALI, cause(number=opened), manner=Manner.CONTENT_FREE).view
    assert (found.tickets, found.answers, found.last_answer, found.recipient) == ((), "", None, "")
    assert (found.orders, found.fields) == ((), ())


def test_the_state_says_who_answers_and_when_that_was(sorting: Sorting, opened: int) -> None:
    found = issued(sorting, Kind.STATUS, ALI, cause(number=opened)).view
    assert (found.answers, found.last_answer, found.status) == ("", None, Status.NEW)
    at = sorting.later(minutes=5)
    sorting.sort(letter(TOM, sorting.token(opened), "Unplug it."))
    sorting.later(minutes=5)
    sorting.sort(letter(TOM, sorting.token(opened), "#note\nHe is slow."))
    found = issued(sorting, Kind.STATUS, ALI, cause("again", opened)).view
    assert (found.answers, found.last_answer, found.status) == ("Tom Baker", at, Status.WAITING)
    assert (found.article, found.history) == (None, ())


def test_agents_read_the_number_of_a_held_mail(sorting: Sorting, opened: int) -> None:
    sorting.sort(letter(EVE, sorting.token(opened), "Tell me."))
    assert gathered(sorting, Kind.HELD, TOM).view.held == last_mail(sorting)


def test_stars_that_were_given_are_known(sorting: Sorting, opened: int) -> None:
    sorting.write(lambda connection: connection.execute(update(ticket).values(rating=4)))
    assert issued(sorting, Kind.CLOSED, ALI, cause(number=opened)).view.rating == 4


# --- tickets that became part of others -------------------------------------------------------------------------------


@pytest.fixture
def absorbed(sorting: Sorting, opened: int) -> int:
    """Eve's ticket, which became part of Ali's; another one had become part of hers."""
    older = sorting.sort(letter(EVE, "oldest", "oldest words", Message_ID="<e0@e.example>")).ticket
    number = sorting.sort(letter(EVE, "older", "older words", Message_ID="<e1@e.example>")).ticket
    for part, into in ((older, number), (number, opened)):
        change = update(ticket).where(ticket.c.number == part).values(status="merged", merged_into=into)
        sorting.write(partial(executed, change))
    eve = sorting.all(select(notice.c.person).where(notice.c.recipient == EVE))[0][0]
    place = participant.insert().values(ticket=opened, person=eve, since=sorting.now)
    sorting.write(lambda connection: connection.execute(place))
    sorting.later(minutes=1)
    return number


def test_who_asked_in_a_merged_ticket_reads_where_it_went(sorting: Sorting, opened: int, absorbed: int) -> None:
    view = issued(sorting, Kind.MERGED, EVE, cause(number=absorbed)).view
    assert (view.token, view.merged_into) == (sorting.token(absorbed), sorting.token(opened))
    assert view.article is None


def test_agents_see_what_was_said_in_all_its_parts(sorting: Sorting, opened: int, absorbed: int) -> None:
    sorting.sort(letter(subject=sorting.token(opened), body="It also smells."))
    found = gathered(sorting, Kind.NEW_MAIL, TOM).view
    assert [past.text for past in found.history] == ["older words", "oldest words", "It is broken."]


def test_an_answer_threads_with_what_its_recipient_has_of_any_part(
    sorting: Sorting, opened: int, absorbed: int
) -> None:
    sorting.sort(letter(TOM, sorting.token(opened), "Unplug it."))
    found = gathered(sorting, Kind.ANSWERED, EVE).references
    assert {"e0@e.example", "e1@e.example"} <= set(found)
    assert "1@a.example" not in found


# --- what customers never see -----------------------------------------------------------------------------------------


def test_who_comes_later_sees_nothing_that_was_said_before(sorting: Sorting, opened: int) -> None:
    """T-SEC: being copied in brings what is said from then on."""
    sorting.sort(letter(subject=sorting.token(opened), body="My SECRET is here.", Message_ID="<2@a.example>"))
    sorting.sort(letter(TOM, sorting.token(opened), "#note\nA SECRET among agents."))
    sorting.later(minutes=1)
    sorting.sort(letter(subject=sorting.token(opened), body="Eve may help.", Cc=EVE))
    quoting = "Thank you, Ali.\n\nOn Sat, 21 Nov 2026 at 10:00, Ali <ali@customer.example> wrote:\n> My SECRET is here."
    for kind, sender, body in (
        (Kind.ANSWERED, TOM, quoting),
        (Kind.SHARED, ALI, quoting.replace("Ali.", "Tom.")),
        (Kind.RESOLVED, TOM, f"#resolve\n{quoting}"),
    ):
        sorting.later(minutes=1)
        sorting.sort(letter(sender, sorting.token(opened), body))
        found = gathered(sorting, kind, EVE)
        assert found.view.article is not None
        assert found.view.article.text.startswith("Thank you")
        assert "SECRET" not in repr(found)
        assert (found.view.history, found.view.article.quoted) == ((), "")
        assert not {"1@a.example", "2@a.example"} & set(found.references)


@pytest.mark.parametrize("role", [Role.REQUESTER, Role.PARTICIPANT])
def test_an_article_that_is_not_public_is_in_no_letter_to_customers(sorting: Sorting, opened: int, role: Role) -> None:
    """Whatever notice of the same mail is attached to it."""
    sorting.sort(letter(TOM, sorting.token(opened), "#resolve\n#note\nSECRET"))
    assert sorting.ticket(opened).status is Status.RESOLVED
    found = gathered(sorting, Kind.RESOLVED, ALI)
    assert (found.view.article, found.enclosures, found.writer) == (None, (), "")
    assert "SECRET" not in repr(found)


def test_an_unproven_writer_of_a_wrong_field_reads_what_there_is_and_nothing_of_their_own(
    sorting: Sorting, opened: int
) -> None:
    unproven = {"manner": Manner.CONTENT_FREE, "lines": ("We do not know the priority.",)}
    made = issued(sorting, Kind.RECEIVED, ALI, cause(number=opened), **unproven)
    assert {"low, normal, high, urgent"} & {", ".join(field.values) for field in made.view.fields}
    proven = issued(sorting, Kind.RECEIVED, ALI, cause("other", opened), lines=("We do not know the priority.",))
    assert proven.view.fields == ()
    assert issued(sorting, Kind.RECEIVED, ALI, cause("third", opened), manner=Manner.CONTENT_FREE).view.fields == ()
