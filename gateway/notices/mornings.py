"""All that a template may see of an agent's morning and of a department's week. Pure."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One ticket of an agent's morning. Times are minutes by the clock on the wall."""

    token: str
    subject: str
    requester: str
    priority: str  # as the house calls it, where it is above the normal; else ""
    department: str  # its label
    assignee: str  # as people know them; "" for nobody, and for who reads it
    age: int
    left: int | None = None  # until the promised first answer; below zero where that is late, None where none is due
    number: int = 0


@dataclass(frozen=True, slots=True)
class DigestList:
    """The first tickets of a list, and how many more there are."""

    lines: tuple[DigestLine, ...] = ()
    more: int = 0

    @property
    def total(self) -> int:
        return len(self.lines) + self.more


@dataclass(frozen=True, slots=True)
class DeskFigures:
    """How many tickets a department has; for its lead."""

    department: str
    open: int
    unassigned: int
    late: int
    waiting: int


@dataclass(frozen=True, slots=True)
class DigestView:
    """An agent's morning. The lists are of tickets, each in one of them, the most urgent first."""

    pressing: DigestList = DigestList()  # about to break the promise, or broken
    mine: DigestList = DigestList()
    unassigned: DigestList = DigestList()
    waiting: DigestList = DigestList()  # for the customer
    desks: tuple[DeskFigures, ...] = ()  # of the departments that the agent leads

    @property
    def says_something(self) -> bool:
        lists = (self.pressing, self.mine, self.unassigned, self.waiting)
        return any(each.total for each in lists) or any(desk.open or desk.waiting for desk in self.desks)


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure of a week, and that of the week before; None where there is too little to tell."""

    now: float | None
    before: float | None


@dataclass(frozen=True, slots=True)
class DayView:
    day: date
    opened: int
    resolved: int


@dataclass(frozen=True, slots=True)
class AgeView:
    """Open tickets that are at least `since` days old, and less than `until` (None: however old)."""

    since: int
    until: int | None
    count: int


@dataclass(frozen=True, slots=True)
class ColleagueView:
    """What somebody did in a week. "" stands for nobody."""

    name: str
    answered: int  # for the first time
    median: int | None  # seconds
    resolved: int
    open: int


@dataclass(frozen=True, slots=True)
class ReportView:
    """A department's week, of whole days. Times are seconds of its working time, shares are of 1."""

    first: date
    last: date
    opened: Compared
    resolved: Compared
    reopened: Compared
    open: Compared
    median: Compared
    p95: Compared
    share: Compared  # of promises kept
    rating: Compared  # average stars
    waiting: int  # for a first answer
    overdue: int  # of those, past what was promised
    ratings: int
    promise: int | None  # seconds
    days: tuple[DayView, ...]
    ages: tuple[AgeView, ...]
    colleagues: tuple[ColleagueView, ...]
