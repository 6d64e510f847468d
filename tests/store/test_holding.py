"""When a signed address ends: with its holder's place as an agent, and a year after the last word on its ticket."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from gateway.mail.reply_address import AddressKind, ReplyAddress
from gateway.policy import Policy
from gateway.store import holding, logins
from gateway.store.database import Database
from gateway.store.schema import article, notice, person, ticket
from gateway.tickets.people import Person

from ..builders import NOW, TOM, policy

ALI = Person(1, "ali@customer.example", "Ali")
AGENT = Person(2, TOM.address, "Tom")
TODAY = (NOW.date() - date(1970, 1, 1)).days


@pytest.fixture
def database(database: Database) -> Database:
    """With Ali, Tom, and their ticket 7 of three years ago."""
    long_ago = NOW - timedelta(days=1000)
    people = [{"id": each.id, "address": each.address, "name": each.name, "language": ""} for each in (ALI, AGENT)]
    database.write(lambda c: c.execute(insert(person), people))
    database.write(lambda c: c.execute(insert(ticket), [a_ticket(7), a_ticket(8)]))
    say(database, 7, long_ago)
    return database


def a_ticket(number: int, **changes: Any) -> dict[str, Any]:
    words = {"subject": "Printer", "department": "support", "priority": "normal", "type": "support", "language": "en"}
    state = {"status": "open", "requester": ALI.id, "created": NOW - timedelta(days=1000)}
    return {"number": number, **words, **state, **changes}


def say(database: Database, number: int, at: datetime) -> None:
    words = {"kind": "public", "author_role": "requester", "standing": "aligned", "text": "", "quoted": "", "html": ""}
    row = {"ticket": number, "author": ALI.id, "message_id": "", "at": at, **words}
    database.write(lambda c: c.execute(insert(article).values(row)))


def tell(database: Database, number: int, created: datetime) -> None:
    words = {"kind": "x", "language": "en", "voice": "human", "manner": "full", "lines": [], "message_id": "1@x"}
    row = {"ticket": number, "person": ALI.id, "recipient": ALI.address, "role": "requester", "state": "sent", **words}
    database.write(lambda c: c.execute(insert(notice).values(**row, once="1", due=created, created=created)))


def holds(
    database: Database, writer: Person = ALI, days_ago: int = 0, person: int = 0, known: Policy | None = None
) -> bool:
    address = ReplyAddress(AddressKind.PUBLIC, 7, person or writer.id, TODAY - days_ago)
    with database.read() as connection:
        return holding.holds(connection, address, writer, known or policy(), NOW)


def test_an_address_holds_for_its_own_person_only(database: Database) -> None:
    assert holds(database)
    assert not holds(database, person=2)
    assert not holds(database, Person(0, "new@customer.example"), person=0)


def test_a_year_is_enough_whatever_happened_on_the_ticket(database: Database) -> None:
    assert holds(database, days_ago=365)
    assert not holds(database, days_ago=366)


@pytest.mark.parametrize("happen", [say, tell])
def test_an_old_address_holds_while_its_ticket_lives(database: Database, happen: Any) -> None:
    happen(database, 7, NOW - timedelta(days=364))
    assert holds(database, days_ago=366)
    assert holds(database, days_ago=5000)


def test_what_happened_more_than_a_year_ago_or_on_another_ticket_keeps_nothing_alive(database: Database) -> None:
    tell(database, 7, NOW - timedelta(days=366))
    say(database, 8, NOW)
    assert not holds(database, days_ago=366)


def test_an_old_address_of_a_merged_ticket_lives_with_the_one_that_it_ended_in(database: Database) -> None:
    say(database, 8, NOW)
    merged = ticket.update().where(ticket.c.number == 7).values(status="merged", merged_into=8)
    database.write(lambda c: c.execute(merged))
    assert holds(database, days_ago=366)


def test_an_agents_addresses_up_to_the_day_of_their_end_hold_nothing_for_ever(database: Database) -> None:
    revoked = datetime.combine(NOW.date() - timedelta(days=3), datetime.min.time(), UTC) + timedelta(hours=1)
    database.write(lambda connection: logins.disable(connection, TOM, revoked))
    for known in (policy(), policy().without(["tom"])):
        assert not holds(database, AGENT, days_ago=30, known=known)
        assert not holds(database, AGENT, days_ago=3, known=known), "the whole day counts"
    database.write(lambda connection: logins.enable(connection, "tom"))
    assert not holds(database, AGENT, days_ago=3)
    assert holds(database, AGENT, days_ago=2)
    assert holds(database, ALI, days_ago=30), "customers keep theirs"
