"""Times as a list has room for them: how long ago, and the moment itself for who points at it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from ..mail.persian import jalali, jalali_date, jalali_day, jalali_latin, persian_digits

MINUTE, HOUR, DAY = 60, 3600, 86_400


@pass_context
def when(context: Context, at: datetime | None) -> Markup:
    """`<time>` with how long ago, or until then, and the whole moment in its title."""
    if at is None:
        return Markup("")
    words = _apart(context, at - context["now"])
    title = _whole(at, context["zone"], context["language"])
    return Markup('<time datetime="%s" title="%s">%s</time>') % (at.isoformat(timespec="seconds"), title, words)


@pass_context
def moment(context: Context, at: datetime | None) -> Markup:
    """`<time>` with the whole moment."""
    if at is None:
        return Markup("")
    words = _whole(at, context["zone"], context["language"])
    return Markup('<time datetime="%s">%s</time>') % (at.isoformat(timespec="seconds"), words)


@pass_context
def day(context: Context, at: date) -> str:
    """A day, of this year without its year."""
    this_year = context["now"].astimezone(ZoneInfo(context["zone"])).year == at.year
    if context["language"] == "fa":
        return jalali_day(at) if this_year else jalali_date(at)
    return f"{at.day} {at:%b}" if this_year else f"{at.day} {at:%b %Y}"


@pass_context
def jalali_whole(context: Context, at: date) -> str:
    """A day of the Jalali calendar, with its year, in the reader's letters."""
    return jalali_date(at) if context["language"] == "fa" else jalali_latin(at)


@pass_context
def span(context: Context, length: timedelta) -> str:
    """`3 h`, in the reader's words and digits."""
    return _length(context, abs(length.total_seconds()))


def _apart(context: Context, apart: timedelta) -> str:
    seconds = apart.total_seconds()
    if abs(seconds) < MINUTE:
        return str(context["say"].NOW)
    words = context["say"].IN if seconds > 0 else context["say"].AGO
    return str(words) % _length(context, abs(seconds))


def _length(context: Context, seconds: float) -> str:
    for name, unit in (("DAYS", DAY), ("HOURS", HOUR)):
        if seconds >= 2 * unit:
            return str(getattr(context["say"], name)) % _number(context, round(seconds / unit))
    return str(context["say"].MINUTES) % _number(context, max(1, round(seconds / MINUTE)))


def _number(context: Context, number: int) -> str:
    return persian_digits(str(number)) if context["language"] == "fa" else str(number)


def _whole(at: datetime, zone: str, language: str) -> str:
    if language == "fa":
        return jalali(at, ZoneInfo(zone))
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%A} {local.day} {local:%B %Y}, {local:%H:%M}"


def auto(text: str) -> Markup:
    """Somebody's words on a line of ours: their direction is their own, and ours is left as it is."""
    return Markup('<bdi dir="auto">%s</bdi>') % escape(text)


FILTERS: dict[str, Callable[..., Any]] = {
    "when": when,
    "moment": moment,
    "day": day,
    "jalali": jalali_whole,
    "span": span,
    "auto": auto,
}
