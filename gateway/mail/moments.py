"""Moments as people write them in an order: `tomorrow 14:30`, `25 Nov`, `3 days`, `پس‌فردا`, `۵ آذر ساعت ۹ صبح`. Pure.

A text is read from left to right, word by word, and every word must be understood: what says something that we cannot
read, or can be read in two ways (5/6/2026), is no moment at all. Years of thirteen to fifteen hundred are Jalali.
"""

import re
from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from persiantools.jdatetime import JalaliDate

from .moments_words import (
    AFTERNOON,
    AT,
    COUNTS,
    DAYS,
    FILLERS,
    FOLLOWING,
    FORENOON,
    GREGORIAN,
    JALALI,
    NEXT,
    NIGHT,
    ORDINALS,
    UNITS,
    WEEKDAYS,
)
from .persian import fold

LIMIT = 100  # characters; a longer text is no moment
MOST = 1000  # hours, days, weeks at a time

_WORD = re.compile(r"[0-9]+(?:[-/:.][0-9]+)*|[^\W\d_]+")
_BETWEEN = re.compile(r"[\s,،.؛()«»\"']*")
_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?")


@dataclass(frozen=True, slots=True)
class _Sofar:
    """What the words have said up to here, on the clock of the zone."""

    now: datetime
    day: date | None = None
    weekday: int | None = None  # the next one, or that of the day
    clock: time | None = None
    later: timedelta | None = None


_HALVES = FORENOON | AFTERNOON | {NIGHT}
_Words = tuple[str, ...]
_Step = tuple[_Sofar, int]  # with how many words it took


def read_moment(text: str, now: datetime, zone: tzinfo, hour: int = 9) -> datetime | None:
    """The moment in UTC, also where it has passed; None where we are not sure. Days without a time begin at `hour`."""
    words = _words(text)
    if words is None:
        return None
    sofar = _Sofar(now.astimezone(zone).replace(tzinfo=None))
    while words:
        step = next((found for reader in _READERS if (found := reader(words, sofar)) is not None), None)
        if step is None:
            return None
        sofar, words = step[0], words[step[1] :]
    local = _settled(sofar, hour)
    if isinstance(local, timedelta):
        return (now + local).astimezone(UTC)
    return local.replace(tzinfo=zone).astimezone(UTC) if local else None


def _words(text: str) -> _Words | None:
    """The words and numbers of the text; None where something else stands between them."""
    folded = fold(text.strip())
    if len(folded) > LIMIT or _BETWEEN.sub("", _WORD.sub("", folded)):
        return None
    return tuple(_WORD.findall(folded))


def _settled(sofar: _Sofar, hour: int) -> datetime | timedelta | None:
    """On the clock of the zone, or in so many hours; None for what contradicts itself."""
    today, day = sofar.now.date(), sofar.day
    if sofar.weekday is not None:
        day = day or today + timedelta(days=(sofar.weekday - today.weekday() - 1) % 7 + 1)
        if day.weekday() != sofar.weekday:
            return None
    if sofar.later is not None:
        by_hours = bool(sofar.later % timedelta(days=1))
        if day is not None or (by_hours and sofar.clock is not None):
            return None
        if by_hours:
            return sofar.later
        day = today + sofar.later
    if day is not None:
        return datetime.combine(day, sofar.clock or time(hour))
    if sofar.clock is None:
        return None
    at = datetime.combine(today, sofar.clock)
    return at if at > sofar.now else at + timedelta(days=1)


# --- readers: each understands the first words, or is not meant -------------------------------------------------------


def _on(sofar: _Sofar, day: date | None, count: int) -> _Step | None:
    return (replace(sofar, day=day), count) if day is not None and sofar.day is None else None


def _date(words: _Words, sofar: _Sofar) -> _Step | None:
    """2026-11-25, ۱۴۰۵/۰۹/۰۵, 25.11.2026; a year at the end must leave no doubt what is the day."""
    if (match := _ISO.fullmatch(words[0])) is not None:
        year, month, day = map(int, match.groups())
        return _on(sofar, _dated(year, month, day), 1)
    if (match := _YEAR_LAST.fullmatch(words[0])) is None:
        return None
    one, other, year = map(int, match.groups())
    if _is_jalali(year) or one > 12 or one == other:
        return _on(sofar, _dated(year, other, one), 1)
    return _on(sofar, _dated(year, one, other), 1) if other > 12 else None


def _named_date(words: _Words, sofar: _Sofar) -> _Step | None:
    """25 Nov, 25th of November 2026, Nov 25, ۵ آذر, ۵ آذر ماه ۱۴۰۵; without a year the next such day."""
    if words[0] in GREGORIAN.keys() | JALALI.keys() and len(words) > 1 and words[1].isdecimal():
        name, day, count = words[0], words[1], 2
    else:
        count = _past(words, 1, ORDINALS | {"of"})
        name, day, count = "".join(words[count : count + 1]), words[0], count + 1
    month = GREGORIAN.get(name) or JALALI.get(name)
    if month is None or not day.isdecimal() or len(day) > 2:
        return None
    count = _past(words, count, ORDINALS | {"ماه", "سال"})
    said = words[count] if words[count : count + 1] and re.fullmatch("[0-9]{4}", words[count]) else ""
    if said:
        year = int(said)
        right = _is_jalali(year) == (name in JALALI)
        return _on(sofar, _dated(year, month, int(day)) if right else None, count + 1)
    return _on(sofar, _coming(sofar.now.date(), name in JALALI, month, int(day)), count)


def _past(words: _Words, count: int, skipped: Container[str]) -> int:
    while count < len(words) and words[count] in skipped:
        count += 1
    return count


def _weekday(words: _Words, sofar: _Sofar) -> _Step | None:
    """The next day called so, never today. `سه شنبه` and `۳ شنبه` are one word to people."""
    number, count = WEEKDAYS.get(words[0]), 1
    after_saturday = COUNTS.get(words[0]) or (int(words[0]) if words[0].isdecimal() else 0)
    if words[1:2] == ("شنبه",) and 1 <= after_saturday <= 5:
        number, count = (WEEKDAYS["شنبه"] + after_saturday) % 7, 2
    return (replace(sofar, weekday=number), count) if number is not None and sofar.weekday is None else None


def _day(words: _Words, sofar: _Sofar) -> _Step | None:
    """today, tomorrow, day after tomorrow; also `پس فردا` in two words."""
    today = sofar.now.date()
    if words[:2] == ("پس", "فردا"):
        return _on(sofar, today + timedelta(days=2), 2)
    if words[:3] == ("day", "after", "tomorrow"):
        return _on(sofar, today + timedelta(days=2), 3)
    if words[0] == "tonight":
        return (replace(sofar, day=today, clock=time(20)), 1) if sofar.day is None and sofar.clock is None else None
    return _on(sofar, today + timedelta(days=DAYS[words[0]]), 1) if words[0] in DAYS else None


def _later(words: _Words, sofar: _Sofar) -> _Step | None:
    """3 days, two weeks, 2h, یک هفته; `next week` and `هفتهٔ بعد` are one."""
    unit, count = "".join(words[1:2]), 2
    if words[0] in NEXT and UNITS.get(unit, timedelta(0)) >= timedelta(days=1):
        amount = 1
    elif words[0] in UNITS and words[1:2] and words[1] in FOLLOWING:
        unit, amount = words[0], 1
    else:
        amount = COUNTS.get(words[0]) or (int(words[0]) if words[0].isdecimal() and len(words[0]) <= 4 else 0)
    if unit not in UNITS or not 0 < amount <= MOST:
        return None
    return replace(sofar, later=(sofar.later or timedelta(0)) + amount * UNITS[unit]), count


def _clock(words: _Words, sofar: _Sofar) -> _Step | None:
    """14:30, 9:30 pm, 9 am, at 9, ساعت ۹ صبح; noon and midnight."""
    at = 1 if words[0] in AT and len(words) > 1 else 0
    half = words[at + 1] if len(words) > at + 1 and words[at + 1] in _HALVES else ""
    match = _CLOCK.fullmatch(words[at])
    if match is not None:
        hour, minute = int(match[1]), int(match[2])
    elif words[at].isdecimal() and len(words[at]) <= 2 and (at or half):
        hour, minute = int(words[at]), 0
    elif words[0] in ("noon", "midday", fold("ظهر")):
        return (replace(sofar, clock=time(12)), 1) if sofar.clock is None else None
    else:
        return None
    count = at + 1 + bool(half)
    hour = _hour(hour, half)
    if sofar.clock is not None or not (0 <= hour < 24 and minute < 60):
        return None
    return replace(sofar, clock=time(hour, minute)), count


def _hour(hour: int, half: str) -> int:
    """12 am is midnight, 12 pm is noon, 14 pm is 14; at night it is after six, for one at night is tomorrow already."""
    if half in FORENOON:
        return hour % 12 if hour <= 12 else -1
    if half == NIGHT and hour % 12 < 6:
        return -1
    return hour + 12 if half and hour < 12 else hour


def _filler(words: _Words, sofar: _Sofar) -> _Step | None:
    return (sofar, 1) if words[0] in FILLERS else None


_READERS: tuple[Callable[[_Words, _Sofar], _Step | None], ...] = (
    _date,
    _named_date,
    _weekday,
    _day,
    _clock,
    _later,
    _filler,
)


# --- calendars --------------------------------------------------------------------------------------------------------


def _is_jalali(year: int) -> bool:
    return 1300 <= year < 1600


def _dated(year: int, month: int, day: int) -> date | None:
    try:
        if _is_jalali(year):
            return JalaliDate(year, month, day).to_gregorian()  # type: ignore[no-untyped-call]
        return date(year, month, day) if 1900 <= year < 2200 else None
    except ValueError:
        return None


def _coming(today: date, jalali: bool, month: int, day: int) -> date | None:
    """The next day of that name, today among them; the leap day is looked for as far as the next leap year."""
    this = JalaliDate(today).year if jalali else today.year  # type: ignore[no-untyped-call]
    found = (_dated(year, month, day) for year in range(this, this + 9))
    return next((each for each in found if each is not None and each >= today), None)
