"""Gathers the state of departments' desks, as far as tickets are given by turn there: who got the last one, and who has
how much.
"""

from sqlalchemy import Connection, bindparam, func, literal_column, select

from ..facts import DeskState
from ..policy import Assigning, Department, Policy
from .prepared import Prepared
from .schema import WORKED_ON, ticket, turn

# Statements that run for every mail are made once: making one costs more than running it.
_TURNS = Prepared(select(turn).where(turn.c.department.in_(bindparam("departments", expanding=True))))
LOADS = (
    select(ticket.c.department, ticket.c.assignee, func.count().label("open"))
    .where(WORKED_ON, ticket.c.status != literal_column("'resolved'"))
    .where(ticket.c.department.in_(bindparam("departments", expanding=True)), ticket.c.assignee != literal_column("''"))
    .group_by(ticket.c.department, ticket.c.assignee)
)


def gather(connection: Connection, policy: Policy) -> tuple[DeskState, ...]:
    """Both are of one moment: whoever takes a turn on what they saw here takes the very turn that was seen."""
    ruled = _by_rules(policy)
    concerned = [each.name for each in policy.departments if ruled or each.assigns is not Assigning.NOBODY]
    if not concerned:
        return ()
    turns = {row.department: row for row in _TURNS.execute(connection, {"departments": concerned})}
    loads = _loads(connection, [each.name for each in policy.departments if _weighs(each, ruled)])
    return tuple(
        DeskState(name, turns[name].agent, turns[name].version, loads.get(name, ()))
        if name in turns
        else DeskState(name, loads=loads.get(name, ()))
        for name in concerned
    )


def _loads(connection: Connection, departments: list[str]) -> dict[str, tuple[tuple[str, int], ...]]:
    if not departments:
        return {}
    found: dict[str, tuple[tuple[str, int], ...]] = {}
    for row in connection.execute(LOADS, {"departments": departments}):
        found[row.department] = (*found.get(row.department, ()), (row.assignee, row.open))
    return found


def _by_rules(policy: Policy) -> frozenset[Assigning]:
    """The ways by turn in which rules give tickets; those may lie in any department."""
    actions = (action for rule in policy.rules.rules for action in rule.then)
    return frozenset(action.value for action in actions if isinstance(action.value, Assigning))


def _weighs(department: Department, ruled: frozenset[Assigning]) -> bool:
    return Assigning.LEAST_LOADED in (department.assigns, *ruled)
