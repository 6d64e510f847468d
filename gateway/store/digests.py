"""An agent's morning: what of their departments waits for them. A ticket stands in one list only, most urgent first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, case, func, not_, or_, select

from ..mail.token import mint
from ..notices import DeskFigures, DigestLine, DigestList, DigestView
from ..policy import Department, Policy
from ..tickets.people import Agent
from ..tickets.ticket import Priority, Status
from .schema import WORKED_ON, person, ticket

LISTED = 10  # tickets of one list
AHEAD = timedelta(hours=4)  # a promise that ends so soon is pressing

_BY_WEIGHT = case(
    {Priority.URGENT.value: 0, Priority.HIGH.value: 1, Priority.NORMAL.value: 2}, value=ticket.c.priority, else_=3
)
_HIGH = frozenset({Priority.HIGH.value, Priority.URGENT.value})
_OPEN = ticket.c.status.in_((Status.NEW.value, Status.OPEN.value))
_WAITING = ticket.c.status == Status.WAITING.value
_LINES = (
    select(ticket, person.c.name, person.c.address, func.count().over().label("total"))
    .join(person, person.c.id == ticket.c.requester)
    .where(WORKED_ON)
    .limit(LISTED)
)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who reads it, in which language, and which departments are theirs."""

    agent: Agent
    language: str
    policy: Policy
    now: datetime

    @property
    def departments(self) -> tuple[Department, ...]:
        return tuple(each for each in self.policy.departments if each.employs(self.agent))

    @property
    def led(self) -> tuple[Department, ...]:
        return tuple(each for each in self.policy.departments if each.lead == self.agent.name)


def gather(connection: Connection, address: str, language: str, policy: Policy, now: datetime) -> DigestView:
    """Of the agent with this address; nothing for who is none any more."""
    agent = policy.agent_at(address)
    if agent is None:
        return DigestView()
    reader = _Reader(agent, language, policy, now)
    pressing = and_(ticket.c.first_response.is_(None), ticket.c.promised <= now + AHEAD, _OPEN)
    pressing, at_ease = and_(pressing, _awake(now)), or_(ticket.c.promised.is_(None), not_(pressing))
    ours = ticket.c.department.in_([each.name for each in policy.departments])
    mine = and_(ours, ticket.c.assignee == agent.name)
    nobodys = and_(_in(reader.departments), ticket.c.assignee == "")
    working = and_(_OPEN, at_ease, _awake(now))
    return DigestView(
        pressing=_list(connection, reader, and_(pressing, _concerned(reader, ours)), ticket.c.promised),
        mine=_list(connection, reader, and_(mine, working), _BY_WEIGHT),
        unassigned=_list(connection, reader, and_(nobodys, working), _BY_WEIGHT),
        waiting=_list(connection, reader, and_(mine, _WAITING, _awake(now)), _BY_WEIGHT),
        desks=_figures(connection, reader),
    )


def _in(departments: tuple[Department, ...]) -> ColumnElement[bool]:
    return ticket.c.department.in_([each.name for each in departments])


def _awake(now: datetime) -> ColumnElement[bool]:
    return or_(ticket.c.snoozed.is_(None), ticket.c.snoozed <= now)


def _among(departments: tuple[Department, ...]) -> ColumnElement[bool]:
    """The same, for questions about all that is open there: the index of all tickets of a department is no help."""
    return ticket.c.department.concat("").in_([each.name for each in departments])


def _concerned(reader: _Reader, ours: ColumnElement[bool]) -> ColumnElement[bool]:
    """What is theirs or nobody's; and all of a department whose lead they are, whoever gave the promise."""
    mine = ticket.c.assignee == reader.agent.name
    theirs = and_(ticket.c.assignee.in_((reader.agent.name, "")), or_(mine, _among(reader.departments)))
    return or_(theirs, _among(reader.led)) if reader.led else and_(ours, theirs)


def _list(
    connection: Connection, reader: _Reader, wanted: ColumnElement[bool], order: ColumnElement[Any]
) -> DigestList:
    rows = connection.execute(_LINES.where(wanted).order_by(order, ticket.c.created, ticket.c.number)).all()
    return DigestList(tuple(_line(row, reader) for row in rows), rows[0].total - len(rows) if rows else 0)


def _line(row: Row[Any], reader: _Reader) -> DigestLine:
    policy = reader.policy
    owner = policy.agent_named(row.assignee) if row.assignee not in ("", reader.agent.name) else None
    due = row.promised if row.first_response is None else None
    return DigestLine(
        token=mint(row.number, policy.ring.locator),
        subject=row.subject,
        requester=row.name or row.address,
        priority=policy.priority(row.priority).label(reader.language) if row.priority in _HIGH else "",
        department=policy.department(row.department).label(reader.language),
        assignee=owner.shown if owner else "",
        age=_minutes(reader.now - row.created),
        left=_minutes(due - reader.now) if due is not None else None,
        number=row.number,
    )


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def _figures(connection: Connection, reader: _Reader) -> tuple[DeskFigures, ...]:
    if not reader.led:
        return ()
    late = and_(_OPEN, ticket.c.first_response.is_(None), ticket.c.promised <= reader.now)
    counted = {"open": _OPEN, "unassigned": and_(_OPEN, ticket.c.assignee == ""), "late": late, "waiting": _WAITING}
    columns = [func.count(case((which, 1))).label(name) for name, which in counted.items()]
    query = select(ticket.c.department, *columns).where(WORKED_ON, _among(reader.led)).group_by(ticket.c.department)
    rows = {row.department: row for row in connection.execute(query)}
    return tuple(
        DeskFigures(each.label(reader.language), row.open, row.unassigned, row.late, row.waiting)
        if (row := rows.get(each.name))
        else DeskFigures(each.label(reader.language), 0, 0, 0, 0)
        for each in reader.led
    )
