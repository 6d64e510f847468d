"""Which ticket does a mail belong to? The first candidate in which its sender takes part. Pure."""

from dataclasses import dataclass

from .decisions import Considered
from .facts import Candidate, Facts, How
from .policy import Policy
from .tickets.lifecycle import finished
from .tickets.people import Author, Role
from .tickets.standing import holds_address
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
    joined = _joinable(facts, policy)
    if joined:
        return _latest(joined)
    marked = next((candidate for candidate in facts.candidates if candidate.how in MARKS), None)
    return Foreign(marked) if marked else Nowhere()


def _joinable(facts: Facts, policy: Policy) -> list[Joined]:
    """Every ticket that the mail may go on with, the first is the one to believe."""
    found = [Joined(each, part(facts.author, each.ticket, policy)) for each in facts.candidates]
    return [each for each in found if each.role is not Role.STRANGER and not _too_weak(each, facts)]


def _too_weak(joined: Joined, facts: Facts) -> bool:
    """An agent's words go to the customer: what customers' mails only mention does not lead them there, and neither
    does an id that mails of several tickets have, for somebody took it from another's mail.
    """
    return joined.role is Role.AGENT and (joined.candidate.mentioned or _disputed(joined.candidate, facts))


def _disputed(candidate: Candidate, facts: Facts) -> bool:
    """Does the very same id lead to another ticket, too? Signed addresses and tokens name one ticket only."""
    others = (each for each in facts.candidates if each is not candidate and not each.mentioned)
    clue = (candidate.how, candidate.evidence)
    return candidate.how not in MARKS and any((each.how, each.evidence) == clue for each in others)


def _latest(joined: list[Joined]) -> Joined:
    """The first one; for a finished ticket the one that goes on from it, where the mail leads there too."""
    at = joined[0]
    for _ in joined:
        if not finished(at.candidate.ticket):
            break
        number = at.candidate.ticket.number
        at = next((each for each in joined if each.candidate.ticket.follows == number), at)
    return at


def weigh(facts: Facts, policy: Policy, found: Match | None) -> tuple[Considered, ...]:
    """Every candidate with the part that the sender plays there, and why it won or not. `found` is None where what
    became of the mail was not a matter of tickets.
    """
    winner = None if found is None or isinstance(found, Nowhere) else found.candidate
    return tuple(_considered(each, winner, facts, policy) for each in facts.candidates)


def _considered(candidate: Candidate, winner: Candidate | None, facts: Facts, policy: Policy) -> Considered:
    role = part(facts.author, candidate.ticket, policy)
    won = candidate is winner
    why = _why_won(role, candidate, facts) if won else _why_not(Joined(candidate, role), winner, facts)
    return Considered(candidate.how.value, candidate.evidence, candidate.ticket.number, role.value, won, why)


def _why_won(role: Role, candidate: Candidate, facts: Facts) -> str:
    if role is Role.STRANGER:
        return "a mark of ours names it, so the mail is held there; its sender takes no part"
    ticket = candidate.ticket
    if candidate.how is How.SAME_REQUEST:
        return "its writer asks for the same once more while it is open"
    if ticket.follows and any(each.ticket.number == ticket.follows for each in facts.candidates):
        return f"it goes on from #{ticket.follows}, which is finished"
    return "the most believed clue to a ticket in which its sender takes part"


def _why_not(joined: Joined, winner: Candidate | None, facts: Facts) -> str:
    if joined.role is Role.STRANGER:
        return "its sender takes no part in it"
    if _too_weak(joined, facts):
        why = "its mails only mention that id" if joined.candidate.mentioned else "mails of other tickets have that id"
        return f"{why}, which leads no agent's answer to a customer"
    if winner is None:
        return "the mail was settled before tickets were asked"
    if winner.ticket.follows == joined.candidate.ticket.number:
        return f"finished; #{winner.ticket.number} goes on from it"
    return "another clue is believed more"


def part(author: Author, ticket: Ticket, policy: Policy) -> Role:
    """The part that an author plays in a ticket. An agent who asked something is a requester there."""
    address = author.person.address
    if address == ticket.requester.address:
        return Role.REQUESTER
    agent = policy.agent_at(address)
    if agent is not None and (holds_address(author.standing) or policy.answers_for(agent, ticket)):
        return Role.AGENT
    return Role.PARTICIPANT if ticket.involves(address) else Role.STRANGER
