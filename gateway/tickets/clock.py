"""When a department works, and how much of its time lies between two moments. Pure; `now` comes in.

Hours are what the clock on the wall says, so a day of 23 or 25 hours counts as it is: an hour that is skipped is never
worked, one that comes twice is worked twice. Days in `holidays` are free, whatever weekday.
"""

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache, partial
from itertools import count, islice
from zoneinfo import ZoneInfo

PATIENCE = 400  # days in a row without any work, after which there will be none

_NOTHING, _DAY = timedelta(), timedelta(days=1)
_WEEKS = 64  # whose days are remembered
_KEPT = 1024  # days of one week


@dataclass(frozen=True, slots=True)
class Stint:
    """Work on one weekday (0 is Monday) from one minute of the day to another, at most to 24:00."""

    day: int
    start: int
    end: int


class _NoDays(Container[date]):
    def __contains__(self, day: object) -> bool:
        return False

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _NoDays)

    def __hash__(self) -> int:
        return 0


NO_DAYS: Container[date] = _NoDays()


@dataclass(frozen=True, slots=True)
class Hours:
    """No stints: work goes on around the clock, on holidays, too."""

    zone: str = "UTC"
    stints: tuple[Stint, ...] = ()
    holidays: Container[date] = field(default=NO_DAYS)


ALWAYS = Hours()


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Work without a break between two moments, all of it on one day of the wall's calendar."""

    start: datetime
    end: datetime
    day: date


def is_open(hours: Hours, at: datetime) -> bool:
    if not hours.stints:
        return True
    local = at.astimezone(ZoneInfo(hours.zone))
    minute = local.hour * 60 + local.minute
    inside = any(each.day == local.weekday() and each.start <= minute < each.end for each in hours.stints)
    return inside and local.date() not in hours.holidays


def opening(hours: Hours, at: datetime) -> datetime | None:
    """The first moment from this one on at which there is work; None where there will be none."""
    if is_open(hours, at):
        return at
    return next((stretch.start for stretch in _ahead(hours, at)), None)


def worked(hours: Hours, start: datetime, end: datetime) -> timedelta:
    """The working time between two moments; none where the end comes first."""
    if not hours.stints:
        return max(end - start, _NOTHING)
    done = _NOTHING
    for day in islice(_days(hours, start), max((_utc_day(end) - _utc_day(start)).days + 1, 0)):
        for stretch in day:
            done += max(min(stretch.end, end) - max(stretch.start, start), _NOTHING)
    return done


def after(hours: Hours, start: datetime, span: timedelta) -> datetime | None:
    """The first moment at which that much working time has passed; None where it never will have."""
    if not hours.stints or span <= _NOTHING:
        return start + max(span, _NOTHING)
    left = span
    for stretch in _ahead(hours, start):
        if left <= stretch.end - stretch.start:
            return stretch.start + left
        left -= stretch.end - stretch.start
    return None


def works_on(hours: Hours, day: date) -> bool:
    """Is this day of the wall's calendar one on which there is work?"""
    weekday = day.weekday()
    return not hours.stints or (any(each.day == weekday for each in hours.stints) and day not in hours.holidays)


def days_after(hours: Hours, start: datetime, days: int) -> datetime:
    """The same time of day, so many days with work later; earlier where `days` is negative.

    Where there is no more work for too long, all days count.
    """
    if not days:
        return start
    local = start.astimezone(ZoneInfo(hours.zone))
    step = _DAY if days > 0 else -_DAY
    working = _patient(hours, (local.date() + step * number for number in count(1)))
    day = next(islice(working, abs(days) - 1, None), local.date() + _DAY * days)
    return datetime.combine(day, local.timetz().replace(fold=0)).astimezone(UTC)


def _patient(hours: Hours, days: Iterator[date]) -> Iterator[date]:
    """Those of the days on which there is work, until there has been none for too long."""
    free = 0
    for day in days:
        free = 0 if works_on(hours, day) else free + 1
        if free > PATIENCE:
            return
        if not free:
            yield day


def _ahead(hours: Hours, start: datetime) -> Iterator[_Stretch]:
    """All work from a moment on, in its order."""
    free = 0
    for day in _days(hours, start):
        free = 0 if day else free + 1
        if free > PATIENCE:
            return
        for stretch in day:
            if stretch.end > start:
                yield _Stretch(max(stretch.start, start), stretch.end, stretch.day)


def _days(hours: Hours, start: datetime) -> Iterator[tuple[_Stretch, ...]]:
    """The work of one day of UTC after the other: they follow each other even where a clock is set back at midnight."""
    work_on, free, day = _calendar(hours.zone, hours.stints), hours.holidays, _utc_day(start)
    while True:
        yield tuple([stretch for stretch in work_on(day) if stretch.day not in free])
        day += _DAY


def _utc_day(at: datetime) -> date:
    return (at if at.tzinfo is UTC else at.astimezone(UTC)).date()


@lru_cache(_WEEKS)
def _calendar(zone: str, stints: tuple[Stint, ...]) -> Callable[[date], tuple[_Stretch, ...]]:
    """Gives the work of a day of UTC, holidays or not, and remembers it."""
    return lru_cache(_KEPT)(partial(_on, ZoneInfo(zone), merged(stints)))


def merged(stints: tuple[Stint, ...]) -> tuple[Stint, ...]:
    """Without stints that overlap or touch, in the order of the week, so that no minute counts twice."""
    merged: list[Stint] = []
    for stint in sorted(stints, key=lambda each: (each.day, each.start)):
        last = merged[-1] if merged else None
        if last is not None and last.day == stint.day and stint.start <= last.end:
            merged[-1] = Stint(last.day, last.start, max(last.end, stint.end))
        else:
            merged.append(stint)
    return tuple(merged)


def _on(zone: ZoneInfo, stints: tuple[Stint, ...], day: date) -> tuple[_Stretch, ...]:
    begin = datetime.combine(day, time(), UTC)
    found = [
        stretch for start, end in _evenly(zone, begin, begin + _DAY) for stretch in _between(zone, stints, start, end)
    ]
    return tuple(sorted(found, key=lambda stretch: stretch.start))


def _evenly(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The parts of a day through each of which the clock on the wall runs evenly."""
    if _offset(zone, start) == _offset(zone, end - timedelta.resolution):
        yield start, end
        return
    before, behind = start, end  # the clock is set between these two
    while behind - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(behind - before) // timedelta(seconds=2))
        before, behind = (middle, behind) if _offset(zone, middle) == _offset(zone, start) else (before, middle)
    yield from ((start, behind), (behind, end))


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _between(zone: ZoneInfo, stints: tuple[Stint, ...], start: datetime, end: datetime) -> Iterator[_Stretch]:
    """The work between two moments with an even clock between them."""
    offset = _offset(zone, start)
    first, last = ((at + offset).date() for at in (start, end))
    for number in range((last - first).days + 1):
        day = first + _DAY * number
        midnight = datetime.combine(day, time(), UTC) - offset
        for stint in stints:
            opens, closes = (midnight + timedelta(minutes=minute) for minute in (stint.start, stint.end))
            if stint.day == day.weekday() and max(opens, start) < min(closes, end):
                yield _Stretch(max(opens, start), min(closes, end), day)
