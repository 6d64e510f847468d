"""What is counted, where, and when there is too little to tell."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from gateway.reports import By, Event, Figures, Frame, Happening, Life, Period, Report, measure
from gateway.reports.tally import nearest_rank
from gateway.tickets.clock import Hours, Stint
from gateway.tickets.ticket import Status

SINCE, UNTIL = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 15, tzinfo=UTC)
WORKS = Hours("UTC", tuple(Stint(day, 480, 960) for day in range(5)))
FRAME = Frame(Period(SINCE, UNTIL), (("support", WORKS), ("other", Hours())))
MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
LIFE = Life(MONDAY, Status.NEW, "other", "tom", "support")
PROMISED = MONDAY + timedelta(minutes=30)


def answered(minutes: float, **changes: Any) -> Life:
    at = MONDAY + timedelta(minutes=minutes)
    return replace(LIFE, status=Status.WAITING, answered=at, answered_by="tom", promised=PROMISED, **changes)


def counted(*lives: Life, happenings: tuple[Happening, ...] = (), by: tuple[By, ...] = ()) -> Report:
    return measure(lives, happenings, FRAME, by)


def groups(report: Report, by: By) -> dict[str, Figures]:
    return {group.key: group.figures for group in report.by(by)}


def test_nothing_gives_an_empty_report_with_all_its_days() -> None:
    report = counted()
    assert report.empty
    assert [each.day for each in report.days] == [date(2026, 11, number) for number in range(1, 15)]
    assert all(age.ours == age.waiting == 0 for age in report.ages)


def test_opened_are_answered_waiting_or_over_without_an_answer() -> None:
    lives = (answered(5), LIFE, replace(LIFE, status=Status.CLOSED), replace(LIFE, status=Status.RESOLVED))
    answers = counted(*lives).total.answers
    assert (answers.answered, answers.waiting, answers.never) == (1, 1, 2)
    assert counted(*lives).total.volume.opened == 4


@pytest.mark.parametrize("status", [Status.SPAM, Status.MERGED])
def test_spam_and_merged_tickets_are_left_out_with_all_that_happened_to_them(status: Status) -> None:
    gone = replace(LIFE, status=status)
    assert counted(gone, happenings=(Happening(Event.RESOLVED, MONDAY, gone),)).empty


def test_older_tickets_count_only_as_open() -> None:
    old = replace(LIFE, created=SINCE - timedelta(days=40))
    report = counted(old, replace(old, status=Status.WAITING))
    assert (report.total.open, report.total.volume.opened, report.total.answers.waiting) == (2, 0, 0)
    assert (report.ages[-1].ours, report.ages[-1].waiting) == (1, 1)


@pytest.mark.parametrize(
    ("minutes", "bucket"), [(0, 0), (1439, 0), (1440, 1), (3 * 1440, 2), (7 * 1440, 3), (14 * 1440, 4), (28 * 1440, 5)]
)
def test_a_bucket_of_ages_begins_at_its_day(minutes: int, bucket: int) -> None:
    report = counted(replace(LIFE, created=UNTIL - timedelta(minutes=minutes)))
    assert [age.ours for age in report.ages] == [int(number == bucket) for number in range(6)]


def test_a_first_answer_takes_working_time_and_the_clock_says_another() -> None:
    friday = datetime(2026, 11, 6, 15, 50, tzinfo=UTC)
    over = replace(LIFE, created=friday, department="support", answered=friday + timedelta(days=3, minutes=-450))
    answers = counted(*[over] * 5).total.answers  # till Monday at 8:20
    assert answers.median == answers.average == 30 * 60
    assert answers.clock_median == (3 * 24 * 60 - 450) * 60
    nobody_knows = replace(over, department="gone")
    assert counted(*[nobody_knows] * 5).total.answers.median == 30 * 60, "the hours of the first department"


def test_a_promise_is_kept_late_overdue_or_not_to_be_judged() -> None:
    lives = {
        "kept": answered(30),
        "late": answered(31),
        "overdue": replace(LIFE, promised=PROMISED),
        "still in time": replace(LIFE, promised=UNTIL + timedelta(seconds=1)),
        "over without an answer": replace(LIFE, promised=PROMISED, status=Status.CLOSED),
        "never promised": replace(answered(500), promised=None),
    }
    promises = counted(*lives.values()).total.answers.promises
    assert (promises.kept, promises.late, promises.overdue, promises.judged) == (1, 1, 1, 3)
    assert promises.share is None
    assert counted(*lives.values(), *[lives["kept"]] * 2).total.answers.promises.share == 3 / 5


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        ([7], 50, 7),
        ([7], 95, 7),
        ([1, 2], 50, 1),
        ([1, 2, 3], 50, 2),
        ([1, 2, 3, 4], 50, 2),
        (list(range(1, 21)), 95, 19),
        (list(range(1, 22)), 95, 20),
        (list(range(1, 101)), 95, 95),
        (list(range(1, 102)), 95, 96),
    ],
)
def test_a_percentile_is_the_smallest_value_that_enough_do_not_exceed(
    values: list[int], percent: int, expected: int
) -> None:
    from array import array

    assert nearest_rank(array("q", values), percent) == expected
    assert sum(value <= expected for value in values) >= percent * len(values) / 100


def test_too_few_answers_tell_no_median_and_a_few_more_no_percentile() -> None:
    for count, median, p95 in ((4, False, False), (5, True, False), (19, True, False), (20, True, True)):
        answers = counted(*[answered(3)] * count).total.answers
        assert (answers.median is not None, answers.average is not None, answers.p95 is not None) == (
            median,
            median,
            p95,
        )


def test_ratings_tell_their_number_and_from_five_on_their_average() -> None:
    rated = tuple(Happening(Event.RATED, MONDAY, LIFE, stars) for stars in (5, 5, 4, 1))
    ratings = counted(happenings=rated).total.ratings
    assert (ratings.stars, ratings.count, ratings.average) == ((1, 0, 0, 1, 2), 4, None)
    more = (*rated, Happening(Event.RATED, MONDAY, LIFE, 5))
    assert counted(happenings=more).total.ratings.average == 4.0


def test_an_answer_counts_for_who_gave_it_and_all_else_for_whose_the_ticket_is() -> None:
    life = replace(answered(5), answered_by="mina")
    report = counted(life, LIFE, happenings=(Happening(Event.RESOLVED, MONDAY, life),), by=(By.AGENT,))
    found = groups(report, By.AGENT)
    assert (found["mina"].answers.answered, found["mina"].volume.opened, found["mina"].open) == (1, 0, 0)
    assert (found["tom"].answers.answered, found["tom"].answers.waiting) == (0, 1)
    assert (found["tom"].volume.opened, found["tom"].volume.resolved, found["tom"].open) == (2, 1, 2)


def test_weeks_and_days_are_all_there_and_what_is_open_belongs_to_none() -> None:
    report = counted(
        LIFE, happenings=(Happening(Event.CLOSED, UNTIL - timedelta(hours=1), LIFE),), by=(By.WEEK, By.DAY)
    )
    weeks = groups(report, By.WEEK)
    assert list(weeks) == ["2026-10-26", "2026-11-02", "2026-11-09"]
    assert [figures.volume.opened for figures in weeks.values()] == [0, 1, 0]
    assert [figures.volume.closed for figures in weeks.values()] == [0, 0, 1]
    assert not any(figures.open for figures in weeks.values())
    assert len(groups(report, By.DAY)) == 14


def test_the_busiest_group_comes_first() -> None:
    lives = (LIFE, replace(LIFE, department="b"), replace(LIFE, department="a"), replace(LIFE, department="b"))
    assert [group.key for group in counted(*lives, by=(By.DEPARTMENT,)).by(By.DEPARTMENT)] == ["b", "a", "other"]


def test_steps_hold_every_answer_once_and_end_with_their_limit() -> None:
    report = counted(answered(0), answered(5), answered(5.02), answered(30), answered(10_000))
    assert [step.kept + step.late + step.free for step in report.steps] == [2, 1, 1, 0, 0, 0, 0, 0, 1]
    assert report.steps[-1].late == 1
