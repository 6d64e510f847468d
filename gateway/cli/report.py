"""`postroom report`."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App as Program
from cyclopts import Parameter

from ..configured import make_policy
from ..outgoing.page import Pages, view_of
from ..outgoing.render import templates_folder
from ..policy import Department, Policy
from ..reports import By, Period, Report, first_day_of_week
from ..reports.periods import whole_days
from ..store import figures
from ..store.figures import Wanted
from ..store.in_force import in_force
from . import desk, report_lines, report_tables
from .options import ConfigPath, Json
from .roles import Roles

DAYS = 30
ON_PAGE = (By.DEPARTMENT, By.AGENT, By.TYPE, By.WEEK)


def add(program: Program, roles: Roles) -> None:
    program.command(report)


def report(
    *,
    since: str = "",
    until: str = "",
    department: str = "",
    by: Literal["department", "agent", "type", "week", "day"] = "department",
    html: Annotated[
        Path | None, Parameter(help="Write a page with charts to this file; it needs nothing else.")
    ] = None,
    language: Annotated[Literal["en", "fa"] | None, Parameter(help="The language of the page.")] = None,
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """Show how the desk did: first answers, volume, open tickets by age, ratings.

    Args:
        since: The first day, such as 2026-11-01 or 1405-08-10; else the last 30 days.
        until: The last day; else today, up to now.
        department: Only this department (its name in the configuration).
        by: What the figures are told apart by.
    """
    if html and json:
        desk.fail("--html writes a page and --json prints lines: give one of them")
    loaded = desk.load(config)
    policy, now = make_policy(loaded.config), datetime.now(UTC)
    asked = _Asked(desk.department(policy, department), desk.day("--since", since), desk.day("--until", until))
    kinds = ON_PAGE if html else (By(by),)
    wanted = Wanted(_period(asked, policy, now), kinds, department)
    with desk.database(loaded) as database, database.read() as connection:
        policy = in_force(connection, policy, now)
        made = figures.report(connection, wanted, policy)
    if html:
        _write(html, _page(made, asked, policy, language))
    elif json:
        desk.print_json(report_lines.lines(made, By(by)))
    else:
        report_tables.show(made, By(by), department)


@dataclass(frozen=True, slots=True)
class _Asked:
    department: Department | None
    first: date | None
    last: date | None


def _period(asked: _Asked, policy: Policy, now: datetime) -> Period:
    """Whole days of the department's zone, the last one as far as it has gone."""
    known = asked.department or policy.departments[0]
    zone = known.hours.zone if asked.department else policy.zone
    today = Period(now, now, zone).day_of(now)
    last = min(asked.last or today, today)
    first = asked.first or last - timedelta(days=DAYS - 1)
    if first > last:
        desk.fail(f"there is nothing between {first} and {asked.last or today}: the first day comes after the last")
    return whole_days(first, last, zone, first_day_of_week(known.hours, known.language), now)


def _page(made: Report, asked: _Asked, policy: Policy, language: str | None) -> str:
    spoken = language or (asked.department or policy.departments[0]).language
    return Pages(templates_folder()).render(view_of(made, policy, asked.department, spoken))


def _write(path: Path, page: str) -> None:
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        desk.fail(f"{path}: {error.strerror or error}")
    print(f"the report is in {path}")
