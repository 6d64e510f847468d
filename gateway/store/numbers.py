"""Which number comes next on SQLite, where the write lock makes "the highest and on" safe. On PostgreSQL sequences do.

After a backup was restored there is a floor (`backup/ahead`): numbers that were given out in the lost time stay unused.
"""

from typing import Any

from sqlalchemy import Column, ScalarSelect, func, select

from .schema import number_floor


def next_of(column: Column[Any], first: int = 1) -> ScalarSelect[Any]:
    """One above the highest number of this column, of its floor, and of what comes before the first."""
    highest = select(func.coalesce(func.max(column), 0)).scalar_subquery()
    floor = select(number_floor.c.number).where(number_floor.c.name == column.table.name).scalar_subquery()
    return select(func.max(highest, func.coalesce(floor, 0), first - 1) + 1).scalar_subquery()
