"""Who is an agent and how they do, as the list of people shows it: one line for each, also for who is one no more."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from ..config.roster import Roster
from ..decisions import Absence
from ..policy import Department, Policy
from ..store import absences, logins, reach, rules
from ..store.database import Connection
from ..tickets.people import Agent


class Origin(Enum):
    """What the roster says of an entry of the configuration, or of one of its own."""

    CONFIGURED = "configured"
    CHANGED = "changed"
    NEW = "new"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class PersonLine:
    """`away` and `unreachable` are None for who is there, and for whom mail reaches."""

    agent: Agent
    origin: Origin
    departments: tuple[Department, ...]
    disabled: bool
    away: Absence | None
    unreachable: datetime | None


@dataclass(frozen=True, slots=True)
class Staff:
    """The configuration's policy, the roster, and what both make together: agents who are disabled are in it."""

    configured: Policy
    roster: Roster
    everybody: Policy


def people(connection: Connection, staff: Staff, now: datetime) -> tuple[PersonLine, ...]:
    everybody = staff.everybody
    agents = (*everybody.agents, *everybody.former)
    away = {each.agent: each for each in absences.away(connection, now)}
    disabled = {row.name for row in logins.rows(connection, agents) if row.disabled}
    back = reach.troubled(connection, [agent.address for agent in agents])
    return tuple(
        PersonLine(
            agent,
            origin(agent.name, staff),
            tuple(department for department in everybody.departments if department.employs(agent)),
            agent.name in disabled,
            away.get(agent.name),
            back[agent.address][0] if agent.address in back else None,
        )
        for agent in agents
    )


def rules_naming(connection: Connection, everybody: Policy, name: str) -> tuple[int, ...]:
    """The lines of the rules in force that say nothing any more once the agent has left."""
    now, then = (rules.reading(connection, policy) for policy in (everybody, everybody.without((name,))))
    if now is None or then is None:
        return ()
    return tuple(sorted({each.line for each in then.mistakes if each not in now.mistakes}))


def origin(name: str, staff: Staff) -> Origin:
    if name in staff.roster.gone:
        return Origin.LEFT
    if all(person.name != name for person in staff.roster.agent):
        return Origin.CONFIGURED
    return Origin.CHANGED if any(agent.name == name for agent in staff.configured.agents) else Origin.NEW
