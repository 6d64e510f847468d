"""A ticket as a report sees it, what happened to it, and how it stood at an earlier moment. Pure.

A report tells what was known at its end: what came later is undone first, so that a report of a past month says the
same whenever it is made.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from ..tickets.ticket import Status

OPEN = frozenset({Status.NEW, Status.OPEN, Status.WAITING})
LEFT_OUT = frozenset({Status.MERGED, Status.SPAM})  # part of another ticket, or no request at all


class Event(Enum):
    """What reports count of a ticket's life, by the journal's word for it."""

    RESOLVED = "resolve"
    CLOSED = "close"
    REOPENED = "reopen"
    REPEATED = "repeat"
    RATED = "rate"


@dataclass(frozen=True, slots=True)
class Life:
    """One ticket. `answered_by` is the agent who first answered, "" where nobody has."""

    created: datetime
    status: Status
    department: str
    assignee: str
    type: str
    answered: datetime | None = None
    answered_by: str = ""
    promised: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def counts(self) -> bool:
        return self.status not in LEFT_OUT


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a ticket within the period."""

    event: Event
    at: datetime
    life: Life
    stars: int = 0  # of a rating


Undo = Callable[[Life, str], Life]


def _status(life: Life, old: str) -> Life:
    return replace(life, status=Status(old))


def _moment(old: str) -> datetime | None:
    return datetime.fromisoformat(old) if old else None


# What each change of the journal did to a life, undone with the words that it tells of the time before.
UNDO: dict[str, Undo] = {
    "status": _status,
    "resolve": _status,
    "reopen": _status,
    "close": _status,
    "merge": _status,
    "unmerge": lambda life, old: replace(life, status=Status.MERGED),
    "department": lambda life, old: replace(life, department=old),
    "assign": lambda life, old: replace(life, assignee=old),
    "type": lambda life, old: replace(life, type=old),
    "answered": lambda life, old: replace(life, answered=None),
    "unanswered": lambda life, old: replace(life, answered=_moment(old)),
    "promise": lambda life, old: replace(life, promised=_moment(old)),
}


def as_of(life: Life, later: Iterable[tuple[str, str]]) -> Life:
    """The ticket before these changes (name, and what was before), the newest first."""
    for change, old in later:
        life = UNDO[change](life, old)
    return life
