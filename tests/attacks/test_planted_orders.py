"""T-CMD-3: a customer plants orders, and a mail program carries them into an agent's answer."""

import time

import pytest

from gateway.tickets.ticket import Status

from .carrying import PLANTED, WORDS, carried, planted
from .clients import CLIENTS, Client
from .house import EVE, TOM, House
from .plants import ORDERS, Form

SECONDS = 60
SHARE = 12  # of the mail programs for each form; `make prove-orders` has them all


def test_planted_orders_in_two_hundred_forms_are_never_carried_out(house: House) -> None:
    began = time.process_time()
    came = list(carried(house, SHARE))
    acted = [wrong for wrong in came if wrong]
    assert not acted, f"{len(acted)} of {len(came)}:\n" + "\n".join(acted[:20])
    assert len(PLANTED) >= 200
    assert len(came) == len(PLANTED) * len(CLIENTS) // SHARE
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
def test_what_is_planted_stays_undone_when_the_answer_is_really_sent(house: House, client: Client) -> None:
    """With every order at once, by an agent whose orders would be obeyed without a question."""
    text = "Hello,\n\n" + "\n".join(ORDERS) + "\n\nplease help.\n"
    out = planted(house, Form("all", text), "")
    number = house.number(1)
    before = house.ticket(number)
    mail = client.answer(out, WORDS)
    mail["Authentication-Results"] = "border.example.org; dmarc=pass header.from=example.org"
    mail["From"], mail["To"], mail["Subject"] = TOM, out.home, f"Re: {out.subject}"
    house.take(bytes(mail), out.home, sender=TOM)
    after = house.ticket(number)
    assert after.status in (before.status, Status.WAITING)
    assert (after.requester, after.participants) == (before.requester, before.participants)
    assert after.department == before.department
    assert after.assignee in ("", "tom")
    assert not house.to(EVE)
    assert not [change for change in house.changes(number) if change in ("close", "participant", "requester", "spam")]
