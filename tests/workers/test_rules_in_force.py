"""Rules that change while mails are being worked on: each mail is decided about by one revision."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from sqlalchemy import select

from gateway.mail.inbound import Envelope, Source
from gateway.store import rules
from gateway.store.revisions import Draft, Revision
from gateway.store.schema import mail, ticket
from workers import ingest

from .. import services
from ..store.spooling import id_of
from .house import START, SUPPORT, House, open_house

DOCUMENT = """
[[rule]]
name = "{name}"
when = "always"
then.tag = "{name}"
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path, agents="aligned") as opened:
        yield opened


def apply(house: House, base: int) -> bool:
    draft = Draft(base, "tom", "", DOCUMENT.format(name=f"n{base + 1}"))
    made = house.app.database.write(lambda connection: rules.append(connection, draft, START))
    return isinstance(made, Revision)


def arrive(house: House, number: int) -> int:
    """Two mails each of one person, of which the second answers the same unknown mail as the first."""
    writer = f"p{number // 2}"
    built = EmailMessage(policy=SMTP)
    built["From"], built["To"], built["Subject"] = f"{writer}@customer.example", SUPPORT, f"About {writer}"
    built["Message-ID"], built["In-Reply-To"] = f"<{number}@client.example>", f"<{writer}@nowhere.example>"
    built.set_content("It is broken.")
    return id_of(house.app.accept(Envelope(f"{writer}@customer.example", (SUPPORT,), Source.SMTP), bytes(built)))


def decided(house: House) -> list[tuple[dict[str, object], str]]:
    query = select(mail.c.trail, ticket.c.tags).join(ticket, ticket.c.number == mail.c.ticket)
    with house.app.database.read() as connection:
        return [(row.trail, row.tags) for row in connection.execute(query.where(mail.c.outcome == "ticket"))]


def test_the_next_mail_goes_by_the_new_revision(house: House) -> None:
    for number in range(3):
        assert apply(house, number)
        house.deliver(ingest.run(house.app, arrive(house, 2 * number)))
    assert [(trail["revision"], trail["rules"], tags) for trail, tags in decided(house)] == [
        (1, ["n1"], "n1"),
        (2, ["n2"], "n2"),
        (3, ["n3"], "n3"),
    ]


def test_no_mail_meets_two_revisions(house: House) -> None:
    apply(house, 0)
    ids = [arrive(house, number) for number in range(40)]
    stop = threading.Event()

    def change() -> int:
        number = 1
        while not stop.is_set() and number < 500:
            number += apply(house, number)
        return number

    with ThreadPoolExecutor(4) as pool:
        changing = pool.submit(change)
        list(pool.map(lambda id: ingest.run(house.app, id), ids))
        stop.set()
        assert changing.result(20) > 3
    found = decided(house)
    assert len(found) == 20, "the second mail of each person joined the first"
    for trail, tags in found:
        name = f"n{trail['revision']}"
        assert (trail["rules"], tags) == ([name], name)
    assert len({trail["revision"] for trail, _ in found}) > 1


@pytest.mark.service
def test_the_same_on_postgresql(tmp_path: Path) -> None:
    with services.postgresql() as url, open_house(tmp_path, "aligned", url) as house:
        test_no_mail_meets_two_revisions(house)
