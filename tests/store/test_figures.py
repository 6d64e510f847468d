"""A report equals what the journal tells when it is told forwards, at any moment, on either database."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import text, update

from gateway.reports import By, Figures, Period, Report
from gateway.store import figures
from gateway.store.database import Connection, Database
from gateway.store.figures import Wanted
from gateway.store.schema import ticket

from . import lives
from .lives import NOW, Asked, Told

COUNT = 1500
PERIODS = {
    "the last thirty days": (NOW - timedelta(days=30), NOW),
    "a month that is long over": (NOW - timedelta(days=60), NOW - timedelta(days=30)),
    "a week, from noon to noon": (NOW - timedelta(days=16.4), NOW - timedelta(days=9.4)),
    "all that there is": (NOW - timedelta(days=400), NOW + timedelta(days=1)),
}


def report(connection: Connection, asked: Asked, by: tuple[By, ...] = tuple(By)) -> Report:
    period = Period(asked.since, asked.until, "Asia/Tehran", begins=5)
    return figures.report(connection, Wanted(period, by, asked.department), lives.desks())


def flat(found: Figures) -> dict[str, Any]:
    """The same figures under the names of the other way."""
    volume, answers, promises = found.volume, found.answers, found.answers.promises
    return {
        "opened": volume.opened,
        "resolve": volume.resolved,
        "close": volume.closed,
        "reopen": volume.reopened,
        "repeat": volume.repeats,
        "open": found.open,
        "answered": answers.answered,
        "waiting": answers.waiting,
        "never": answers.never,
        "average": answers.average,
        "median": answers.median,
        "p95": answers.p95,
        "clock": answers.clock_median,
        "kept": promises.kept,
        "late": promises.late,
        "overdue": promises.overdue,
        "stars": found.ratings.stars,
    }


def events_of(told: list[Told], asked: Asked) -> Iterator[tuple[Told, tuple[str, datetime, str]]]:
    """Those in the period; of the ratings of a ticket the last one only."""
    for each in told:
        within = [event for event in each.events if asked.holds(event[1])]
        ratings = [event for event in within if event[0] == "rate"]
        for event in [event for event in within if event[0] != "rate"] + ratings[-1:]:
            yield each, event


Key = Callable[[Told], str]


def grouped(told: list[Told], asked: Asked, key: Key, answers: Key, at: Callable[[datetime], str] | None) -> Any:
    """By a word of the ticket; or, where `at` is given, by when things happened."""
    opened, answered, still, events = (defaultdict(list) for _ in range(4))
    for each in told:
        if asked.holds(each.created):
            opened[at(each.created) if at else key(each)].append(each)
            answered[at(each.created) if at else answers(each)].append(each)
        if each.status in ("new", "open", "waiting") and at is None:
            still[key(each)].append(each)
    for each, event in events_of(told, asked):
        events[at(event[1]) if at else key(each)].append(event)
    names = {*opened, *answered, *still, *events}
    return {
        name: lives.figures(lives.Group(opened[name], answered[name], still[name], events[name]), asked.until)
        for name in names
    }


def agent_who_answered(each: Told) -> str:
    return each.by if each.answered else each.assignee


def compare_shapes(found: Report, told: list[Told], asked: Asked) -> None:
    opened = Counter(asked.day(each.created) for each in told if asked.holds(each.created))
    resolved = Counter(asked.day(event[1]) for _, event in events_of(told, asked) if event[0] == "resolve")
    assert {each.day: (each.opened, each.resolved) for each in found.days if each.opened or each.resolved} == {
        day: (opened[day], resolved[day]) for day in {*opened, *resolved}
    }
    ages: Counter[tuple[int, str]] = Counter()
    for each in told:
        if each.status in ("new", "open", "waiting"):
            days = (asked.until - each.created).total_seconds() / 86_400
            bucket = next(n for n, limit in enumerate((1, 3, 7, 14, 28, 10**9)) if days < limit)
            ages[bucket, "waiting" if each.status == "waiting" else "ours"] += 1
    assert [(each.ours, each.waiting) for each in found.ages] == [
        (ages[bucket, "ours"], ages[bucket, "waiting"]) for bucket in range(6)
    ]
    took = [lives.seconds(each) for each in told if each.answered and asked.holds(each.created)]
    minutes = [0, 5, 15, 30, 60, 120, 240, 480, 960, 10**9]
    assert [step.kept + step.late + step.free for step in found.steps] == [
        sum(low * 60 < each <= high * 60 or (low == 0 == each) for each in took) for low, high in pairwise(minutes)
    ]


@pytest.fixture
def stored(database: Database) -> Iterator[Connection]:
    database.write(lambda connection: lives.store(connection, COUNT))
    with database.read() as connection:
        yield connection


def test_figures_equal_a_recomputation_from_the_journal(stored: Connection) -> None:
    for name, (since, until) in PERIODS.items():
        told = lives.tell(stored, until)
        for department in ("", "support", "closed-long-ago"):
            asked = Asked(since, until, department)
            found, mine = report(stored, asked), lives.counted(told, asked)
            compare_shapes(found, mine, asked)
            whole = grouped(mine, asked, lambda each: "all", lambda each: "all", None)["all"]
            assert flat(found.total) == whole, (name, department)
            assert found.total.volume.opened > 20
            for by, key, answers, at in (
                (By.DEPARTMENT, lambda each: each.department, lambda each: each.department, None),
                (By.AGENT, lambda each: each.assignee, agent_who_answered, None),
                (By.TYPE, lambda each: each.type, lambda each: each.type, None),
                (By.WEEK, str, str, asked.week),
                (By.DAY, str, str, lambda moment, asked=asked: asked.day(moment).isoformat()),
            ):
                expected = grouped(mine, asked, key, answers, at)
                groups = {group.key: flat(group.figures) for group in found.by(by)}
                assert {key: figures for key, figures in groups.items() if figures != flat(Figures())} == expected


def test_a_report_of_the_past_is_the_same_whatever_came_after(database: Database) -> None:
    """A ticket that is closed, moved, rated, merged and answered later was open then."""
    since, until = PERIODS["a month that is long over"]
    asked = Asked(since, until)
    database.write(lambda connection: lives.store(connection, 300))
    with database.read() as connection:
        then = report(connection, asked)
        told = lives.tell(connection, until)
    changed = (
        "SELECT number, :now, 'merge', status, 'into #1001' FROM ticket",
        "SELECT number, :now, 'type', type, 'inquiry' FROM ticket",
    )
    with database.engine.begin() as connection:
        for statement in changed:
            connection.execute(
                text(f"INSERT INTO journal (ticket, at, change, old, new) {statement}"),
                {"now": datetime(2027, 1, 1, tzinfo=UTC)},
            )
        connection.execute(update(ticket).values(status="merged", type="inquiry"))
    with database.read() as connection:
        assert report(connection, asked) == then
        assert report(connection, Asked(since, datetime(2027, 2, 1, tzinfo=UTC))).empty
        assert lives.tell(connection, until) == told


def test_a_fault_in_the_figures_would_be_seen(database: Database) -> None:
    """The comparison above bites: a ticket less, and they differ."""
    asked = Asked(*PERIODS["the last thirty days"])
    database.write(lambda connection: lives.store(connection, 300))
    with database.read() as connection:
        told = lives.counted(lives.tell(connection, asked.until), asked)
        found = flat(report(connection, asked).total)
    last = max((each for each in told if each.answered and asked.holds(each.created)), key=lambda each: each.created)
    told.remove(last)
    assert grouped(told, asked, lambda each: "all", lambda each: "all", None)["all"] != found


def test_nothing_is_an_empty_report(database: Database) -> None:
    with database.read() as connection:
        found = report(connection, Asked(NOW - timedelta(days=2), NOW))
    assert found.empty
    assert len(found.days) == 3
    assert found.by(By.DEPARTMENT) == ()
