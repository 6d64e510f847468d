"""What becomes of the configured policy when the roster is laid over it, and what of the roster does not fit.

The configuration may have changed since a roster was written: what does not fit any more is left out, and named.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import Enum
from typing import TypeVar

from .calendars import FreeDays
from .config.desk import Office, Person
from .config.document import is_address
from .config.hours import Holidays, read_shift
from .config.roster import Roster
from .mail.inbound import Mailbox
from .mail.persian import fold
from .policy import Assigning, Department, Policy
from .tickets.clock import NO_DAYS, Hours, Stint
from .tickets.lifecycle import Window
from .tickets.people import Agent

Entry = TypeVar("Entry", Person, Office)


class Why(Enum):
    """What is the matter with something in a roster."""

    NAME_TAKEN = "name_taken"  # another agent's name that reads the same
    NO_ADDRESS = "no_address"
    ADDRESS_TAKEN = "address_taken"  # by another agent, or it is one of ours
    ADMIN = "admin"  # who may change the rules, and their address, is the configuration's to say
    NO_DEPARTMENT = "no_department"
    NO_AGENT = "no_agent"


_SENTENCES = {
    Why.NAME_TAKEN: "an agent of the configuration has a name that reads the same",
    Why.NO_ADDRESS: "their address is not a mail address",
    Why.ADDRESS_TAKEN: "their address belongs to another agent or is one of ours",
    Why.ADMIN: "the configuration names them as an admin, and it alone says who that is and where they have their mail",
    Why.NO_DEPARTMENT: "the configuration has no such department",
    Why.NO_AGENT: "it names somebody who is no agent",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """`table` and `name` of an entry; `word`: what of it, where that is one of several."""

    table: str
    name: str
    why: Why
    word: str = ""

    def __str__(self) -> str:
        word = f" ({self.word!r})" if self.word else ""
        return f"{self.table} {self.name!r} of the roster: {_SENTENCES[self.why]}{word}"


@dataclass(frozen=True, slots=True)
class Organised:
    """The policy with the roster over it, and what of the roster was left out."""

    policy: Policy
    faults: tuple[Fault, ...] = ()


def organise(policy: Policy, roster: Roster) -> Organised:
    """`policy` is the configuration's."""
    people = _People(policy, {agent.name: agent for agent in policy.agents})
    for name in roster.gone:
        people.leave(name)
    for person in roster.agent:
        if person.name in roster.gone and person.name not in policy.admins:
            people.left[person.name] = agent_of(person)  # their mail is that of who left, wherever it was last
        else:
            people.take(person)
    holidays = _free(roster.holidays) if roster.holidays is not None else None
    offices = {office.name: office for office in roster.department}
    departments = []
    for department in policy.departments:
        office = offices.pop(department.name, None)
        if office is None:
            departments.append(_as_configured(department, people.known, holidays))
            continue
        people.faults += _strangers(office, people.known)
        free = department.hours.holidays if holidays is None else holidays
        departments.append(_staffed(department, office, people.known, (policy.zone, free)))
    people.faults += (Fault("department", name, Why.NO_DEPARTMENT) for name in offices)
    agents, former = tuple(people.known.values()), (*policy.former, *people.left.values())
    organised = replace(policy, departments=tuple(departments), agents=agents, former=former)
    return Organised(organised, tuple(people.faults))


def brought(policy: Policy, before: Roster, after: Roster) -> tuple[Fault, ...]:
    """What does not fit after a change and did: what was wrong before it is not the change's to mend."""
    known = organise(policy, before).faults
    return tuple(each for each in organise(policy, after).faults if each not in known)


@dataclass
class _People:
    """Who is an agent and who was one, while the entries of a roster are gone through."""

    policy: Policy
    known: dict[str, Agent]
    left: dict[str, Agent] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def leave(self, name: str) -> None:
        if name in self.policy.admins:
            self.faults.append(Fault("agent", name, Why.ADMIN))
        elif name in self.known:
            self.left[name] = self.known.pop(name)

    def take(self, person: Person) -> None:
        why = next(self._against(person), None)
        if why is None:
            self.known[person.name] = agent_of(person)
        else:
            self.faults.append(Fault("agent", person.name, why))

    def _against(self, person: Person) -> Iterator[Why]:
        key, before = Mailbox(person.address).key, self.known.get(person.name)
        others = [agent for agent in self.known.values() if agent.name != person.name]
        if any(fold(agent.name) == fold(person.name) for agent in others):
            yield Why.NAME_TAKEN
        if not is_address(person.address):
            yield Why.NO_ADDRESS
        if any(agent.address == key for agent in others) or self.policy.owns(key):
            yield Why.ADDRESS_TAKEN
        if person.name in self.policy.admins and (before is None or before.address != key):
            yield Why.ADMIN


def agent_of(person: Person) -> Agent:
    return Agent(person.name, Mailbox(person.address).key, person.shown or person.name, person.language)


def _strangers(office: Office, known: Mapping[str, Agent]) -> Iterator[Fault]:
    named = dict.fromkeys((*office.agents, *filter(None, (office.lead,))))
    return (Fault("department", office.name, Why.NO_AGENT, name) for name in named if name not in known)


def _as_configured(department: Department, known: Mapping[str, Agent], holidays: Container[date] | None) -> Department:
    """But for agents who changed, or left, and for other holidays."""
    agents = tuple(known[agent.name] for agent in department.agents if agent.name in known)
    lead = department.lead if department.lead in known else ""
    if holidays is None:
        return replace(department, agents=agents, lead=lead)
    hours = replace(department.hours, holidays=holidays)
    window = replace(department.window, work=hours) if department.window.work else department.window
    return replace(department, agents=agents, lead=lead, hours=hours, window=window)


def staffed(department: Department, office: Office, agents: Iterable[Agent], days: tuple[str, Holidays]) -> Department:
    """A department that works as `office` says. `days`: the site's zone, and the holidays."""
    zone, holidays = days
    return _staffed(department, office, {agent.name: agent for agent in agents}, (zone, _free(holidays)))


def _staffed(
    department: Department, office: Office, known: Mapping[str, Agent], days: tuple[str, Container[date]]
) -> Department:
    zone, holidays = days
    hours = Hours(office.zone or zone, stints_of(office.hours), holidays)
    return replace(
        department,
        labels=(("en", office.label.en), ("fa", office.label.fa)),
        agents=tuple(known[name] for name in office.agents if name in known),
        lead=office.lead if office.lead in known else "",
        language=office.language,
        window=Window(timedelta(days=office.window_days), hours if office.window_counts == "business" else None),
        hours=hours,
        promise=timedelta(minutes=office.promise_minutes) if office.promise_minutes else None,
        assigns=Assigning(office.assign),
        requests=office.requests,
    )


def _free(holidays: Holidays) -> Container[date]:
    return NO_DAYS if holidays.none else FreeDays(holidays)


def stints_of(hours: Iterable[str]) -> tuple[Stint, ...]:
    """What a department's hours are, written as texts that can be read."""
    found = (Stint(day, shift.start, shift.end) for shift in map(read_shift, hours) for day in shift.days)
    return tuple(sorted(found, key=_place))


def _place(stint: Stint) -> tuple[int, int]:
    return stint.day, stint.start


# --- changing a roster ------------------------------------------------------------------------------------------------


def with_agent(roster: Roster, person: Person) -> Roster:
    others = tuple(each for each in roster.agent if each.name != person.name)
    stays = tuple(name for name in roster.gone if name != person.name)
    return roster.model_copy(update={"agent": _sorted((*others, person)), "gone": stays})


def without_agent(roster: Roster, name: str) -> Roster:
    """They leave their departments, too, as far as the roster has those."""
    offices = tuple(_left(office, name) for office in roster.department)
    return roster.model_copy(update={"gone": tuple(sorted({*roster.gone, name})), "department": offices})


def _left(office: Office, name: str) -> Office:
    agents = tuple(each for each in office.agents if each != name)
    return office.model_copy(update={"agents": agents, "lead": "" if office.lead == name else office.lead})


def with_department(roster: Roster, office: Office) -> Roster:
    others = tuple(each for each in roster.department if each.name != office.name)
    return roster.model_copy(update={"department": _sorted((*others, office))})


def with_holidays(roster: Roster, holidays: Holidays) -> Roster:
    return roster.model_copy(update={"holidays": holidays})


def as_configured(roster: Roster, table: str, name: str = "") -> Roster:
    """What the roster says of an agent, a department, or of holidays is taken back: the configuration's word counts."""
    match table:
        case "agent":
            left = tuple(each for each in roster.agent if each.name != name)
            return roster.model_copy(
                update={"agent": left, "gone": tuple(each for each in roster.gone if each != name)}
            )
        case "department":
            return roster.model_copy(update={"department": tuple(e for e in roster.department if e.name != name)})
        case _:
            return roster.model_copy(update={"holidays": None})


def _sorted(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda each: each.name))
