"""Which days are free, as something that a day may be in: of a country, and of the house itself."""

from datetime import date

from .config import Holidays
from .config.countries import holidays_of
from .config.hours import read_date, read_yearly
from .mail.persian import jalali_month_day


class FreeDays:
    """The days of one configuration; equal where the configuration is. A worked day is no holiday, whoever says so."""

    def __init__(self, table: Holidays) -> None:
        self._table = table
        self._worked = frozenset(map(read_date, table.worked))
        self._jalali, self._gregorian = (_yearly(days) for days in (table.jalali, table.gregorian))
        self._dated = frozenset(_dated(table.jalali) | _dated(table.gregorian))

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, date) or day in self._worked:
            return False
        if day in self._dated or (day.month, day.day) in self._gregorian:
            return True
        if self._jalali and jalali_month_day(day) in self._jalali:
            return True
        return bool(self._table.country) and day in holidays_of(self._table.country, day.year)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FreeDays) and other._table == self._table

    def __hash__(self) -> int:
        return hash(self._table)


def _yearly(days: tuple[str, ...]) -> frozenset[tuple[int, int]]:
    return frozenset(read_yearly(day) for day in days if len(day) == len("01-01"))


def _dated(days: tuple[str, ...]) -> set[date]:
    return {read_date(day) for day in days if len(day) > len("01-01")}
