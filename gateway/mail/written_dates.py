"""Dates as mail programs write them for people: `Sat, Nov 21, 2026 at 10:00 AM`, `۳۰ آبان ۱۴۰۵ ۱۰:۰۰`.

What can be read in two ways is not read: 5/6/2026 may be May or June.
"""

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from persiantools.jdatetime import JalaliDateTime

from .persian import fold
from .wordlist import words

LIMIT = 200
_JALALI = 100  # added to the numbers of Persian months
_MONTH_NAMES = (
    "jan | ene | gen | sty | oca | янв | ژانویه | ینایر",
    "feb | fév | fev | lut | şub | фев | فوریه | فبرایر",
    "mar | maart | mär | mrt | мар | مارس",
    "apr | abr | avr | kwi | nis | апр | آوریل | أبریل | ابریل",
    "may | mai | mei | mag | maj | май | мая | مه | می | مایو",
    "jun | juin | giu | cze | haz | июн | ژوئن | یونیو",
    "jul | juil | lug | lip | tem | июл | ژوئیه | جولای | یولیو",
    "aug | ago | aoû | sie | ağu | авг | اوت | آگوست | أغسطس",
    "sep | set | wrz | eyl | сен | سپتامبر | سبتمبر",
    "oct | okt | out | ott | paź | eki | окт | اکتبر | أکتوبر",
    "nov | lis | kas | ноя | нов | نوامبر | نوفمبر",
    "dec | dez | dic | déc | gru | ara | дек | دسامبر | دیسمبر",
)
_PERSIAN_MONTHS = words("فروردین | اردیبهشت | خرداد | تیر | مرداد | شهریور | مهر | آبان | آذر | دی | بهمن | اسفند")
_STEMS = {fold(stem): number for number, stems in enumerate(_MONTH_NAMES, 1) for stem in words(stems)}
_STEMS |= {fold(name): number + _JALALI for number, name in enumerate(_PERSIAN_MONTHS, 1)}
_LONGEST = max(map(len, _STEMS))
_LATIN_STEM = 3  # letters that tell a month in the alphabets in which its name is bent or cut

_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})([-/.])\s?(\d{1,2})[-/.]\s?(\d{4}|\d{2})(?![\d:])")
_TIME = re.compile(
    r"(上午|下午|午前|午後)?\s?(?<![\d:])(\d{1,2})\s?[:.h時时點点]\s?(\d{2})(?:\s?[:.分]\s?(\d{2}))?"
    r"\s{0,2}((?:a\.?m|p\.?m|ق\.ظ|ب\.ظ|قبل ?از ?ظهر|بعد ?از ?ظهر|صبح|عصر|ص|م)(?!\w))?"
)
_ZONE = re.compile(r"([+\u2212-])(\d{1,2}):?(\d{2})?(?!\d)")
_TOKEN = re.compile(r"\d{1,9}|[^\W\d_]{1,40}")
_LATE = frozenset(("下午", "午後", "pm", "p.m", "ب.ظ", "بعد از ظهر", "بعدازظهر", "عصر", "م"))
_EARLY = frozenset(("上午", "午前", "am", "a.m", "ق.ظ", "قبل از ظهر", "قبلازظهر", "صبح", "ص"))

Day = tuple[int, int, int]  # year, month (Persian months count from 101), day


def moment(text: str, zone: tzinfo) -> datetime | None:
    """The moment that a line such as "Sent: ..." names; `zone` counts where it names none. None for any doubt."""
    shown = fold(text[:LIMIT])
    with suppress(ValueError, OverflowError):
        day, rest = _numbered(shown)
        clock = _TIME.search(rest)
        if clock is None:
            return None
        day = day or _named(rest[: clock.start()] + " " + rest[clock.end() :])
        if day is None:
            return None
        return _moment(day, _clock(clock), _zone(rest[clock.end() :], zone))
    return None


def _numbered(text: str) -> tuple[Day | None, str]:
    """A date in numbers, and the text without it."""
    if found := _YEAR_FIRST.search(text):
        year, month, day = (int(digits) for digits in found.groups())
        return (year, month + (_JALALI if year < 1500 else 0), day), _without(text, found)
    if found := _YEAR_LAST.search(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        year += 2000 if year < 100 else 0
        if found[2] == "." or first > 12 or first == second:
            return (year, second, first), _without(text, found)
        if second > 12:
            return (year, first, second), _without(text, found)
        raise ValueError("day and month cannot be told apart")
    return None, text


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


def _named(text: str) -> Day | None:
    """`16 de nov. de 2026`, `Nov 16th, 2026`: a number before the month is the day, else the one behind it."""
    tokens: list[str] = _TOKEN.findall(text)
    years = [int(token) for token in tokens if len(token) == 4 and token.isdigit()]
    months = [(at, number) for at, token in enumerate(tokens) if (number := _month(token))]
    if not years:
        return None
    for at, number in months:
        before = tokens[at - 2 : at] if at > 1 else tokens[:at]
        if day := next((int(token) for token in reversed(before) if _is_day(token)), 0):
            return years[0], number, day
    for at, number in months:
        if at + 1 < len(tokens) and _is_day(tokens[at + 1]):
            return years[0], number, int(tokens[at + 1])
    return None


def _is_day(token: str) -> bool:
    return token.isdigit() and len(token) < 3


def _month(token: str) -> int:
    if token[:1].isdigit():
        return 0
    exact = _STEMS.get(token, 0)
    if exact or "\u0600" <= token[0] <= "\u06ff":
        return exact
    sizes = range(min(_LONGEST, len(token)), _LATIN_STEM - 1, -1)
    return next((_STEMS[token[:size]] for size in sizes if token[:size] in _STEMS), 0)


def _clock(found: re.Match[str]) -> tuple[int, int, int]:
    hour, minute, second = (int(digits or 0) for digits in found.group(2, 3, 4))
    half = found[1] or found[5] or ""
    if half in _LATE and hour < 12:
        hour += 12
    elif half in _EARLY and hour == 12:
        hour = 0
    return hour, minute, min(second, 59)


def _zone(text: str, zone: tzinfo) -> tzinfo:
    if found := _ZONE.search(text):
        offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        if offset <= timedelta(hours=14):
            return timezone(-offset if found[1] != "+" else offset)
    return UTC if "gmt" in text or "utc" in text else zone


def _moment(day: Day, clock: tuple[int, int, int], zone: tzinfo) -> datetime:
    year, month, date = day
    if month <= _JALALI:
        return datetime(year, month, date, *clock, tzinfo=zone)
    persian = JalaliDateTime(year, month - _JALALI, date, *clock)  # type: ignore[no-untyped-call]
    plain: datetime = persian.to_gregorian()  # type: ignore[no-untyped-call]
    return plain.replace(tzinfo=zone)
