"""Counts for one group of tickets; of each ticket only its two durations are kept, eight bytes each. Pure."""

from array import array
from bisect import bisect_left
from collections import Counter
from datetime import datetime
from typing import NamedTuple

from ..tickets.clock import worked
from .figures import ENOUGH, ENOUGH_FOR_P95, Figures, FirstAnswers, Promises, Ratings, Step, Volume
from .lives import Event, Happening, Life
from .periods import Frame

MINUTE, HOUR = 60, 3600
STEPS = (5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 16 * HOUR)


class Waited(NamedTuple):
    """Until a first answer: in working time and by the clock, in seconds."""

    worked: int
    clock: int


def waited(life: Life, frame: Frame) -> Waited | None:
    if life.answered is None:
        return None
    by_clock = max(0, int((life.answered - life.created).total_seconds()))
    hours = frame.hours_of(life.department)
    return Waited(int(worked(hours, life.created, life.answered).total_seconds()), by_clock)


def nearest_rank(ascending: "array[int]", percent: int) -> int:
    """The smallest value that at least so many of a hundred do not exceed."""
    return ascending[-(-percent * len(ascending) // 100) - 1]


class Tally:
    """What was counted so far."""

    def __init__(self) -> None:
        self.events: Counter[Event] = Counter()
        self.stars: Counter[int] = Counter()
        self.opened = self.open = 0
        self._worked, self._clock = array("q"), array("q")
        self._waiting = self._never = 0
        self._promises: Counter[str] = Counter()

    def happened(self, happening: Happening) -> None:
        if happening.event is Event.RATED:
            self.stars[happening.stars] += 1
        else:
            self.events[happening.event] += 1

    def answer(self, life: Life, time: Waited | None, until: datetime) -> None:
        """Of a ticket that was opened in the period."""
        if time is not None:
            self._worked.append(time.worked)
            self._clock.append(time.clock)
        elif life.is_open:
            self._waiting += 1
        else:
            self._never += 1
        if judged := judge(life, until):
            self._promises[judged] += 1

    def figures(self) -> Figures:
        count = self.events
        volume = Volume(
            self.opened,
            count[Event.RESOLVED],
            count[Event.CLOSED],
            count[Event.REOPENED],
            count[Event.REPEATED],
        )
        one, two, three, four, five = (self.stars[number] for number in range(1, 6))
        return Figures(volume, self._answers(), Ratings((one, two, three, four, five)), self.open)

    def _answers(self) -> FirstAnswers:
        ascending, by_clock = array("q", sorted(self._worked)), array("q", sorted(self._clock))
        count = len(ascending)
        told = count >= ENOUGH
        return FirstAnswers(
            answered=count,
            waiting=self._waiting,
            never=self._never,
            average=round(sum(ascending) / count) if told else None,
            median=nearest_rank(ascending, 50) if told else None,
            p95=nearest_rank(ascending, 95) if count >= ENOUGH_FOR_P95 else None,
            clock_median=nearest_rank(by_clock, 50) if told else None,
            promises=Promises(self._promises["kept"], self._promises["late"], self._promises["overdue"]),
        )


def judge(life: Life, until: datetime) -> str:
    """What became of the promise: a field of `Promises`, or "" where there is nothing to judge."""
    if life.promised is None:
        return ""
    if life.answered is not None:
        return "kept" if life.answered <= life.promised else "late"
    return "overdue" if life.is_open and life.promised <= until else ""


class Steps:
    """First answers by how long they took."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[int, str]] = Counter()

    def answer(self, life: Life, time: Waited, until: datetime) -> None:
        self._counts[bisect_left(STEPS, time.worked), judge(life, until) or "free"] += 1

    def figures(self) -> tuple[Step, ...]:
        return tuple(
            Step(seconds, *(self._counts[number, name] for name in ("kept", "late", "free")))
            for number, seconds in enumerate((*STEPS, None))
        )
