"""Makes one page of a report: everything is in it, it fetches nothing and runs nothing."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ..policy import Department, Policy
from ..reports import By, Figures, Report, Span
from .charts import Axis, Canvas, counts, every, times
from .render import RIGHT_TO_LEFT, make_environment

DAYS_APART = 62  # up to which each has a column of its own
WIDE = (940.0, 280.0)
NARROW = 400.0

Names = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PageView:
    """`scope` is the department's label, "" for all of them; `promise` are the seconds of a first answer, where all are
    promised the same. `names` tell what stands for the keys of groups.
    """

    report: Report
    language: str
    site: str
    scope: str
    promise: int | None
    names: tuple[tuple[By, Names], ...] = ()


def names_of(policy: Policy, language: str) -> tuple[tuple[By, Names], ...]:
    agents = (*policy.former, *policy.agents)
    return (
        (By.DEPARTMENT, tuple((each.name, each.label(language)) for each in policy.departments)),
        (By.AGENT, tuple((each.name, each.shown) for each in agents)),
        (By.TYPE, tuple((each.name, each.label(language)) for each in policy.types)),
    )


def promise_of(policy: Policy, department: Department | None) -> int | None:
    """In seconds of working time; None where nothing is promised, or different things are."""
    asked = (department,) if department else policy.departments
    promised = {each.promise for each in asked if each.promise is not None}
    return round(promised.pop().total_seconds()) if len(promised) == 1 else None


def view_of(report: Report, policy: Policy, department: Department | None, language: str) -> PageView:
    """The page of the whole house, or of a department."""
    site = dict(policy.site)
    return PageView(
        report=report,
        language=language,
        site=site.get(language, site["en"]),
        scope=department.label(language) if department else "",
        promise=promise_of(policy, department),
        names=names_of(policy, language),
    )


@dataclass(frozen=True, slots=True)
class Column:
    """Some days of the chart of volume."""

    span: Span
    opened: int
    resolved: int


@dataclass(frozen=True, slots=True)
class Week:
    span: Span
    figures: Figures


@dataclass(frozen=True, slots=True)
class Row:
    """A group under its name ("" where it has none)."""

    name: str
    figures: Figures


class Pages:
    def __init__(self, folder: Path) -> None:
        self._environment = make_environment(folder)

    def render(self, view: PageView) -> str:
        words = self._environment.get_template(f"report/{view.language}.txt").module
        context = _context(view) | {"w": words}
        return self._environment.get_template("report/page.html").render(context)


def _context(view: PageView) -> dict[str, Any]:
    report, rtl = view.report, view.language in RIGHT_TO_LEFT
    columns, weeks = _columns(report), _weeks(report)
    return {
        "report": report,
        "language": view.language,
        "site": view.site,
        "scope": view.scope,
        "promise": view.promise,
        "zone": report.period.zone,
        "first_weekday": next(report.period.weeks()),
        "rtl": rtl,
        "dir": "rtl" if rtl else "ltr",
        "wide": Canvas(*WIDE, rtl),
        "canvas": _Canvases(rtl),
        "columns": columns,
        "column_axis": counts(max((max(each.opened, each.resolved) for each in columns), default=0)),
        "label_every": every(len(columns)),
        "weeks": weeks,
        "week_axis": _week_axis(weeks, view.promise),
        "week_every": every(len(weeks)),
        "counts": counts,
        "groups": tuple((by.value, _rows(view, by)) for by in (By.DEPARTMENT, By.AGENT, By.TYPE)),
    }


class _Canvases:
    """Half as wide as the page, and as high as asked."""

    def __init__(self, rtl: bool) -> None:
        self._rtl = rtl

    def __call__(self, height: float) -> Canvas:
        return Canvas(NARROW, height, self._rtl)


def _columns(report: Report) -> tuple[Column, ...]:
    """Days, or weeks where those were too many."""
    if len(report.days) <= DAYS_APART:
        return tuple(Column(Span(each.day, each.day), each.opened, each.resolved) for each in report.days)
    return tuple(Column(week.span, week.figures.volume.opened, week.figures.volume.resolved) for week in _weeks(report))


def _weeks(report: Report) -> tuple[Week, ...]:
    return tuple(
        Week(report.period.part_of_week(date.fromisoformat(group.key)), group.figures) for group in report.by(By.WEEK)
    )


def _week_axis(weeks: tuple[Week, ...], promise: int | None) -> Axis:
    answers = [week.figures.answers for week in weeks]
    shown = [value for each in answers for value in (each.median, each.p95) if value is not None]
    return times(max((*shown, promise or 0)))


def _rows(view: PageView, by: By) -> tuple[Row, ...]:
    names = dict(dict(view.names).get(by, ()))
    return tuple(Row(names.get(group.key, group.key), group.figures) for group in view.report.by(by))
