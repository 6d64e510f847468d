"""The time that a report is about: from one moment to another, in the days and weeks of one zone. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from ..tickets.clock import ALWAYS, Hours

DAY = timedelta(days=1)
WEEK = 7
MONDAY, SATURDAY = 0, 5


@dataclass(frozen=True, slots=True)
class Span:
    """Some days in a row, both ends included."""

    first: date
    last: date


@dataclass(frozen=True)
class Period:
    """`since` is part of it, `until` is not. `begins` is the weekday (0 is Monday) on which its weeks begin."""

    since: datetime
    until: datetime
    zone: str = "UTC"
    begins: int = MONDAY

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def span(self) -> Span:
        """All days of which it has a part."""
        return Span(self.day_of(self.since), self.day_of(max(self.since, self.until - timedelta.resolution)))

    def has(self, at: datetime) -> bool:
        return self.since <= at < self.until

    def day_of(self, at: datetime) -> date:
        return at.astimezone(self._zone).date()

    def week_of(self, at: datetime) -> date:
        """The day on which its week begins."""
        return self._week(self.day_of(at))

    def days(self) -> Iterator[date]:
        span = self.span
        for number in range((span.last - span.first).days + 1):
            yield span.first + DAY * number

    def weeks(self) -> Iterator[date]:
        """The first day of each, of the first one, too, where only its end belongs to the period."""
        at, last = self._week(self.span.first), self.span.last
        while at <= last:
            yield at
            at += DAY * WEEK

    def part_of_week(self, begin: date) -> Span:
        """The days of a week that belong to the period."""
        return Span(max(begin, self.span.first), min(begin + DAY * (WEEK - 1), self.span.last))

    def before(self) -> "Period":
        """The period of the same length that ends where this one begins."""
        return Period(self.since - (self.until - self.since), self.since, self.zone, self.begins)

    def _week(self, day: date) -> date:
        return day - DAY * ((day.weekday() - self.begins) % WEEK)


def midnight(day: date, zone: str) -> datetime:
    """The first moment of a day on the clocks of a zone."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def first_day_of_week(hours: Hours, language: str) -> int:
    """The first day of work after the longest break; where every day is like another, Saturday for Persian readers
    and Monday for others.
    """
    days = sorted({stint.day for stint in hours.stints})
    if len(days) in (0, WEEK):
        return SATURDAY if language == "fa" else MONDAY
    return max(days, key=lambda day: ((day - days[days.index(day) - 1] - 1) % WEEK, -day))


@dataclass(frozen=True, slots=True)
class Frame:
    """What a report measures by: its period, and the working hours of each department."""

    period: Period
    hours: tuple[tuple[str, Hours], ...] = ()

    def hours_of(self, department: str) -> Hours:
        """A department that is no longer configured has those of the first one, as everywhere."""
        first = self.hours[0][1] if self.hours else ALWAYS
        return next((hours for name, hours in self.hours if name == department), first)


def whole_days(first: date, last: date, zone: str, begins: int, now: datetime) -> Period:
    """From the first day to the last, as far as that has gone."""
    return Period(midnight(first, zone), min(midnight(last + DAY, zone), now), zone, begins)
