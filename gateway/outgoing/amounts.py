"""What templates can do with the figures of a report: counts, shares, times and days in the reader's language."""

from collections.abc import Callable
from datetime import date
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context

from ..mail.persian import jalali_date, jalali_day, jalali_weekday, persian_digits
from ..reports.figures import hours_and_minutes
from ..reports.figures import percent as percent_of


@pass_context
def number(context: Context, value: int) -> str:
    """Thousands are set apart."""
    return _figures(context, f"{value:,}")


@pass_context
def decimal(context: Context, value: float) -> str:
    return _figures(context, f"{value:.1f}")


@pass_context
def percent(context: Context, share: float) -> str:
    return _figures(context, f"{percent_of(share)}%")


@pass_context
def span(context: Context, seconds: int) -> str:
    """ "25 min", "3 h 20 min", "52 h"; the units come from the language's words."""
    hours, minutes = hours_and_minutes(seconds)
    words = context["w"].SPANS
    if not hours:
        return _figures(context, words["minutes"] % minutes)
    return _figures(context, words["both"] % (hours, minutes) if minutes else words["hours"] % hours)


@pass_context
def tick(context: Context, seconds: int) -> str:
    """The same where there is little room: "25 min", "1 h", "1:30 h"."""
    (hours, minutes), words = divmod(round(seconds / 60), 60), context["w"].SPANS
    if not hours:
        return _figures(context, words["minutes"] % minutes)
    return _figures(context, words["hours"] % (f"{hours}:{minutes:02}" if minutes else hours))


@pass_context
def day(context: Context, at: date) -> str:
    """Without its year, for the axis of a chart."""
    return jalali_day(at) if _persian(context) else f"{at.day} {at:%b}"


@pass_context
def date_(context: Context, at: date) -> str:
    return jalali_date(at) if _persian(context) else f"{at.day} {at:%B} {at.year}"


@pass_context
def weekday(context: Context, at: date) -> str:
    return jalali_weekday(at) if _persian(context) else f"{at:%A}"


_PERSIAN_SIGNS = str.maketrans({",": "٬", ".": "٫", "%": "٪"})


def _figures(context: Context, text: str) -> str:
    return persian_digits(text.translate(_PERSIAN_SIGNS)) if _persian(context) else text


def _persian(context: Context) -> bool:
    return bool(context["language"] == "fa")


AMOUNTS: dict[str, Callable[..., Any]] = {
    "date": date_,
    "day": day,
    "decimal": decimal,
    "number": number,
    "percent": percent,
    "span": span,
    "tick": tick,
    "weekday": weekday,
}
