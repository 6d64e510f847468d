"""A customer plants orders in a mail, and a mail program carries them into an agent's answer."""

from collections.abc import Iterator

from gateway.decisions import Aftermath, Decision, Update
from gateway.mail.inbound import Envelope, Source
from gateway.mail.parse import parse
from gateway.store import facts
from gateway.store.facts import Arrived
from gateway.tickets.changes import Answered, Assign, SetStatus
from gateway.tickets.ticket import Status
from gateway.triage import triage

from .clients import CLIENTS, Client
from .house import ALI, DESK, EVE, TOM, House, Out, moment
from .plants import FORMS, ORDERS, PLAIN, Form

WORDS = "We are looking into it, it will take a day."


def planted(house: House, form: Form, order: str) -> Out:
    """The mail that Tom gets after Ali has planted the order."""
    before = len(house.to(TOM))
    mail = form.mail(order, ALI, DESK)
    mail["Message-ID"] = f"<plant.{house.mails}@customer.example>"
    id = house.take(bytes(mail), sender=ALI)
    assert house.outcome(id) == "ticket", (form.name, order, house.reason(id))
    (article,) = house.articles(house.number(id))
    assert (article.kind, article.author_role) == ("public", "requester"), form.name
    out = house.to(TOM)[before:]
    assert len(out) == 1, form.name
    return out[0]


def answer(client: Client, out: Out, count: int) -> bytes:
    mail = client.answer(out, WORDS)
    mail["From"], mail["To"], mail["Subject"] = TOM, out.home, f"Re: {out.subject}"
    mail["In-Reply-To"], mail["Message-ID"] = str(out.mail["message-id"]), f"<answer.{count}@example.org>"
    return bytes(mail)


def decided(house: House, raw: bytes, home: str) -> Decision:
    """What becomes of a mail that Tom handed in by his login."""
    mail = parse(raw, Envelope(TOM, (home,), Source.SMTP, login="tom"))
    with house.app.database.read() as connection:
        known = facts.gather(connection, Arrived(10**9, mail, False), house.app.policy, moment())
    return triage(mail, known, house.app.policy)


def harmless(decision: Decision) -> str:
    """What an answer without orders may do is to be an answer; "" or what else it did."""
    if not isinstance(decision, Update) or decision.before is None:
        return f"no answer at all: {decision}"
    odd = [change for change in decision.changes if change not in (Assign("tom"), SetStatus(Status.WAITING))]
    odd = [change for change in odd if not isinstance(change, Answered)]
    told = [notice for notice in decision.notices if notice.recipient.person.address == EVE]
    return f"{odd} {decision.aftermath} {told}" if odd or told or decision.aftermath != Aftermath() else ""


# The plainest forms with two orders each, so that there are two hundred in all.
PLANTED = tuple((form, ORDERS[place % len(ORDERS)]) for place, form in enumerate((*FORMS, *PLAIN[: 200 - len(FORMS)])))


def carried(house: House, share: int) -> Iterator[str]:
    """Each form by one in `share` of all mail programs, others for each form: "" for an answer that did nothing."""
    answers = 0
    for place, (form, order) in enumerate(PLANTED):
        out = planted(house, form, order)
        for client in CLIENTS[place % share :: share]:
            answers += 1
            wrong = harmless(decided(house, answer(client, out, answers), out.home))
            yield f"{form.name} / {client.name} / {order}: {wrong}" if wrong else ""
