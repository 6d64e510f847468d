"""The days on which no department works: a country's, the house's own, and days that are worked all the same. All
agents see which days will be free; admins change it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from ..calendars import FreeDays
from ..config.hours import Holidays
from ..config.roster import Roster, entry
from ..mail.persian import latin_digits
from ..roster import as_configured, with_holidays
from ..store.revisions import Revision
from .amending import Change, Place, Told, Wrong, amend, current, line, lines, shown, unfit
from .page import Access, Answer, Desk, Moved, Page, Visit

AHEAD = 366  # days that are looked at
LISTS = ("jalali", "gregorian", "worked")
_PLAIN = str.maketrans({"–": "-", "—": "-", "/": "-"})


@dataclass(frozen=True, slots=True)
class Preview:
    """The free days of the next twelve months by what stands in the form; `sound` is False where it has mistakes."""

    days: tuple[date, ...]
    sound: bool


def show(desk: Desk, visit: Visit) -> Answer:
    return _page(desk, visit, *current(desk))


def change(desk: Desk, visit: Visit) -> Answer:
    made = _holidays_in(visit.form)
    return _saved(desk, visit, made if isinstance(made, tuple) else _putting(desk, made))


def configured(desk: Desk, visit: Visit) -> Answer:
    return _saved(desk, visit, lambda roster: as_configured(roster, "holidays"))


def _putting(desk: Desk, holidays: Holidays) -> Change:
    """What is as the configuration has it needs no word in the roster."""
    if holidays == desk.config.holidays:
        return lambda roster: as_configured(roster, "holidays")
    return lambda roster: with_holidays(roster, holidays)


def _saved(desk: Desk, visit: Visit, wish: Change | tuple[Wrong, ...]) -> Answer:
    told = amend(desk, visit, wish, Place())
    return Moved("/holidays?done=saved") if isinstance(told, Revision) else _page(desk, visit, told, current(desk)[1])


def _page(desk: Desk, visit: Visit, told: Told, roster: Roster) -> Answer:
    now = roster.holidays if roster.holidays is not None else desk.config.holidays
    draft = visit.form if "country" in visit.form else _draft_of(now)
    typed = _holidays_in(draft)
    sound = isinstance(typed, Holidays)
    days = _ahead(typed if isinstance(typed, Holidays) else now, _today(visit))
    values = {
        "draft": draft,
        "changed": roster.holidays is not None,
        "lists": LISTS,
        "preview": Preview(days, sound),
        "in_force": now,
    }
    return shown("holidays.html", told, values)


def _today(visit: Visit) -> date:
    return visit.now.astimezone(ZoneInfo(visit.policy.zone)).date()


def _ahead(holidays: Holidays, first: date) -> tuple[date, ...]:
    free = FreeDays(holidays)
    return tuple(day for number in range(AHEAD) if (day := first + timedelta(days=number)) in free)


# --- the form ---------------------------------------------------------------------------------------------------------


def _draft_of(holidays: Holidays) -> dict[str, str]:
    return {"country": holidays.country} | {name: "\n".join(getattr(holidays, name)) for name in LISTS}


def _holidays_in(form: Mapping[str, str]) -> Holidays | tuple[Wrong, ...]:
    given = {"country": line(form, "country").upper()} | {name: _days(form, name) for name in LISTS}
    made = entry(Holidays, given)
    if isinstance(made, Holidays):
        return made
    return tuple(Wrong(key, key, words=_unfit(key, form)) for key in sorted(made))


def _unfit(key: str, form: Mapping[str, str]) -> tuple[str, ...]:
    return unfit(Holidays, {}, key, _days(form, key)) if key in LISTS else ()


def _days(form: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(latin_digits(each).translate(_PLAIN) for each in lines(form, name))


PAGES = (
    Page("holidays", "/holidays", Access.AGENT, show),
    Page("holidays-change", "/holidays", Access.ADMIN, post=change),
    Page("holidays-configured", "/holidays/configured", Access.ADMIN, post=configured),
)
