"""A report as tables on a terminal."""

from collections.abc import Iterable

from rich.markup import escape

from ..reports import Age, By, Figures, Report
from ..reports.figures import ENOUGH, ENOUGH_FOR_P95, hours_and_minutes, percent
from . import desk

FEW = "too few"

NOTES = (
    "First answers are those to tickets opened in this time, measured in the working time of their department; only",
    "a person's answer that did not bounce counts. Half of them came within the median, 19 of 20 within p95 (nearest",
    f"rank). Below {ENOUGH} values ({ENOUGH_FOR_P95} for p95) there is too little to tell. Merged tickets and spam are",
    "left out, and so is what came after the end.",
)
OF_AGENTS = "An agent's first answers are those that the agent gave; all else is of tickets assigned to the agent."
OF_PLACES = "A ticket counts where it was at the end of this time."


def show(report: Report, by: By, department: str) -> None:
    span, scope = report.period.span, department or "all departments"
    desk.out.print(f"[bold]{span.first} to {span.last}[/] ({report.period.zone}), {escape(scope)}\n")
    if report.empty:
        desk.out.print("Nothing was opened, answered, resolved or rated in this time, and nothing was open at its end.")
        return
    _total(report.total)
    _ages(report.ages)
    _groups(report, by)
    notes = (*NOTES, OF_AGENTS if by is By.AGENT else OF_PLACES if by not in (By.WEEK, By.DAY) else "")
    desk.out.print(f"\n[dim]{escape(' '.join(filter(None, notes)))}[/]")


def _total(figures: Figures) -> None:
    volume, answers, ratings = figures.volume, figures.answers, figures.ratings
    promises = answers.promises
    facts = (
        ("opened", str(volume.opened)),
        ("resolved", str(volume.resolved)),
        ("closed", str(volume.closed)),
        ("reopened", str(volume.reopened)),
        ("sent again", str(volume.repeats)),
        ("open at the end", str(figures.open)),
        ("first answers", f"{answers.answered}; {answers.waiting} wait for one, {answers.never} ended without"),
        ("  median", duration(answers.median)),
        ("  average", duration(answers.average)),
        ("  95th percentile", duration(answers.p95)),
        ("  median, by the clock", duration(answers.clock_median)),
        ("within the promise", f"{share(promises.share)} ({promises.kept} of {promises.judged})"),
        ("overdue, no answer", str(promises.overdue)),
        ("ratings", f"{stars(ratings.average)} ({_shown_stars(ratings.stars)})" if ratings.count else "none"),
    )
    for name, value in facts:
        desk.out.print(f"  [dim]{name:24}[/]{value}")


def _shown_stars(stars: Iterable[int]) -> str:
    return ", ".join(f"{number}★ {count}" for number, count in enumerate(stars, 1) if count)


def _ages(ages: tuple[Age, ...]) -> None:
    listing = desk.table("open since", "with us", "waiting for who asked")
    before = 0
    for age in ages:
        name = f"{before} to {age.days} days" if age.days else f"{before} days or longer"
        listing.add_row(name if before else f"less than {age.days} day", str(age.ours), str(age.waiting))
        before = age.days or before
    desk.out.print("")
    desk.out.print(listing)


def _groups(report: Report, by: By) -> None:
    columns = ("opened", "resolved", "reopened", "open", "answers", "median", "p95", "kept", "stars")
    listing = desk.table(f"{by.value}:bold", *columns)
    listing.columns[0].no_wrap = True
    for group in report.by(by):
        volume, answers = group.figures.volume, group.figures.answers
        listing.add_row(
            escape(desk.clean(group.key)) or "[dim]nobody[/]",
            *map(str, (volume.opened, volume.resolved, volume.reopened)),
            "" if by in (By.WEEK, By.DAY) else str(group.figures.open),
            str(answers.answered),
            _narrow(answers.median),
            _narrow(answers.p95),
            "[dim]–[/]" if answers.promises.share is None else share(answers.promises.share),
            "[dim]–[/]" if group.figures.ratings.average is None else stars(group.figures.ratings.average)[:-1],
        )
    desk.out.print("")
    desk.out.print(listing)


def _narrow(seconds: int | None) -> str:
    """For a column."""
    return "[dim]–[/]" if seconds is None else duration(seconds).replace(" ", "")


def duration(seconds: int | None) -> str:
    if seconds is None:
        return f"[dim]{FEW}[/]"
    hours, minutes = hours_and_minutes(seconds)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes:02} min" if minutes else f"{hours} h"


def share(value: float | None) -> str:
    return f"[dim]{FEW}[/]" if value is None else f"{percent(value)}%"


def stars(value: float | None) -> str:
    return f"[dim]{FEW}[/]" if value is None else f"{value:.1f}★"
