"""Where a new request goes: the rules are followed once, and somebody is given the ticket. Pure.

What the first lines of the mail say of the ticket is seen by the rules, and the rules win.
"""

from dataclasses import dataclass, replace

from . import duty
from .decisions import Trail
from .duty import Given
from .facts import Facts
from .notices import Step
from .policy import Assigning, Policy
from .rules import Routing, follow
from .sight import Sight
from .tickets.changes import Assign, Change, SetStatus, apply
from .tickets.ticket import Status, Ticket

_EXHAUSTED = "(the rules below were not looked at: too much work for one mail)"


@dataclass(frozen=True, slots=True)
class Routed:
    """`changes` are those of the rules. `wish`: whose turn it is to get the ticket, where a rule says so."""

    routing: Routing
    changes: tuple[Change, ...]
    ticket: Ticket  # as it is after them
    wish: Assigning | None
    revision: int

    def told(self, step: Step) -> Step:
        """The step with what the rules say of its acknowledgement, in the language of who gets it."""
        person = step.author.person if step.author else step.after.requester
        answer = self.routing.answer
        words = answer.in_language(person.language or step.after.language) if answer else ""
        return replace(step, acknowledges=self.routing.acknowledges, answer=words)

    def noted(self, trail: Trail) -> Trail:
        spoke = (*self.routing.fired, *((_EXHAUSTED,) if self.routing.exhausted else ()))
        return replace(trail, revision=self.revision, rules=spoke)


def route(sight: Sight, policy: Policy) -> Routed:
    """Where the rules send the ticket that `sight` shows."""
    routing = follow(policy.rules, sight)
    named, wish = _assigned(routing, policy)
    spam = (SetStatus(Status.SPAM),) if routing.spam else ()
    changes = (*routing.changes, *named, *spam)
    return Routed(routing, changes, apply(sight.ticket, changes), wish, policy.rules.revision)


def _assigned(routing: Routing, policy: Policy) -> tuple[tuple[Change, ...], Assigning | None]:
    """Who is away gets nothing: the ticket goes where it would without the rule."""
    if not isinstance(routing.assign, str):
        return (), routing.assign
    agent = policy.agent_named(routing.assign)
    there = agent is not None and agent.name not in policy.away
    return ((Assign(agent.name),) if agent and there else ()), None


def give(routed: Routed, ticket: Ticket, facts: Facts, policy: Policy) -> Given:
    """Who gets the ticket that nobody was given by name: as a rule wishes, else as its department does."""
    if ticket.assignee or ticket.status is Status.SPAM:
        return Given()
    return duty.given(ticket, routed.wish, facts, policy)
