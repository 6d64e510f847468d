"""Takes turns: in each department one after the other, however many nodes give tickets at once."""

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, update

from ..decisions import Turn
from . import people
from .prepared import Prepared
from .schema import turn
from .tickets import Stale

_TAKE = Prepared(
    update(turn)
    .where(turn.c.department == bindparam("of"), turn.c.version == bindparam("seen"))
    .values(agent=bindparam("next"), version=turn.c.version + 1)
)


def take(connection: Connection, turns: Iterable[Turn]) -> None:
    """Raises Stale where somebody else took the turn since it was seen: whose it is must be decided again."""
    for each in turns:
        if not _taken(connection, each):
            raise Stale(f"the turn in {each.department} was taken")


def _taken(connection: Connection, each: Turn) -> bool:
    if not each.version:
        row = {"department": each.department, "agent": each.agent, "version": 1}
        return people.is_new(connection, turn, row)
    seen = {"of": each.department, "seen": each.version, "next": each.agent}
    return _TAKE.execute(connection, seen).rowcount == 1
