"""Who handed a mail in, by what its envelope says: an agent by name, another person by the address that they proved."""

from dataclasses import replace

import pytest

from gateway.mail.inbound import Envelope, Mailbox, Source
from gateway.store import evidence
from gateway.tickets.people import Standing
from gateway.tickets.standing import judge

from ..builders import mail, policy


def standing(sender: str, login: str, source: Source) -> Standing:
    envelope = Envelope(sender, ("support@in.example.org",), source, login=login)
    written = replace(mail(), from_=(Mailbox(sender),), envelope=envelope)
    return judge(evidence.of(written, policy(), holds=False, confirmed=False))


@pytest.mark.parametrize("source", Source)
def test_an_address_is_proof_in_the_console_only_and_for_itself_only(source: Source) -> None:
    proven = Standing.PROVEN if source is Source.CONSOLE else Standing.FORGED
    assert standing("ali@customer.example", "ali@customer.example", source) is proven
    assert standing("ali@customer.example", "eve@customer.example", source) is Standing.FORGED
    assert standing("ali@customer.example", "tom", source) is Standing.FORGED
    assert standing("ali@customer.example", "", source) is Standing.UNPROVEN


def test_no_address_makes_an_agent_of_somebody() -> None:
    tom = policy().agents[0]
    assert standing(tom.address, tom.name, Source.CONSOLE) is Standing.PROVEN
    assert standing(tom.address, tom.name, Source.SMTP) is Standing.PROVEN
    assert standing(tom.address, "ali@customer.example", Source.CONSOLE) is Standing.FORGED
    assert standing("ali@customer.example", tom.address, Source.CONSOLE) is Standing.FORGED
