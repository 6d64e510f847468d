"""A department's week beside the week before, as its lead is mailed it. Pure."""

from collections.abc import Callable

from ..notices import AgeView, ColleagueView, Compared, DayView, ReportView
from .figures import Age, Figures, Group, Report
from .grouping import By


def weekly(now: Report, before: Report, promise: int | None, names: tuple[tuple[str, str], ...]) -> ReportView:
    """`now` tells its agents apart; `names` are how they are shown."""

    def compared(of: Callable[[Figures], float | None]) -> Compared:
        return Compared(of(now.total), of(before.total))

    answers, span = now.total.answers, now.period.span
    return ReportView(
        first=span.first,
        last=span.last,
        opened=compared(lambda figures: figures.volume.opened),
        resolved=compared(lambda figures: figures.volume.resolved),
        reopened=compared(lambda figures: figures.volume.reopened),
        open=compared(lambda figures: figures.open),
        median=compared(lambda figures: figures.answers.median),
        p95=compared(lambda figures: figures.answers.p95),
        share=compared(lambda figures: figures.answers.promises.share),
        rating=compared(lambda figures: figures.ratings.average),
        waiting=answers.waiting,
        overdue=answers.promises.overdue,
        ratings=now.total.ratings.count,
        promise=promise,
        days=tuple(DayView(each.day, each.opened, each.resolved) for each in now.days),
        ages=_ages(now.ages),
        colleagues=tuple(_colleague(group, dict(names)) for group in now.by(By.AGENT) if group.key),
    )


def _ages(ages: tuple[Age, ...]) -> tuple[AgeView, ...]:
    since = (0, *(age.days or 0 for age in ages))
    return tuple(AgeView(start, age.days, age.ours + age.waiting) for start, age in zip(since, ages, strict=False))


def _colleague(group: Group, names: dict[str, str]) -> ColleagueView:
    answers = group.figures.answers
    return ColleagueView(
        name=names.get(group.key, group.key),
        answered=answers.answered,
        median=answers.median,
        resolved=group.figures.volume.resolved,
        open=group.figures.open,
    )
