"""Registry: what figures can be told apart by, and where each ticket and each event belongs. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from .lives import Happening, Life
from .periods import Period

OfLife = Callable[[Life, Period], str | None]
OfHappening = Callable[[Happening, Period], str | None]


class By(Enum):
    DEPARTMENT = "department"
    AGENT = "agent"
    TYPE = "type"
    WEEK = "week"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Grouping:
    """Where a ticket counts as opened, as answered (or as waiting for that), as open at the end; where an event counts.
    None: nowhere.
    """

    opened: OfLife
    answered: OfLife
    open: OfLife
    happened: OfHappening


def _place(of: Callable[[Life], str]) -> Grouping:
    def place(life: Life, period: Period) -> str:
        return of(life)

    return Grouping(place, place, place, lambda happening, period: of(happening.life))


# An agent's first answers are those that the agent gave; all else is told of the tickets that are the agent's.
GROUPINGS: dict[By, Grouping] = {
    By.DEPARTMENT: _place(lambda life: life.department),
    By.AGENT: Grouping(
        opened=lambda life, period: life.assignee,
        answered=lambda life, period: life.answered_by if life.answered else life.assignee,
        open=lambda life, period: life.assignee,
        happened=lambda happening, period: happening.life.assignee,
    ),
    By.TYPE: _place(lambda life: life.type),
    By.WEEK: Grouping(
        opened=lambda life, period: period.week_of(life.created).isoformat(),
        answered=lambda life, period: period.week_of(life.created).isoformat(),
        open=lambda life, period: None,
        happened=lambda happening, period: period.week_of(happening.at).isoformat(),
    ),
    By.DAY: Grouping(
        opened=lambda life, period: period.day_of(life.created).isoformat(),
        answered=lambda life, period: period.day_of(life.created).isoformat(),
        open=lambda life, period: None,
        happened=lambda happening, period: period.day_of(happening.at).isoformat(),
    ),
}


def keys_of(by: By, period: Period) -> tuple[str, ...]:
    """Groups that are there whatever happened: no week and no day is left out."""
    if by is By.WEEK:
        return tuple(day.isoformat() for day in period.weeks())
    return tuple(day.isoformat() for day in period.days()) if by is By.DAY else ()
