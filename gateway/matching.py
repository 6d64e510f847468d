"""Which ticket does a mail belong to? The first candidate in which its sender takes part. Pure."""

from dataclasses import dataclass

from .facts import Candidate, Facts, How
from .policy import Policy
from .tickets.people import Author, Role, Standing
from .tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Joined:
    """The mail goes on with this ticket, and its sender has this part in it."""

    candidate: Candidate
    role: Role


@dataclass(frozen=True, slots=True)
class Foreign:
    """The mail names a ticket by a mark of ours, but its sender takes no part in it."""

    candidate: Candidate


@dataclass(frozen=True, slots=True)
class Nowhere:
    """The mail belongs to no ticket yet."""


Match = Joined | Foreign | Nowhere

MARKS = frozenset({How.REPLY_ADDRESS, How.TOKEN})


def match(facts: Facts, policy: Policy) -> Match:
    """`facts.candidates` come in the order in which they are believed."""
    for candidate in facts.candidates:
        role = part(facts.author, candidate.ticket, policy)
        if role is not Role.STRANGER:
            return Joined(candidate, role)
    marked = next((candidate for candidate in facts.candidates if candidate.how in MARKS), None)
    return Foreign(marked) if marked else Nowhere()


def part(author: Author, ticket: Ticket, policy: Policy) -> Role:
    """The part that an author plays in a ticket. An agent who asked something is a requester there."""
    address = author.person.address
    if address == ticket.requester.address:
        return Role.REQUESTER
    agent = policy.agent_at(address)
    if agent is not None:
        holds = author.standing in (Standing.BEARER, Standing.BOUND, Standing.PROVEN)
        if holds or policy.answers_for(agent, ticket):
            return Role.AGENT
    return Role.PARTICIPANT if ticket.involves(address) else Role.STRANGER
