"""Days and weeks of a period, in its zone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from gateway.reports import Period, Span, first_day_of_week
from gateway.reports.periods import midnight
from gateway.tickets.clock import Hours, Stint

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)


def hours(*days: int) -> Hours:
    return Hours("UTC", tuple(Stint(day, 480, 960) for day in days))


@pytest.mark.parametrize(
    ("days", "begins"),
    [
        ((SAT, SUN, MON, TUE, WED), SAT),
        ((SAT, SUN, MON, TUE, WED, THU), SAT),
        ((MON, TUE, WED, THU, FRI), MON),
        ((MON, TUE, WED, THU, FRI, SAT), MON),
        ((SUN, MON, TUE, WED, THU), SUN),
        ((MON, TUE, THU, FRI), MON),
        ((TUE,), TUE),
        ((MON, THU), MON),
    ],
)
def test_a_week_begins_after_the_longest_break(days: tuple[int, ...], begins: int) -> None:
    assert {first_day_of_week(hours(*days), language) for language in ("en", "fa")} == {begins}


def test_where_all_days_are_alike_the_language_decides() -> None:
    for every_day in (hours(), hours(*range(7))):
        assert first_day_of_week(every_day, "fa") == SAT
        assert first_day_of_week(every_day, "en") == MON


def test_days_are_those_of_the_zone() -> None:
    period = Period(
        midnight(date(2026, 11, 21), "Asia/Tehran"), midnight(date(2026, 11, 28), "Asia/Tehran"), "Asia/Tehran"
    )
    assert period.since == datetime(2026, 11, 20, 20, 30, tzinfo=UTC)
    assert period.span == Span(date(2026, 11, 21), date(2026, 11, 27))
    assert len(list(period.days())) == 7
    assert period.day_of(datetime(2026, 11, 21, 20, 30, tzinfo=UTC)) == date(2026, 11, 22)
    assert not period.has(period.until)
    assert period.has(period.since)


def test_a_day_on_which_clocks_are_set_is_one_day() -> None:
    period = Period(
        midnight(date(2026, 10, 25), "Europe/Berlin"), midnight(date(2026, 10, 26), "Europe/Berlin"), "Europe/Berlin"
    )
    assert period.until - period.since == timedelta(hours=25)
    assert list(period.days()) == [date(2026, 10, 25)]


def test_weeks_are_cut_at_the_ends_of_the_period() -> None:
    period = Period(datetime(2026, 11, 18, tzinfo=UTC), datetime(2026, 11, 30, 12, tzinfo=UTC), begins=SAT)
    weeks = list(period.weeks())
    assert weeks == [date(2026, 11, 14), date(2026, 11, 21), date(2026, 11, 28)]
    assert [period.part_of_week(week) for week in weeks] == [
        Span(date(2026, 11, 18), date(2026, 11, 20)),
        Span(date(2026, 11, 21), date(2026, 11, 27)),
        Span(date(2026, 11, 28), date(2026, 11, 30)),
    ]
    assert {period.week_of(datetime(2026, 11, 21 + number, tzinfo=UTC)) for number in range(7)} == {weeks[1]}


def test_a_period_without_length_has_the_day_it_begins() -> None:
    now = datetime(2026, 11, 18, tzinfo=UTC)
    assert list(Period(now, now).days()) == [date(2026, 11, 18)]
