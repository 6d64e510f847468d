"""Who gets a new ticket that nobody gave to anyone: the next in turn, or who has the least to do; the lead where nobody
is on duty. Pure.
"""

from collections.abc import Callable
from dataclasses import dataclass

from .decisions import Turn
from .facts import DeskState, Facts
from .policy import Assigning, Department, Policy
from .tickets.changes import Assign, Change
from .tickets.people import Agent
from .tickets.ticket import Status, Ticket

_WORKED_ON = frozenset({Status.NEW, Status.OPEN, Status.WAITING})


@dataclass(frozen=True, slots=True)
class Given:
    """To whom, as a change, and the turn that was taken for it."""

    changes: tuple[Change, ...] = ()
    turns: tuple[Turn, ...] = ()


def given(ticket: Ticket, wish: Assigning | None, facts: Facts, policy: Policy) -> Given:
    """Whom the ticket is given to: as a rule wishes, else as its department does. Whoever has it already keeps it."""
    department = policy.department(ticket.department)
    assigns = department.assigns if wish is None else wish
    desk = next((each for each in facts.beginning.desks if each.department == department.name), None)
    if assigns is Assigning.NOBODY or desk is None or ticket.assignee or ticket.status not in _WORKED_ON:
        return Given()
    on_duty = [
        agent
        for agent in _in_turn(department, desk)
        if agent.name not in policy.away and agent.address != ticket.requester.address
    ]
    if not on_duty:
        return _to_the_lead(ticket, department, policy)
    agent = _CHOOSING[assigns](on_duty, desk)
    return Given((Assign(agent.name),), (Turn(department.name, agent.name, desk.version),))


def _in_turn(department: Department, desk: DeskState) -> tuple[Agent, ...]:
    """In the order of the configuration, from behind the one who had the last turn."""
    names = [agent.name for agent in department.agents]
    behind = names.index(desk.last) + 1 if desk.last in names else 0
    return (*department.agents[behind:], *department.agents[:behind])


def _first(on_duty: list[Agent], desk: DeskState) -> Agent:
    return on_duty[0]


def _least_loaded(on_duty: list[Agent], desk: DeskState) -> Agent:
    """The first in turn of those who have the least."""
    loads = dict(desk.loads)
    return min(on_duty, key=lambda agent: loads.get(agent.name, 0))


def _to_the_lead(ticket: Ticket, department: Department, policy: Policy) -> Given:
    """Also where the lead is away: somebody must have it. Nobody's turn passes by that."""
    lead = policy.agent_named(department.lead) if department.lead else None
    if lead is None or lead.address == ticket.requester.address:
        return Given()
    return Given((Assign(lead.name),))


_CHOOSING: dict[Assigning, Callable[[list[Agent], DeskState], Agent]] = {
    Assigning.ROUND_ROBIN: _first,
    Assigning.LEAST_LOADED: _least_loaded,
}
