"""The tickets that a mail may belong to, by what it says: signed addresses, tokens, ids of other mails."""

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from ..facts import Candidate, How
from ..mail.inbound import InboundMail
from ..mail.reply_address import AddressKind, ReplyAddress
from ..mail.token import numbers_in
from ..policy import Policy
from ..tickets.ticket import Ticket
from . import tickets
from .threads import Lead

NUMBERS = 8  # tokens of one subject that are followed, the newest tickets first


@dataclass(frozen=True, slots=True)
class _Clue:
    """Something in the mail that names a ticket, in words."""

    how: How
    evidence: str
    number: int
    mentioned: bool = False


def candidates_of(
    connection: Connection, mail: InboundMail, addresses: tuple[ReplyAddress, ...], leads: list[Lead], policy: Policy
) -> list[Candidate]:
    """In the order in which they are believed; each ticket once, a merged one as the ticket that it ended in."""
    clues = [
        _Clue(How.REPLY_ADDRESS, address.kind.name.lower(), address.ticket)
        for address in addresses
        if address.kind is not AddressKind.BOUNCE
    ]
    numbers = sorted(numbers_in(mail.subject, policy.ring.locators), reverse=True)
    clues += [_Clue(How.TOKEN, f"#{number}", number) for number in numbers[:NUMBERS]]
    clues += [_Clue(lead.how, f"<{lead.id}>", lead.ticket, lead.mentioned) for lead in leads]
    found = tickets.load_followed(connection, {clue.number for clue in clues})
    unique: dict[int, Candidate] = {}
    for clue in clues:
        if clue.number not in found:
            continue
        ticket = found[clue.number]
        first = unique.setdefault(ticket.number, Candidate(clue.how, _told(clue, ticket), ticket, clue.mentioned))
        unique[ticket.number] = replace(first, mentioned=first.mentioned and clue.mentioned)
    return list(unique.values())


def _told(clue: _Clue, ended_in: Ticket) -> str:
    if clue.number == ended_in.number:
        return clue.evidence
    source = "" if clue.how is How.TOKEN else f" of #{clue.number}"
    return f"{clue.evidence}{source}, merged into #{ended_in.number}"
