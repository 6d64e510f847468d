"""Makes a report of tickets and of what happened to them. Each is looked at once: they may come as a stream. Pure."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from ..tickets.ticket import Status
from .figures import Age, Day, Group, Report
from .grouping import GROUPINGS, By, keys_of
from .lives import Event, Happening, Life
from .periods import Frame
from .tally import Steps, Tally, Waited, waited

AGES = (1, 3, 7, 14, 28)  # days


def measure(lives: Iterable[Life], happenings: Iterable[Happening], frame: Frame, by: tuple[By, ...] = ()) -> Report:
    """`lives`: all tickets that were opened in the period or are open at its end, each once. `happenings`: all in the
    period. Tickets that do not count (merged ones, spam) are left out here.
    """
    desk = _Desk(frame, by)
    for life in lives:
        if life.counts:
            desk.live(life)
    for happening in happenings:
        if happening.life.counts:
            desk.happen(happening)
    return desk.report()


class _Desk:
    """All that is counted on the way."""

    def __init__(self, frame: Frame, by: tuple[By, ...]) -> None:
        self._frame = frame
        self._total, self._steps = Tally(), Steps()
        self._opened: Counter[date] = Counter()
        self._resolved: Counter[date] = Counter()
        self._ages: Counter[tuple[int, bool]] = Counter()
        self._groups: dict[By, dict[str, Tally]] = {each: defaultdict(Tally) for each in by}
        for each, groups in self._groups.items():
            for key in keys_of(each, frame.period):
                groups[key] = Tally()

    def live(self, life: Life) -> None:
        period = self._frame.period
        if period.has(life.created):
            self._open(life)
        if life.is_open:
            age = (period.until - life.created) / timedelta(days=1)
            self._ages[bisect_right(AGES, age), life.status is Status.WAITING] += 1
            self._total.open += 1
            for by, groups in self._groups.items():
                if (key := GROUPINGS[by].open(life, period)) is not None:
                    groups[key].open += 1

    def _open(self, life: Life) -> None:
        period, time = self._frame.period, waited(life, self._frame)
        self._opened[period.day_of(life.created)] += 1
        if time is not None:
            self._steps.answer(life, time, period.until)
        self._total.opened += 1
        self._total.answer(life, time, period.until)
        for by, groups in self._groups.items():
            self._grouped(groups, by, life, time)

    def _grouped(self, groups: dict[str, Tally], by: By, life: Life, time: Waited | None) -> None:
        period = self._frame.period
        if (key := GROUPINGS[by].opened(life, period)) is not None:
            groups[key].opened += 1
        if (key := GROUPINGS[by].answered(life, period)) is not None:
            groups[key].answer(life, time, period.until)

    def happen(self, happening: Happening) -> None:
        period = self._frame.period
        self._total.happened(happening)
        if happening.event is Event.RESOLVED:
            self._resolved[period.day_of(happening.at)] += 1
        for by, groups in self._groups.items():
            if (key := GROUPINGS[by].happened(happening, period)) is not None:
                groups[key].happened(happening)

    def report(self) -> Report:
        period = self._frame.period
        return Report(
            period=period,
            total=self._total.figures(),
            days=tuple(Day(day, self._opened[day], self._resolved[day]) for day in period.days()),
            ages=tuple(
                Age(days, self._ages[place, False], self._ages[place, True]) for place, days in enumerate((*AGES, None))
            ),
            steps=self._steps.figures(),
            groups=tuple((by, _sorted(by, groups)) for by, groups in self._groups.items()),
        )


def _sorted(by: By, groups: dict[str, Tally]) -> tuple[Group, ...]:
    """Time in its order; all else with the most tickets first."""
    found = [Group(key, tally.figures()) for key, tally in groups.items()]
    if by in (By.WEEK, By.DAY):
        return tuple(sorted(found, key=lambda group: group.key))
    return tuple(sorted(found, key=lambda group: (-group.figures.volume.opened, group.key)))
