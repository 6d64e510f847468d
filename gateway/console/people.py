"""The people who answer: who they are and how they do, for all of them; a new one, changes and goodbyes, for admins."""

from collections.abc import Mapping
from urllib.parse import urlencode

from ..config.desk import Person
from ..config.roster import Roster, entry
from ..mail.persian import fold
from ..roster import Why, agent_of, as_configured, with_agent, without_agent
from ..store import rosters
from ..store.revisions import Revision
from ..tickets.people import Agent
from .amending import Change, Place, Told, Wrong, amend, current, line, shown
from .page import NOT_FOUND, Access, Answer, Desk, Moved, Page, Shown, Visit
from .people_listing import Staff, origin, people, rules_naming

SAVED = "/people?done=saved"
ADDRESS = 254  # characters (RFC 5321 4.5.3.1.3, without the brackets)
FAULTS = {
    Why.NAME_TAKEN.value: "name",
    Why.NO_ADDRESS.value: "address",
    Why.ADDRESS_TAKEN.value: "address",
    Why.ADMIN.value: "address",
}


def listed(desk: Desk, visit: Visit) -> Answer:
    with desk.database.read() as connection:
        roster = rosters.current(connection)[1]
        found = people(connection, Staff(desk.policy, roster, visit.everybody), visit.now)
    return Shown("people.html", {"people": found, "admins": desk.policy.admins, "edit_of": _edit})


def _edit(name: str) -> str:
    """A name may have any sign but spaces, @ and #, so that it has no place in a path."""
    return f"/people/edit?{urlencode({'name': name})}"


# --- a new one --------------------------------------------------------------------------------------------------------


def begin(desk: Desk, visit: Visit) -> Answer:
    return shown("people_new.html", current(desk)[0], {"draft": {"language": visit.language}})


def make(desk: Desk, visit: Visit) -> Answer:
    name = line(visit.form, "name")
    person = _person(name, visit.form)
    wrong = () if isinstance(person, Person) else person
    if _taken(visit, name):
        wrong = (*wrong, Wrong("name", Why.NAME_TAKEN.value))
    told = amend(desk, visit, wrong or _putting(desk, person), Place(name, FAULTS))
    return Moved(SAVED) if isinstance(told, Revision) else shown("people_new.html", told, {"draft": visit.form})


def _taken(visit: Visit, name: str) -> bool:
    """By who is an agent, or was one: tickets remember them by it."""
    return any(fold(each.name) == fold(name) for each in (*visit.everybody.agents, *visit.everybody.former))


# --- changes ----------------------------------------------------------------------------------------------------------


def edit(desk: Desk, visit: Visit) -> Answer:
    agent = _wanted(visit, visit.query)
    return NOT_FOUND if agent is None else _form(desk, visit, agent, *current(desk))


def change(desk: Desk, visit: Visit) -> Answer:
    agent = _wanted(visit, visit.query)
    if agent is None:
        return NOT_FOUND
    return _saved(desk, visit, agent, _putting(desk, _person(agent.name, {"address": agent.address, **visit.form})))


def leave(desk: Desk, visit: Visit) -> Answer:
    agent = _wanted(visit, visit.form)
    if agent is None:
        return NOT_FOUND
    return _saved(desk, visit, agent, lambda roster: without_agent(roster, agent.name))


def configured(desk: Desk, visit: Visit) -> Answer:
    """The configuration's word counts again. Whom it does not name would be nobody by that: they leave instead."""
    agent = _wanted(visit, visit.form)
    if agent is None or _configured(desk, agent.name) is None:
        return NOT_FOUND
    return _saved(desk, visit, agent, lambda roster: as_configured(roster, "agent", agent.name))


def _saved(desk: Desk, visit: Visit, agent: Agent, wish: Change | tuple[Wrong, ...]) -> Answer:
    told = amend(desk, visit, wish, Place(agent.name, FAULTS))
    return Moved(SAVED) if isinstance(told, Revision) else _form(desk, visit, agent, told, current(desk)[1])


def _form(desk: Desk, visit: Visit, agent: Agent, told: Told, roster: Roster) -> Shown:
    """With what was typed, where something was: the buttons below the fields bring none of them."""
    as_it_is = {"address": agent.address, "shown": agent.shown, "language": agent.language}
    values = {
        "agent": agent,
        "draft": as_it_is | dict(visit.form),
        "origin": origin(agent.name, Staff(desk.policy, roster, visit.everybody)).value,
        "fixed": agent.name in desk.policy.admins,
        "edit_of": _edit,
        "rule_lines": _rule_lines(desk, visit, agent),
    }
    return shown("people_edit.html", told, values)


def _rule_lines(desk: Desk, visit: Visit, agent: Agent) -> tuple[int, ...]:
    with desk.database.read() as connection:
        return rules_naming(connection, visit.everybody, agent.name)


def _wanted(visit: Visit, where: Mapping[str, str]) -> Agent | None:
    everybody = (*visit.everybody.agents, *visit.everybody.former)
    return next((each for each in everybody if each.name == where.get("name", "")), None)


def _configured(desk: Desk, name: str) -> Agent | None:
    return next((each for each in desk.policy.agents if each.name == name), None)


def _person(name: str, form: Mapping[str, str]) -> Person | tuple[Wrong, ...]:
    address = line(form, "address", ADDRESS + 1)  # one that is too long is told, not cut
    given = {"name": name, "address": address, "shown": line(form, "shown"), "language": form.get("language", "")}
    made = entry(Person, given)
    wrong = () if isinstance(made, Person) else tuple(Wrong(field, field) for field in sorted(made))
    if len(address) > ADDRESS:
        wrong = (*wrong, Wrong("address", Why.NO_ADDRESS.value))
    return wrong if wrong or not isinstance(made, Person) else made


def _putting(desk: Desk, person: Person | tuple[Wrong, ...]) -> Change | tuple[Wrong, ...]:
    """Who is as the configuration has them needs no word in the roster."""
    if not isinstance(person, Person):
        return person
    if agent_of(person) == _configured(desk, person.name):
        return lambda roster: as_configured(roster, "agent", person.name)
    return lambda roster: with_agent(roster, person)


PAGES = (
    Page("people", "/people", Access.AGENT, listed),
    Page("people-new", "/people/new", Access.ADMIN, begin, make),
    Page("people-edit", "/people/edit", Access.ADMIN, edit, change),
    Page("people-leave", "/people/leave", Access.ADMIN, post=leave),
    Page("people-configured", "/people/configured", Access.ADMIN, post=configured),
)
