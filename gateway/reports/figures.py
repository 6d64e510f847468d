"""The figures of a report, as values. Durations are whole seconds; None stands where there is too little to tell. Pure.

The percentiles are by nearest rank: the smallest value that at least so many of a hundred do not exceed, so each is a
value that occurred.
"""

from dataclasses import dataclass
from datetime import date

from .grouping import By
from .periods import Period

ENOUGH = 5  # values, below which there is no average, no median and no share
ENOUGH_FOR_P95 = 20  # values, below which the 95th percentile would be the largest one


def percent(share: float) -> int:
    """Whole percents; 100 stands for all and 0 for none, nothing else."""
    return round(share * 100) if share in (0, 1) else min(max(round(share * 100), 1), 99)


def hours_and_minutes(seconds: int) -> tuple[int, int]:
    """Minutes up to an hour and a half, then hours, from ten on whole ones. No days: a working day is none of the
    clock's.
    """
    minutes = round(seconds / 60)
    if minutes < 90:
        return 0, minutes
    return divmod(minutes, 60) if minutes < 600 else (round(minutes / 60), 0)


@dataclass(frozen=True, slots=True)
class Promises:
    """First answers that were promised. Who waits within the promised time is in none of these."""

    kept: int = 0
    late: int = 0
    overdue: int = 0  # nobody has answered yet

    @property
    def judged(self) -> int:
        return self.kept + self.late + self.overdue

    @property
    def share(self) -> float | None:
        """Of the promises that could be judged, how many were kept."""
        return self.kept / self.judged if self.judged >= ENOUGH else None


@dataclass(frozen=True, slots=True)
class FirstAnswers:
    """To the tickets that were opened in the period; in the working time of their departments. `answered`, `waiting`
    (open, without an answer) and `never` (over without one) are together all that were opened.
    """

    answered: int = 0
    waiting: int = 0
    never: int = 0
    average: int | None = None
    median: int | None = None
    p95: int | None = None
    clock_median: int | None = None  # by the clock on the wall: nights and holidays count
    promises: Promises = Promises()


@dataclass(frozen=True, slots=True)
class Volume:
    """How often it happened in the period. A ticket that was resolved twice counts twice."""

    opened: int = 0
    resolved: int = 0
    closed: int = 0
    reopened: int = 0
    repeats: int = 0  # the same request sent again


@dataclass(frozen=True, slots=True)
class Ratings:
    """Tickets that were rated in the period, each with its last rating."""

    stars: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)  # how many gave one, two, ... five

    @property
    def count(self) -> int:
        return sum(self.stars)

    @property
    def average(self) -> float | None:
        given = sum(number * count for number, count in enumerate(self.stars, 1))
        return given / self.count if self.count >= ENOUGH else None


@dataclass(frozen=True, slots=True)
class Figures:
    volume: Volume = Volume()
    answers: FirstAnswers = FirstAnswers()
    ratings: Ratings = Ratings()
    open: int = 0  # at the end of the period, whenever opened


@dataclass(frozen=True, slots=True)
class Group:
    """`key` is a department, an agent, a type ("" for none), or the first day of a week, or a day, as in 2026-11-28."""

    key: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    opened: int = 0
    resolved: int = 0


@dataclass(frozen=True, slots=True)
class Age:
    """Open tickets by how long ago they were opened: less than `days`, and not less than the bucket before."""

    days: int | None  # None: longer than all
    ours: int = 0  # new or open
    waiting: int = 0  # for who asked


@dataclass(frozen=True, slots=True)
class Step:
    """First answers by how long they took: at most `seconds`, and longer than the step before."""

    seconds: int | None
    kept: int = 0
    late: int = 0
    free: int = 0  # nothing was promised


@dataclass(frozen=True, slots=True)
class Report:
    period: Period
    total: Figures
    days: tuple[Day, ...]
    ages: tuple[Age, ...]
    steps: tuple[Step, ...]
    groups: tuple[tuple[By, tuple[Group, ...]], ...] = ()

    def by(self, by: By) -> tuple[Group, ...]:
        """Those of one kind, where they were asked for."""
        return dict(self.groups).get(by, ())

    @property
    def empty(self) -> bool:
        """Nothing was there, and nothing happened."""
        return self.total == Figures()
