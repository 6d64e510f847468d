"""What the listing commands show."""

from dataclasses import fields
from functools import partial
from typing import Any

import pytest

from gateway.mail.delivery import Attempt, Delivery
from gateway.store import listings, outbox, outbox_listing, stubs
from gateway.store.listed import MailRow, OutboxRow, TicketFilter, TicketRow
from gateway.store.outbox_listing import OutboxFilter

from ..builders import KEY
from .sorting import ALI, EVE, REZA, TOM, Sorting, letter, ticket


def tickets(sorting: Sorting, **wanted: Any) -> list[TicketRow]:
    with sorting.database.read() as connection:
        return list(listings.ticket_rows(connection, TicketFilter(**wanted), KEY))


def mails(sorting: Sorting, outcome: str = "") -> list[MailRow]:
    with sorting.database.read() as connection:
        return list(listings.mail_rows(connection, outcome))


def notices(sorting: Sorting, state: str = "") -> list[OutboxRow]:
    with sorting.database.read() as connection:
        return list(outbox_listing.outbox_rows(connection, OutboxFilter(state)))


def test_the_keys_of_a_ticket_are_those_of_the_contract() -> None:
    contract = "number token subject status department priority type product requester assignee participants created"
    names = [field.name for field in fields(TicketRow)]
    promised = [*contract.split(), "resolved", "closed", "first_response", "articles", "journal"]
    assert names == [
        *promised,
        "snoozed",
        "rating",
        "merged",
        "follows",
        "tags",
        "repeats",
        "promised",
        "unreachable",
        "complained",
    ]


def test_tickets_are_listed_newest_first_and_filtered(sorting: Sorting) -> None:
    first = sorting.sort(letter(Cc=f"{REZA}, {EVE}")).ticket
    second = sorting.sort(letter(EVE, "Other"), "poshtibani@example.org").ticket
    found = tickets(sorting)
    assert [row.number for row in found] == [second, first]
    assert (found[1].requester, found[1].participants) == (ALI, (REZA, EVE))
    assert found[1].token == sorting.token(first)
    assert [row.number for row in tickets(sorting, department="support")] == [first]
    assert [row.number for row in tickets(sorting, requester=EVE.upper())] == [second]
    assert [row.number for row in tickets(sorting, status="new")] == [second, first]
    assert tickets(sorting, status="closed") == []


def test_what_is_listed_in_pages_is_what_is_there(sorting: Sorting, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = [sorting.sort(letter(subject=f"Request {each}")).ticket for each in range(5)][::-1]
    monkeypatch.setattr(listings, "PAGE", 2)
    assert [row.number for row in tickets(sorting)] == numbers
    assert [row.number for row in tickets(sorting, before=numbers[1])] == numbers[2:]
    with sorting.database.read() as connection:
        newest = listings.ticket_rows(connection, TicketFilter(), KEY, most=3)
        assert [row.number for row in newest] == numbers[:3]
        ids = [row.id for row in listings.mail_rows(connection, "ticket")]
        assert ids == sorted(ids, reverse=True)
        assert [row.id for row in listings.mail_rows(connection, "", most=1, before=ids[1])] == [ids[2]]


def test_one_ticket_whole(sorting: Sorting) -> None:
    number = sorting.sort(letter()).ticket
    sorting.sort(letter(TOM, sorting.token(number), "Unplug it."))
    with sorting.database.read() as connection:
        found = listings.ticket_whole(connection, number, KEY)
        assert listings.ticket_whole(connection, 9, KEY) is None
    assert found is not None
    assert [(row.author, row.kind, row.text) for row in found.articles] == [
        (ALI, "public", "It is broken."),
        (TOM, "public", "Unplug it."),
    ]
    assert [row.change for row in found.journal] == ["open", "answered", "assign", "status"]
    assert (found.status, found.assignee) == ("waiting", "tom")


def test_mails_by_outcome_and_the_parked_ones(sorting: Sorting) -> None:
    sorting.sort(letter(Message_ID="<1@a.example>"))
    parked = sorting.arrive(letter(body="Other.")).id
    sorting.write(lambda connection: stubs.park(connection, parked, "why", sorting.policy, sorting.now))
    assert [row.outcome for row in mails(sorting)] == ["waiting", "ticket"]
    assert [row.id for row in mails(sorting, "parked")] == [parked]
    assert [row.message_id for row in mails(sorting, "ticket")] == ["1@a.example"]
    assert mails(sorting, "held") == []
    assert mails(sorting, "waiting")[0].sender == ALI, "the envelope's, while nothing else is known"


def test_a_mail_is_explained_by_id_or_message_id(sorting: Sorting) -> None:
    arrived = sorting.arrive(letter(Message_ID="<1@a.example>"))
    sorting.settle(arrived)
    with sorting.database.read() as connection:
        for name in (str(arrived.id), "1@a.example", "<1@a.example>"):
            found = listings.explained(connection, name)
            assert [each.mail.id for each in found] == [arrived.id]
            assert found[0].trail["standing"] == "aligned"
            assert [each.kind for each in found[0].notices] == ["new_mail", "new_mail", "received"]
        for name in ("", "nothing", "99999999999999999999999999", "٣"):
            assert listings.explained(connection, name) == ()


def test_the_outbox_shows_every_attempt(sorting: Sorting) -> None:
    id = sorting.sort(letter()).notices[0]
    for words in ("451 Later", "250 Ok"):
        claimed = sorting.write(lambda connection: outbox.claim(connection, id, "a", sorting.now))
        assert claimed is not None
        attempt = Attempt(Delivery.SENT if words == "250 Ok" else Delivery.DEFERRED, words)
        sorting.write(partial(outbox.record, claimed=claimed, outcome=attempt, now=sorting.now))
        sorting.later(minutes=2)
    row = notices(sorting, "sent")[0]
    assert [(each.delivery, each.words) for each in row.attempts] == [("deferred", "451 Later"), ("sent", "250 Ok")]
    assert (row.id, row.due, row.last_reply) == (id, None, "250 Ok")
    assert [each.state for each in notices(sorting)] == ["waiting", "waiting", "sent"]
    assert notices(sorting, "waiting")[0].due is not None


def test_tickets_are_found_by_a_whole_tag(sorting: Sorting) -> None:
    first, second = (sorting.sort(letter(sender)).ticket for sender in (ALI, EVE))

    def tag(number: int, tags: str) -> None:
        change = ticket.update().where(ticket.c.number == number).values(tags=tags)
        sorting.write(lambda connection: connection.execute(change))

    tag(first, "VIP فاکتور")
    tag(second, "vip-later 100%")
    assert [row.number for row in tickets(sorting, tag="vip")] == [first]
    assert [row.number for row in tickets(sorting, tag="فاکتور")] == [first]
    assert [row.number for row in tickets(sorting, tag="100%")] == [second]
    assert tickets(sorting, tag="%") == []
    assert [row.tags for row in tickets(sorting)] == [("vip-later", "100%"), ("VIP", "فاکتور")]
