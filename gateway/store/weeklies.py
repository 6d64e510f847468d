"""The weekly report to the leads of departments: due on the department's own clock, and told once.

A notice remembers department and week; its figures are gathered when it is sent, as of the end of that week. They are
the same however late it leaves and however often it is tried.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, bindparam, exists, select

from ..config.hours import Clock
from ..notices import Kind, Notice, Recipient, ReportView, Voice
from ..policy import Department, Policy
from ..reports import By, Period, first_day_of_week
from ..reports.periods import midnight
from ..reports.weekly import weekly
from ..tickets.people import Agent, Person, Role
from . import figures, mornings, people
from .figures import Wanted
from .issue import Cause, issue
from .moving import Moved
from .schema import ticket

WEEK = timedelta(days=7)
PATIENCE = timedelta(hours=12)  # a report of last week is news for a working day

_ANYTHING = select(
    exists().where(ticket.c.department == bindparam("department"), ticket.c.created < bindparam("until"))
)


@dataclass(frozen=True, slots=True)
class _Due:
    department: Department
    day: date
    at: datetime


def tell(connection: Connection, policy: Policy, clock: Clock, now: datetime) -> tuple[Moved, ...]:
    """Writes to the leads whose hour has come. A department that never had a ticket has nothing to report."""
    due = {
        (each.name, day): _Due(each, day, mornings.moment(day, each.hours.zone, clock))
        for each in policy.departments
        if each.lead and (day := mornings.due(each.hours.zone, clock, now, PATIENCE)) is not None
    }
    if not due:
        return ()
    fresh = mornings.undecided(connection, Kind.WEEKLY.value, tuple(due), now)
    return tuple(moved for name, day in fresh for moved in _tell(connection, policy, due[name, day], now))


def _tell(connection: Connection, policy: Policy, due: _Due, now: datetime) -> tuple[Moved, ...]:
    department, day = due.department, due.day
    lead = policy.agent_named(department.lead)
    until = midnight(day, department.hours.zone)
    if lead is None or not connection.scalar(_ANYTHING, {"department": department.name, "until": until}):
        return ()
    known = people.stored(connection, [Person(0, lead.address, lead.shown, lead.language)])
    notice = _notice(known[lead.address], lead, (department.name, day.isoformat()))
    cause = Cause(f"week of {department.name} before {day.isoformat()}", None, None, None, due.at)
    return (Moved(0, (), issue(connection, cause, (notice,), policy, now)),)


def _notice(person: Person, lead: Agent, lines: tuple[str, str]) -> Notice:
    return Notice(Kind.WEEKLY, Recipient(person, Role.AGENT, lead.language), Voice.GENERATED, lines=lines)


def department_of(lines: tuple[str, ...], policy: Policy) -> str:
    """The name of the department whose week a notice with these lines is about."""
    return policy.department(lines[0]).name


def gather(connection: Connection, lines: tuple[str, ...], policy: Policy) -> ReportView:
    """The seven days before the one that the lines of the notice name, and the seven before those."""
    department = policy.department(lines[0])
    period = _week(department, date.fromisoformat(lines[1]))
    asked = Wanted(period, (By.AGENT,), lines[0])
    now = figures.report(connection, asked, policy)
    before = figures.report(connection, Wanted(_week(department, period.span.first), (), lines[0]), policy)
    promise = round(department.promise.total_seconds()) if department.promise else None
    names = tuple((agent.name, agent.shown) for agent in (*policy.former, *policy.agents))
    return weekly(now, before, promise, names)


def _week(department: Department, day: date) -> Period:
    """The seven days before this one."""
    zone, begins = department.hours.zone, first_day_of_week(department.hours, department.language)
    return Period(midnight(day - WEEK, zone), midnight(day, zone), zone, begins)
