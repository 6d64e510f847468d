"""Issues the digests of a morning: one for each agent who is there, on days on which their department works, and only
where there is something to say.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from ..config.hours import Clock
from ..notices import Kind, Notice, Recipient, Voice
from ..policy import Policy
from ..tickets.clock import Hours, works_on
from ..tickets.people import Agent, Person, Role
from . import digests, mornings, people
from .issue import Cause, addressed, issue

KIND = "digest"


@dataclass(frozen=True, slots=True)
class _Due:
    agent: Agent
    day: date
    at: datetime


def send(connection: Connection, policy: Policy, clock: Clock, now: datetime) -> tuple[int, ...]:
    """The notices. Who is away is not decided about: should they come back in time, they get theirs."""
    present = (agent for agent in policy.agents if agent.name not in policy.away)
    due = {agent.name: each for agent in present if (each := _due(agent, policy, clock, now))}
    wanted = mornings.undecided(connection, KIND, ((name, each.day) for name, each in due.items()), now)
    return tuple(id for name, _ in wanted for id in _issue(connection, due[name], policy, now))


def _due(agent: Agent, policy: Policy, clock: Clock, now: datetime) -> _Due | None:
    """Theirs, of the day on the calendar of a department of theirs that works on it; None where no morning has come."""
    departments = [each.hours for each in policy.departments if each.employs(agent)]
    for hours in departments or [Hours(policy.zone)]:
        day = mornings.due(hours.zone, clock, now)
        if day is not None and works_on(hours, day):
            return _Due(agent, day, mornings.moment(day, hours.zone, clock))
    return None


def _issue(connection: Connection, due: _Due, policy: Policy, now: datetime) -> tuple[int, ...]:
    agent = due.agent
    if not digests.gather(connection, agent.address, agent.language, policy, now).says_something:
        return ()
    person = people.stored(connection, [Person(0, agent.address, agent.shown, agent.language)])
    recipient = Recipient(person[agent.address], Role.AGENT, agent.language)
    notice = Notice(Kind.DIGEST, recipient, Voice.GENERATED)
    cause = Cause(f"digest {due.day}", None, None, None, due.at)
    return issue(connection, cause, addressed((notice,), person), policy, now)
