"""What a letter tells of the step that it comes from: only thanks, the request before it, where a ticket came from."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from gateway.letter import Letter
from gateway.notices import Kind
from gateway.store import enclosures, letters_previous
from gateway.store.schema import attachment, notice, ticket

from .sorting import ALI, TOM, Sorting, letter
from .test_attachments import PDF, send
from .test_letters import gathered

SARA = "sara@example.org"


@pytest.fixture
def opened(sorting: Sorting) -> int:
    raw = letter(f"Ali Rezaei <{ALI}>", body="It is broken. " + "It smokes. " * 100, Message_ID="<1@a.example>")
    return sorting.sort(raw).ticket


def says(sorting: Sorting, number: int, sender: str, body: str, **fields: str) -> int:
    sorting.later(minutes=1)
    return sorting.sort(letter(sender, sorting.token(number), body, **fields)).ticket


def ended(sorting: Sorting, number: int) -> None:
    says(sorting, number, TOM, "#resolve\nA new cartridge is in it now.")
    closed = sorting.now + timedelta(minutes=1)
    change = ticket.update().where(ticket.c.number == number).values(status="closed", closed=closed, rating=4)
    sorting.write(lambda connection: connection.execute(change))


def test_only_a_mail_of_courtesy_is_marked_as_one(sorting: Sorting, opened: int) -> None:
    says(sorting, opened, TOM, "#resolve\nDone.")
    says(sorting, opened, ALI, "Thank you, Tom!")
    thanks = gathered(sorting, Kind.NEW_MAIL, TOM).view
    assert (thanks.courtesy, thanks.reopened) == (True, False)
    says(sorting, opened, ALI, "Thank you, but it burns.")
    content = gathered(sorting, Kind.NEW_MAIL, TOM).view
    assert (content.courtesy, content.reopened) == (False, True)


def test_the_request_before_is_told_shortly_and_only_to_agents(sorting: Sorting, opened: int) -> None:
    ended(sorting, opened)
    new = says(sorting, opened, ALI, "It is broken again.")
    assert new != opened
    found = gathered(sorting, Kind.NEW_MAIL, TOM).view.previous
    assert found is not None
    assert (found.token, found.subject, found.assignee, found.rating) == (
        sorting.token(opened),
        "Printer broken",
        "Tom Baker",
        4,
    )
    assert found.closed is not None
    assert [each.text[:16] for each in found.articles] == ["A new cartridge ", "It is broken. It"]
    assert all(len(each.text) <= letters_previous.LENGTH + 1 for each in found.articles)
    assert found.articles[1].text.endswith("…")
    assert gathered(sorting, Kind.RECEIVED, ALI).view.previous is None

    says(sorting, new, ALI, "Hello?")
    assert gathered(sorting, Kind.NEW_MAIL, TOM).view.previous is None


def moved(sorting: Sorting, opened: int) -> Letter:
    """By Tom, who is proven."""
    sorting.later(minutes=1)
    raw = letter(TOM, sorting.token(opened), "#department poshtibani\nMy colleagues help you.")
    sorting.settle(replace(sorting.arrive(raw), confirmed=True))
    return gathered(sorting, Kind.MOVED, SARA)


def test_files_go_along_with_a_move_as_long_as_there_is_room(sorting: Sorting, opened: int) -> None:
    """The new department has none of the mails that brought them."""
    number = send(sorting, letter(subject=sorting.token(opened), body="See the bills."), PDF, ("big.pdf", b"%PDF", ""))
    big = attachment.update().where(attachment.c.name == "big.pdf").values(size=enclosures.ENCLOSED)
    sorting.write(lambda connection: connection.execute(big))
    found = moved(sorting, number)
    assert [each.name for each in found.enclosures] == ["bill.pdf"]
    shown = [(file.name, file.included) for each in found.view.history for file in each.attachments]
    assert shown == [("bill.pdf", True), ("big.pdf", False)]


def test_a_move_tells_where_it_came_from_and_all_that_was_said(sorting: Sorting, opened: int) -> None:
    found = moved(sorting, opened).view
    assert (found.moved_from, found.article) == ("پشتیبانی", None)
    assert [each.text[:13] for each in found.history] == ["My colleagues", "It is broken."]
    assert [row.kind for row in sorting.all(select(notice.c.kind).where(notice.c.recipient == SARA))] == ["moved"]


def test_a_move_of_a_late_reply_tells_of_the_request_before(sorting: Sorting, opened: int) -> None:
    ended(sorting, opened)
    new = says(sorting, opened, ALI, "It is broken again.")
    found = moved(sorting, new).view
    assert found.previous is not None
    assert found.previous.token == sorting.token(opened)
