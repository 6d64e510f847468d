"""Values that conditions and actions have in common: names of the configuration, addresses, sizes, times. Pure."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time

from ..mail.persian import fold, gregorian
from ..policy import Choice, Policy
from ..tickets.ticket import Priority
from .masks import Masks, address, domain, mask
from .mistakes import meant
from .page import Spot, said, text, texts

JALALI_UNTIL = 1700  # a year before this one is a Jalali year
DAY = 24 * 60  # minutes

_SIZE = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s?(b|bytes?|kb|mb|gb|k|m|g)?")
_UNITS = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_DATE = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")


def named(spot: Spot, what: str, find: Callable[[str], str], known: Iterable[str]) -> str | None:
    """One thing of the configuration, by its name there."""
    written = text(spot)
    if written is None:
        return None
    found = find(written)
    if not found:
        spot.wrong(f"there is no {what} '{written}'" + meant(written, known))
    return found or None


def any_of(spot: Spot, one: Callable[[Spot], str | None]) -> frozenset[str] | None:
    """One or several of such things; None where one of them is wrong."""
    if not isinstance(spot.value, list):
        found = one(spot)
        return None if found is None else frozenset({found})
    several = [one(entry) for entry in texts(spot) or ()]
    return frozenset(each for each in several if each) if several and all(several) else None


def department(spot: Spot) -> str | None:
    departments = spot.page.policy.departments
    choices = tuple(Choice(each.name, each.labels) for each in departments)
    return _choice(spot, "department", choices)


def type_(spot: Spot) -> str | None:
    return _choice(spot, "type", spot.page.policy.types)


def product(spot: Spot) -> str | None:
    return _choice(spot, "product", spot.page.policy.products)


def _choice(spot: Spot, what: str, choices: tuple[Choice, ...]) -> str | None:
    """By name or label, the name first."""

    def find(written: str) -> str:
        exact = next((choice.name for choice in choices if choice.name == written), "")
        return exact or next((choice.name for choice in choices if choice.answers_to(written)), "")

    return named(spot, what, find, [choice.name for choice in choices])


def priority(spot: Spot) -> str | None:
    words = [each.value for each in Priority]
    return named(spot, "priority", lambda written: fold(written) if fold(written) in words else "", words)


def agent(policy: Policy, written: str) -> str:
    found = policy.agent_named(written)
    return found.name if found else ""


# --- addresses --------------------------------------------------------------------------------------------------------


def masks(spot: Spot) -> Masks | None:
    """Addresses, perhaps with `*` and `?`."""
    hint = 'is no address, such as "ali@customer.example" or "*@customer.example"'
    written = _each(spot, mask, lambda each: hint + ("; a domain is a sender_domain" if "@" not in each else ""))
    return None if written is None else Masks(*written)


def domains(spot: Spot) -> frozenset[str] | None:
    written = _each(spot, domain, lambda each: 'is no domain, such as "customer.example"')
    return None if written is None else frozenset(written)


def addresses(spot: Spot) -> tuple[str, ...] | None:
    return _each(spot, address, lambda each: 'is no address, such as "ali@customer.example"')


def _each(spot: Spot, read: Callable[[str], str], complaint: Callable[[str], str]) -> tuple[str, ...] | None:
    entries = texts(spot)
    if entries is None:
        return None
    odd = [entry for entry in entries if not read(said(entry))]
    for entry in odd:
        entry.wrong(f"'{said(entry)[:80]}' {complaint(said(entry))}")
    return None if odd else tuple(dict.fromkeys(read(said(entry)) for entry in entries))


# --- sizes and times --------------------------------------------------------------------------------------------------


def size(spot: Spot) -> int | None:
    """Bytes: a number of them, or `5 MB`."""
    written = str(spot.value) if isinstance(spot.value, int) and not isinstance(spot.value, bool) else spot.value
    found = _SIZE.fullmatch(fold(written).strip()) if isinstance(written, str) else None
    if found is None:
        spot.wrong('is no size, such as "5 MB" or "200 KB"')
        return None
    return round(float(found[1]) * _UNITS.get((found[2] or "b")[0], 1))


def moment(spot: Spot) -> int | date | None:
    """A minute of the day, or a day of the year; a year before 1700 is a Jalali one."""
    found = _moment(spot.value)
    if found is None:
        spot.wrong('is neither a time, such as "08:00", nor a day, such as "2026-03-21" or "1405-01-01"')
    return found


def _moment(value: object) -> int | date | None:
    if isinstance(value, time):
        return value.hour * 60 + value.minute
    if isinstance(value, date) and not isinstance(value, datetime):
        return _day(value.year, value.month, value.day)
    if not isinstance(value, str):
        return None
    clock, day = (pattern.fullmatch(fold(value).strip()) for pattern in (_CLOCK, _DATE))
    if clock is not None:
        minutes = int(clock[1]) * 60 + int(clock[2])
        return minutes if minutes <= DAY and int(clock[2]) < 60 else None
    return _day(int(day[1]), int(day[2]), int(day[3])) if day is not None else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year >= JALALI_UNTIL else gregorian(year, month, day)
    except ValueError:
        return None
