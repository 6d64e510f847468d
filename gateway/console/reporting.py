"""The report of a period: a form, and below it the page of `postroom report` in a frame, which can be printed alone."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from ..config.hours import read_date
from ..outgoing.page import Pages, view_of
from ..outgoing.render import templates_folder
from ..policy import Department
from ..reports import By, Period, first_day_of_week
from ..reports.periods import whole_days
from ..store import figures
from ..store.figures import Wanted
from .page import NOT_FOUND, Access, Answer, Desk, Framed, Page, Shown, Visit

DAYS = 30
LONGEST = 3660  # days that one report is about at most
KINDS = (By.DEPARTMENT, By.AGENT, By.TYPE, By.WEEK)


@dataclass(frozen=True, slots=True)
class Asked:
    department: Department | None
    first: date
    last: date


def show(desk: Desk, visit: Visit) -> Answer:
    asked = _asked(visit)
    chosen = {name: visit.query.get(name, "") for name in ("since", "until", "department")}
    link = urlencode({name: value for name, value in chosen.items() if value})
    values = {"asked": asked, "chosen": chosen, "link": link, "departments": visit.policy.departments}
    return Shown("report.html", values)


def page(desk: Desk, visit: Visit) -> Answer:
    asked = _asked(visit)
    if asked is None:
        return NOT_FOUND
    wanted = Wanted(_period(asked, visit), KINDS, asked.department.name if asked.department else "")
    with desk.database.read() as connection:
        made = figures.report(connection, wanted, visit.policy)
    return Framed(Pages(templates_folder()).render(view_of(made, visit.policy, asked.department, visit.language)))


def _asked(visit: Visit) -> Asked | None:
    """None where a day is none, the first comes after the last, or no department is called so."""
    name = visit.query.get("department", "")
    department = next((each for each in visit.policy.departments if each.name == name), None)
    zone = department.hours.zone if department else visit.policy.zone
    today = Period(visit.now, visit.now, zone).day_of(visit.now)
    try:
        last = min(_day(visit.query.get("until", "")) or today, today)
        first = _day(visit.query.get("since", "")) or last - timedelta(days=DAYS - 1)
    except (ValueError, OverflowError):
        return None
    if (name and department is None) or not 0 <= (last - first).days <= LONGEST:
        return None
    return Asked(department, first, last)


def _day(text: str) -> date | None:
    """In either calendar and any digits. Raises ValueError."""
    if not text.strip():
        return None
    year, month, day = (int(part) for part in text.strip().replace("/", "-").split("-"))
    return read_date(f"{year:04}-{month:02}-{day:02}")


def _period(asked: Asked, visit: Visit) -> Period:
    known = asked.department or visit.policy.departments[0]
    zone = known.hours.zone if asked.department else visit.policy.zone
    return whole_days(asked.first, asked.last, zone, first_day_of_week(known.hours, known.language), visit.now)


PAGES = (
    Page("report", "/report", Access.LEAD, show),
    Page("report-page", "/report/page", Access.LEAD, page),
)
