"""That a row still waits, asked of rows whose numbers are known."""

from typing import Any

from sqlalchemy import Column, ColumnElement

from ..decisions import WAITING


def still_waits(state: "Column[Any]") -> ColumnElement[bool]:
    """In words that no index has. There is an index of what waits, and a planner that saw it empty would look for a row
    of a known number by it: each claim would read the whole line, however long that has become.
    """
    return state.is_not_distinct_from(WAITING)
