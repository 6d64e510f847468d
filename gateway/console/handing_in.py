"""What agents write and order here goes the way of all mail: it is put together as a mail of theirs to their own signed
address of the ticket, accepted by the spool, and decided about by triage. So it is in the ledger, has a trail, threads,
and is done once, whatever dies meanwhile; and the console has no idea of its own of what a ticket may do.
"""

import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass

from ..decisions import WAITING
from ..mail.acceptance import Accepted
from ..mail.inbound import Envelope, Mailbox, Source
from ..mail.outbound import AutoSubmitted, OutboundAttachment, OutboundMail, serialise
from ..mail.token import mint
from ..outgoing.compose import agent_address
from ..store import people
from ..store.listed import Explained, TicketRow
from ..store.listings import explained
from ..tickets.people import Person
from .page import Desk, Upload, Visit

PATIENCE = 4.0  # seconds that a page waits for the workers; what takes longer is shown as on its way
LOOK = 0.05
UNSEEN = (
    "\ufe0e"  # before a number sign that is not meant as an order: nobody sees it, and it makes an order of nothing
)


@dataclass(frozen=True, slots=True)
class Word:
    """What an agent says about a ticket: words to its people or a note among agents, orders as mail has them, files."""

    text: str = ""
    orders: tuple[str, ...] = ()
    internal: bool = False
    files: tuple[Upload, ...] = ()


def hand_in(desk: Desk, visit: Visit, ticket: TicketRow, word: Word) -> Explained | None:
    """What became of it; None where it was not taken over, and nothing was done. `outcome` is `waiting` where the
    workers were not that quick: it is done all the same.
    """
    agent, policy = visit.who, visit.policy
    me = Person(0, agent.address, agent.shown, agent.language)
    person = desk.database.write(lambda connection: people.stored(connection, [me]))[agent.address]
    department = policy.department(ticket.department)
    to = agent_address(ticket.number, person.id, word.internal, department, policy, visit.now)
    raw = serialise(_mail(visit, ticket, word, to))
    envelope = Envelope(agent.address, (to,), Source.CONSOLE, visit.peer, login=agent.name)
    accepted = desk.accept(envelope, raw)
    return await_outcome(desk, accepted.id) if isinstance(accepted, Accepted) else None


def await_outcome(desk: Desk, id: int) -> Explained:
    ends = time.monotonic() + PATIENCE
    while True:
        with desk.database.read() as connection:
            found = explained(connection, str(id))[0]
        if found.mail.outcome != WAITING or time.monotonic() > ends:
            return found
        time.sleep(LOOK)


def _mail(visit: Visit, ticket: TicketRow, word: Word, to: str) -> OutboundMail:
    agent = visit.who
    domain = agent.address.rpartition("@")[2]
    return OutboundMail(
        envelope_sender=agent.address,
        recipient=to,
        from_=Mailbox(agent.address, agent.shown),
        to=Mailbox(to),
        reply_to=None,
        subject=f"Re: {ticket.subject} {mint(ticket.number, visit.policy.ring.locator)}",
        date=visit.now,
        message_id=f"console.{secrets.token_hex(12)}@{domain}",
        in_reply_to="",
        references=(),
        auto_submitted=AutoSubmitted.NO,
        language=visit.language,
        text="\n".join(_lines(word)) + "\n",
        html="",
        attachments=tuple(OutboundAttachment(file.name, file.content_type, file.content) for file in word.files),
    )


def _lines(word: Word) -> Iterator[str]:
    """Orders first, then words. A line of the words that looks like an order is none: who wants one has buttons."""
    yield from word.orders
    if word.orders and word.text:
        yield ""
    for line in word.text.split("\n"):
        yield f"{UNSEEN}{line}" if line.lstrip().startswith(("#", "＃", "﹟")) else line
