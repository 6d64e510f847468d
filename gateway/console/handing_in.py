"""What people write and order here goes the way of all mail: it is put together as a mail of theirs to their own signed
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
from ..store.guests import Guest
from ..store.listed import Explained, TicketRow
from ..store.listings import explained
from ..store.own_requests import OwnRequest
from ..tickets.people import Person
from .page import Desk, Upload, Visit

PATIENCE = 4.0  # seconds that a page waits for the workers; what takes longer is shown as on its way
LOOK = 0.05
UNSEEN = (
    "\ufe0e"  # before a number sign that is not meant as an order: nobody sees it, and it makes an order of nothing
)


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody says about a ticket: words to its people or a note among agents, orders as mail has them, files.
    `fields` are the first lines of a new one, which say what it is to be.
    """

    text: str = ""
    orders: tuple[str, ...] = ()
    internal: bool = False
    files: tuple[Upload, ...] = ()
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes, and what proves it: an agent's name, or the address that somebody confirmed."""

    mailbox: Mailbox
    login: str


def hand_in(desk: Desk, visit: Visit, ticket: TicketRow, word: Word) -> Explained | None:
    """What became of it; None where it was not taken over, and nothing was done. `outcome` is `waiting` where the
    workers were not that quick: it is done all the same.
    """
    agent, policy = visit.who, visit.policy
    me = Person(0, agent.address, agent.shown, agent.language)
    person = desk.database.write(lambda connection: people.stored(connection, [me]))[agent.address]
    department = policy.department(ticket.department)
    to = agent_address(ticket.number, person.id, word.internal, department, policy, visit.now)
    author = Author(Mailbox(agent.address, agent.shown), agent.name)
    return _taken_over(desk, visit, author, to, write(visit, author, to, _subject(visit, ticket), word))


def hand_in_own(desk: Desk, visit: Visit, guest: Guest, request: OwnRequest, word: Word) -> Explained | None:
    """The same for somebody who writes about a request of theirs, and proved their address."""
    department = visit.policy.department(request.department)
    to = agent_address(request.number, guest.person.id, False, department, visit.policy, visit.now)
    author = Author(Mailbox(guest.person.address, guest.person.name), guest.person.address)
    return _taken_over(desk, visit, author, to, write(visit, author, to, _subject(visit, request), word))


def hand_in_new(desk: Desk, visit: Visit, address: str, to: str, raw: bytes) -> Explained | None:
    """A request that was written before, and that its author says yes to now."""
    return _taken_over(desk, visit, Author(Mailbox(address), address), to, raw)


def _taken_over(desk: Desk, visit: Visit, author: Author, to: str, raw: bytes) -> Explained | None:
    envelope = Envelope(author.mailbox.address, (to,), Source.CONSOLE, visit.peer, login=author.login)
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


def _subject(visit: Visit, ticket: TicketRow | OwnRequest) -> str:
    return f"Re: {ticket.subject} {mint(ticket.number, visit.policy.ring.locator)}"


def write(visit: Visit, author: Author, to: str, subject: str, word: Word) -> bytes:
    """The mail. Raises Unsendable for what no mail can carry."""
    made = OutboundMail(
        envelope_sender=author.mailbox.address,
        recipient=to,
        from_=author.mailbox,
        to=Mailbox(to),
        reply_to=None,
        subject=subject,
        date=visit.now,
        message_id=f"console.{secrets.token_hex(12)}@{author.mailbox.domain}",
        in_reply_to="",
        references=(),
        auto_submitted=AutoSubmitted.NO,
        language=visit.language,
        text="\n".join(_lines(word)) + "\n",
        html="",
        attachments=tuple(OutboundAttachment(file.name, file.content_type, file.content) for file in word.files),
    )
    return serialise(made)


def _lines(word: Word) -> Iterator[str]:
    """Orders first, then words. A line of the words that looks like an order is none: who wants one has buttons."""
    yield from (*word.orders, *word.fields)
    if (word.orders or word.fields) and word.text:
        yield ""
    for line in word.text.split("\n"):
        yield f"{UNSEEN}{line}" if line.lstrip().startswith(("#", "＃", "﹟")) else line
