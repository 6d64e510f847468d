"""The tables about time: when a department works, which days are free, when reports are mailed. A leaf.

What is written as text here ("sat-wed 08:00-16:30", "1405-01-13") is read here too, into plain values.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from zoneinfo import available_timezones

from persiantools.jdatetime import JalaliDate
from pydantic import Field, field_validator

from .countries import known
from .model import Table

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
JALALI_UNTIL = 1700  # a year before this one is a Jalali year

_SHIFT = re.compile(r"([a-z]{3})(?:-([a-z]{3}))? ([0-2][0-9]):([0-5][0-9])-([0-2][0-9]):([0-5][0-9])")
_CLOCK = re.compile(r"(?:([a-z]{3}) )?([0-2][0-9]):([0-5][0-9])")
_YEARLY = re.compile(r"([01][0-9])-([0-3][0-9])")
_DATED = re.compile(r"([0-9]{4})-([01][0-9])-([0-3][0-9])")
_EXAMPLE = 'such as "sat-wed 08:00-16:30" or "thu 08:00-12:00"'


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())  # which reads a thousand files


def known_zone(value: str) -> str:
    """Raises ValueError where there is no such zone."""
    if value not in _zones():
        raise ValueError("is not the name of a time zone, such as Asia/Tehran")
    return value


@dataclass(frozen=True, slots=True)
class Shift:
    """Some weekdays (0 is Monday) on which work is done from one minute of the day to another."""

    days: tuple[int, ...]
    start: int
    end: int


def read_shift(text: str) -> Shift:
    """`sat-wed 08:00-16:30`. The end may be 24:00. Raises ValueError with a sentence."""
    found = _SHIFT.fullmatch(text.strip().lower())
    if found is None or found[1] not in DAYS or (found[2] or found[1]) not in DAYS:
        raise ValueError(f"should be days and hours, {_EXAMPLE}")
    start, end = int(found[3]) * 60 + int(found[4]), int(found[5]) * 60 + int(found[6])
    if not start < end <= 24 * 60:
        raise ValueError(f"should end later on the same day than it begins, {_EXAMPLE}; split it at 24:00")
    first, last = DAYS.index(found[1]), DAYS.index(found[2] or found[1])
    return Shift(tuple((first + n) % 7 for n in range((last - first) % 7 + 1)), start, end)


@dataclass(frozen=True, slots=True)
class Clock:
    """A minute of the day, and perhaps a weekday (0 is Monday)."""

    minute: int
    day: int | None = None


def read_clock(text: str, weekly: bool) -> Clock:
    """`08:00`, or `sat 08:00` where `weekly`. Raises ValueError with a sentence."""
    found = _CLOCK.fullmatch(text.strip().lower())
    if found is None or bool(found[1]) is not weekly or (found[1] or "mon") not in DAYS or int(found[2]) > 23:
        example = 'a day and a time, such as "sat 08:00"' if weekly else 'a time, such as "08:00"'
        raise ValueError(f"should be {example}")
    return Clock(int(found[2]) * 60 + int(found[3]), DAYS.index(found[1]) if weekly else None)


def read_date(text: str) -> date:
    """A day as a Gregorian date; years before 1700 are Jalali ones. Raises ValueError."""
    found = _DATED.fullmatch(text)
    if found is None:
        raise ValueError("is not a date")
    year, month, day = int(found[1]), int(found[2]), int(found[3])
    if year >= JALALI_UNTIL:
        return date(year, month, day)
    return JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]


def read_yearly(text: str) -> tuple[int, int]:
    """Month and day of a holiday that comes every year. Raises ValueError."""
    found = _YEARLY.fullmatch(text)
    if found is None or not (1 <= int(found[1]) <= 12 and 1 <= int(found[2]) <= 31):
        raise ValueError("is not a month and day")
    return int(found[1]), int(found[2])


class Holidays(Table):
    """Days on which no department works. Dates without a year come every year, in their own calendar."""

    country: str = ""
    jalali: tuple[str, ...] = Field(default=(), strict=False)
    gregorian: tuple[str, ...] = Field(default=(), strict=False)
    worked: tuple[str, ...] = Field(default=(), strict=False)

    @field_validator("country")
    @classmethod
    def _known_country(cls, value: str) -> str:
        if value and not re.fullmatch(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?", value):
            raise ValueError('should be two capital letters, such as "IR", with a part of the country as in "DE-BY"')
        if value and not known(value):
            raise ValueError("names a country whose holidays are not known; list them under jalali and gregorian")
        return value

    @field_validator("jalali", "gregorian")
    @classmethod
    def _days(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for each in value:
            try:
                read_date(each) if _DATED.fullmatch(each) else read_yearly(each)
            except ValueError:
                raise ValueError('should hold days such as "01-13" for every year or "1405-03-14" for one') from None
        return value

    @field_validator("worked")
    @classmethod
    def _dated(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for each in value:
            try:
                read_date(each)
            except ValueError:
                raise ValueError('should hold days with their year, such as "1405-01-05" or "2026-12-24"') from None
        return value

    @cached_property
    def none(self) -> bool:
        return not (self.country or self.jalali or self.gregorian)


class Mornings(Table):
    """When reports are mailed, in the time of the department; "" for never."""

    digest: str = "08:00"
    weekly: str = "sat 08:00"

    @field_validator("digest")
    @classmethod
    def _time(cls, value: str) -> str:
        if value:
            read_clock(value, weekly=False)
        return value

    @field_validator("weekly")
    @classmethod
    def _day_and_time(cls, value: str) -> str:
        if value:
            read_clock(value, weekly=True)
        return value


class Repeats(Table):
    """The same request sent again."""

    within_days: float = Field(default=7, ge=0, le=365, strict=False)
    escalate: int = Field(default=3, ge=2, le=1000)
