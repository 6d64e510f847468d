"""Mail that lay in a mailbox has no envelope: whom it was meant for is read where it says so."""

from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from gateway.mail.inbound import Envelope, Source
from gateway.tickets.ticket import Status
from workers import ingest

from ..store.spooling import id_of
from .house import House, open_house

ALI, TOM, SUPPORT = "ali@customer.example", "tom@example.org", "support@example.org"


@dataclass(frozen=True, slots=True)
class Written:
    """Where the answer address of a notice stands in the mail that answers it."""

    to: bool
    field: str = ""


def by_mailbox(house: House, raw: bytes) -> int:
    id = id_of(house.app.accept(Envelope("", (SUPPORT,), Source.IMAP, "office"), raw))
    house.deliver(ingest.run(house.app, id))
    return id


def letter(sender: str, to: str, body: str, **fields: str) -> bytes:
    built = EmailMessage(policy=SMTP)
    built["From"], built["To"], built["Subject"] = sender, to, "The printer is on fire"
    built["Message-ID"] = f"<{len(body)}.{sender.partition('@')[0]}@client.example>"
    for name, value in fields.items():
        built[name.replace("_", "-")] = value
    built.set_content(body)
    return bytes(built)


@pytest.mark.parametrize("written", [Written(True), Written(False, "Delivered_To"), Written(False, "X_Original_To")])
def test_an_agents_answer_by_a_mailbox_is_known_by_the_address_that_it_answers_to(
    tmp_path: Path, written: Written
) -> None:
    with open_house(tmp_path) as house:
        by_mailbox(house, letter(ALI, SUPPORT, "It smells."))
        notice = house.only(TOM)
        signed = str(notice.mail["reply-to"]).rpartition("<")[2].strip(">")
        fields = {written.field: signed} if written.field else {}
        house.look()
        answer = letter(TOM, signed if written.to else SUPPORT, "#resolve\nPlease unplug it.", **fields)
        assert house.outcome(by_mailbox(house, answer)) == "reply"
        assert house.ticket(1001).status is Status.RESOLVED
        assert "Please unplug it." in house.only(ALI).text
        assert house.tickets() == 1


def test_a_signed_address_of_somebody_else_vouches_for_nobody(tmp_path: Path) -> None:
    with open_house(tmp_path) as house:
        by_mailbox(house, letter(ALI, SUPPORT, "It smells."))
        signed = str(house.only(TOM).mail["reply-to"]).rpartition("<")[2].strip(">")
        house.look()
        forged = letter("mallory@evil.example", SUPPORT, "#close\nIt does not.", Delivered_To=signed)
        assert house.outcome(by_mailbox(house, forged)) == "held"
        assert house.ticket(1001).status is Status.NEW
        assert house.silent(ALI)
