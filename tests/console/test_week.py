"""Working hours in words: days in a row with the same hours are one line, in the order of the week that they make."""

from gateway.console.week import Days, week
from gateway.roster import stints_of
from gateway.tickets.clock import Hours


def said(*hours: str) -> list[tuple[int, int, tuple[tuple[int, int], ...]]]:
    return [(each.first, each.last, each.times) for each in week(Hours(stints=stints_of(hours)), "en")]


def test_days_in_a_row_are_one_line() -> None:
    assert said("sat-wed 08:00-16:30", "thu 08:00-12:00") == [(5, 2, ((480, 990),)), (3, 3, ((480, 720),))]
    assert said("mon-fri 09:00-12:00", "mon-fri 13:00-17:00") == [(0, 4, ((540, 720), (780, 1020)))]


def test_a_day_without_work_is_between_two_lines() -> None:
    assert said("mon 09:00-10:00", "wed 09:00-10:00") == [(0, 0, ((540, 600),)), (2, 2, ((540, 600),))]


def test_hours_that_touch_are_one() -> None:
    assert said("fri 08:00-12:00", "fri 10:00-14:00", "fri 14:00-24:00") == [(4, 4, ((480, 1440),))]


def test_the_whole_week_begins_where_the_reader_has_it_begin() -> None:
    every = Hours(stints=stints_of(("mon-sun 00:00-24:00",)))
    assert week(every, "en") == (Days(0, 6, ((0, 1440),)),)
    assert week(every, "fa") == (Days(5, 4, ((0, 1440),)),)
    assert week(Hours(), "en") == ()
