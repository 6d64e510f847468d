"""A report as lines of JSON; field names are the keys. Durations are seconds, `null` where there is too little."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ..reports import Age, By, Figures, Report


@dataclass(frozen=True, slots=True)
class Answers:
    """Until a first answer, in the working time of the departments."""

    answered: int
    waiting: int
    never: int
    average: int | None
    median: int | None
    p95: int | None
    clock_median: int | None


@dataclass(frozen=True, slots=True)
class Kept:
    kept: int
    late: int
    overdue: int
    share: float | None


@dataclass(frozen=True, slots=True)
class Stars:
    count: int
    average: float | None
    stars: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """The whole (`by` is "total"), or one group."""

    by: str
    key: str
    since: datetime
    until: datetime
    opened: int
    resolved: int
    closed: int
    reopened: int
    repeats: int
    open: int
    first_response: Answers
    promise: Kept
    ratings: Stars
    ages: tuple[Age, ...]  # of the whole only


def lines(report: Report, by: By) -> Iterator[Line]:
    yield _line(report, "total", "", report.total)
    for group in report.by(by):
        yield _line(report, by.value, group.key, group.figures)


def _line(report: Report, by: str, key: str, figures: Figures) -> Line:
    volume, answers = figures.volume, figures.answers
    promises, ratings = answers.promises, figures.ratings
    return Line(
        by=by,
        key=key,
        since=report.period.since,
        until=report.period.until,
        opened=volume.opened,
        resolved=volume.resolved,
        closed=volume.closed,
        reopened=volume.reopened,
        repeats=volume.repeats,
        open=figures.open,
        first_response=Answers(
            answers.answered,
            answers.waiting,
            answers.never,
            answers.average,
            answers.median,
            answers.p95,
            answers.clock_median,
        ),
        promise=Kept(promises.kept, promises.late, promises.overdue, _rounded(promises.share)),
        ratings=Stars(ratings.count, _rounded(ratings.average), ratings.stars),
        ages=report.ages if by == "total" else (),
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
