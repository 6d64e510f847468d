"""Working time: the clock on the wall, holidays, days of 23 and 25 hours. A count by minutes is the oracle."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gateway.tickets import clock
from gateway.tickets.clock import ALWAYS, Hours, Stint

from ..thorough import examples

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MON, TUE, WED, THU, FRI, SAT, SUN = range(7)


def week(zone: str, days: str, opens: float = 8, closes: float = 16.5, free: frozenset[date] = frozenset()) -> Hours:
    """`days` by their first letters from Monday on, "-" for a free one: "MTWTF--"."""
    stints = tuple(Stint(n, int(opens * 60), int(closes * 60)) for n, letter in enumerate(days) if letter != "-")
    return Hours(zone, stints, free)


IRAN = week("Asia/Tehran", "MTW--SS")
BERLIN = week("Europe/Berlin", "MTWTF--", 9, 17)
NIGHTS = "MTWTFSS"  # every day: what matters is the hour


def at(zone: str, text: str, fold: int = 0) -> datetime:
    """What the clock on the wall says, as a moment; `fold` 1 is the second of two."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def tehran(text: str) -> datetime:
    return at("Asia/Tehran", text)


def berlin(text: str, fold: int = 0) -> datetime:
    return at("Europe/Berlin", text, fold)


# --- tables -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "moment", "is_open"),
    [
        (IRAN, tehran("2026-11-28 08:00"), True),  # a Saturday
        (IRAN, tehran("2026-11-28 07:59:59"), False),
        (IRAN, tehran("2026-11-28 16:29:59"), True),
        (IRAN, tehran("2026-11-28 16:30"), False),
        (IRAN, tehran("2026-11-26 10:00"), False),  # Thursday
        (IRAN, tehran("2026-11-27 10:00"), False),  # Friday
        (week("Asia/Tehran", "MTW--SS", free=frozenset({date(2026, 11, 28)})), tehran("2026-11-28 10:00"), False),
        (week("UTC", NIGHTS, 0, 24), at("UTC", "2026-11-28 23:59:59"), True),
        (ALWAYS, tehran("2026-11-27 03:00"), True),
        (Hours(holidays=frozenset({date(2026, 11, 27)})), at("UTC", "2026-11-27 03:00"), True),  # around the clock
    ],
)
def test_whether_there_is_work(hours: Hours, moment: datetime, is_open: bool) -> None:
    assert clock.is_open(hours, moment) is is_open


@pytest.mark.parametrize(
    ("hours", "start", "span", "end"),
    [
        (IRAN, tehran("2026-11-28 09:00"), 30 * MINUTE, tehran("2026-11-28 09:30")),
        (IRAN, tehran("2026-11-28 16:15"), 30 * MINUTE, tehran("2026-11-29 08:15")),
        (IRAN, tehran("2026-11-25 16:15"), 30 * MINUTE, tehran("2026-11-28 08:15")),  # over Thursday and Friday
        (IRAN, tehran("2026-11-27 12:00"), 30 * MINUTE, tehran("2026-11-28 08:30")),
        (IRAN, tehran("2026-11-28 16:00"), 30 * MINUTE, tehran("2026-11-28 16:30")),  # at the very end, not next day
        (IRAN, tehran("2026-11-28 08:00"), 17 * HOUR, tehran("2026-11-29 16:30")),
        (IRAN, tehran("2026-11-28 03:00"), timedelta(), tehran("2026-11-28 03:00")),
        (ALWAYS, tehran("2026-11-27 03:00"), 30 * MINUTE, tehran("2026-11-27 03:30")),
        # The day of the revolution, 22 Bahman, is a Wednesday in 2026; the next day of work is Saturday.
        (
            week("Asia/Tehran", "MTW--SS", free=frozenset({date(2026, 2, 11)})),
            tehran("2026-02-10 16:15"),
            30 * MINUTE,
            tehran("2026-02-14 08:15"),
        ),
        # Over Nowruz: four free days in a row, and the weekend behind them.
        (
            week("Asia/Tehran", "MTW--SS", free=frozenset(date(2026, 3, 21) + n * DAY for n in range(4))),
            tehran("2026-03-18 16:00"),
            HOUR,
            tehran("2026-03-25 08:30"),
        ),
        # An hour that is skipped is never worked.
        (week("Europe/Berlin", NIGHTS, 1, 4), berlin("2026-03-29 01:30"), HOUR, berlin("2026-03-29 03:30")),
        (week("Europe/Berlin", NIGHTS, 2, 3), berlin("2026-03-29 00:00"), 30 * MINUTE, berlin("2026-03-30 02:30")),
        (week("Europe/Berlin", NIGHTS, 2.25, 3.25), berlin("2026-03-29 00:00"), HOUR, berlin("2026-03-30 03:00")),
        # One that comes twice is worked twice.
        (week("Europe/Berlin", NIGHTS, 1, 4), berlin("2026-10-25 01:30"), 2 * HOUR, berlin("2026-10-25 02:30", 1)),
        (week("Europe/Berlin", NIGHTS, 2, 2.5), berlin("2026-10-25 00:00"), HOUR, berlin("2026-10-25 02:30", 1)),
        # In Tehran the clock was changed at midnight.
        (week("Asia/Tehran", NIGHTS, 0, 2), tehran("2021-03-22 00:00"), HOUR, tehran("2021-03-22 02:00")),
        (week("Asia/Tehran", NIGHTS, 23, 24), tehran("2021-09-21 22:00"), 2 * HOUR, tehran("2021-09-22 00:00")),
        # On Lord Howe Island it is half an hour.
        (
            week("Australia/Lord_Howe", NIGHTS, 1, 4),
            at("Australia/Lord_Howe", "2026-10-04 01:30"),
            HOUR,
            at("Australia/Lord_Howe", "2026-10-04 03:00"),
        ),
        (
            week("Australia/Lord_Howe", NIGHTS, 1, 4),
            at("Australia/Lord_Howe", "2026-04-05 01:00"),
            2 * HOUR,
            at("Australia/Lord_Howe", "2026-04-05 02:30"),
        ),
        # In Newfoundland the new day had begun when the old one came back.
        (
            week("America/St_Johns", NIGHTS, 23, 24),
            at("America/St_Johns", "2010-11-06 22:00"),
            90 * MINUTE,
            at("America/St_Johns", "2010-11-06 23:31", 1),
        ),
    ],
)
def test_when_so_much_work_is_done(hours: Hours, start: datetime, span: timedelta, end: datetime) -> None:
    assert clock.after(hours, start, span) == end
    assert clock.worked(hours, start, end) == span


@pytest.mark.parametrize(
    ("zone", "day", "length"),
    [
        ("Asia/Tehran", "2021-03-22", 23),
        ("Asia/Tehran", "2021-09-21", 25),
        ("Asia/Tehran", "2026-03-22", 24),
        ("Europe/Berlin", "2026-03-29", 23),
        ("Europe/Berlin", "2026-10-25", 25),
        ("America/New_York", "2026-03-08", 23),
        ("America/New_York", "2026-11-01", 25),
        ("Australia/Lord_Howe", "2026-10-04", 23.5),
        ("Australia/Lord_Howe", "2026-04-05", 24.5),
    ],
)
def test_a_day_has_the_hours_that_it_has(zone: str, day: str, length: float) -> None:
    only = Hours(zone, (Stint(date.fromisoformat(day).weekday(), 0, 24 * 60),))
    middle = at(zone, f"{day} 12:00")
    assert clock.worked(only, middle - 3 * DAY, middle + 3 * DAY) == length * HOUR


@pytest.mark.parametrize(
    ("hours", "moment", "opening"),
    [
        (IRAN, tehran("2026-11-28 09:00"), tehran("2026-11-28 09:00")),
        (IRAN, tehran("2026-11-28 16:30"), tehran("2026-11-29 08:00")),
        (IRAN, tehran("2026-11-25 20:00"), tehran("2026-11-28 08:00")),
        (ALWAYS, tehran("2026-11-27 03:00"), tehran("2026-11-27 03:00")),
    ],
)
def test_when_there_is_work_again(hours: Hours, moment: datetime, opening: datetime) -> None:
    assert clock.opening(hours, moment) == opening


def test_a_department_that_never_works_keeps_no_promise_and_nobody_waits_for_the_answer() -> None:
    class EveryDay(frozenset[date]):
        def __contains__(self, day: object) -> bool:
            return True

    never = week("Asia/Tehran", NIGHTS, free=EveryDay())
    start = tehran("2026-11-28 09:00")
    assert clock.after(never, start, MINUTE) is None
    assert clock.opening(never, start) is None
    assert clock.worked(never, start, start + 900 * DAY) == timedelta()
    assert clock.days_after(never, start, 3) == start + 3 * DAY
    assert clock.days_after(never, start, -3) == start - 3 * DAY


def test_stints_that_overlap_or_touch_count_once() -> None:
    double = Hours("UTC", (Stint(MON, 600, 720), Stint(MON, 480, 610), Stint(MON, 720, 780), Stint(TUE, 0, 60)))
    monday = at("UTC", "2026-11-23 00:00")
    assert clock.worked(double, monday, monday + DAY) == 5 * HOUR
    assert clock.after(double, monday, 5 * HOUR) == at("UTC", "2026-11-23 13:00")


def test_work_goes_on_over_midnight() -> None:
    night = Hours("UTC", (Stint(MON, 22 * 60, 24 * 60), Stint(TUE, 0, 6 * 60)))
    start = at("UTC", "2026-11-23 22:00")
    assert clock.after(night, start, 3 * HOUR) == at("UTC", "2026-11-24 01:00")
    assert clock.is_open(night, at("UTC", "2026-11-24 00:00"))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-28 15:00", 3, "2026-12-01 15:00"),
        ("2026-11-25 15:00", 1, "2026-11-28 15:00"),  # Wednesday to Saturday
        ("2026-11-25 15:00", 3, "2026-11-30 15:00"),
        ("2026-11-26 15:00", 1, "2026-11-28 15:00"),  # from a free day
        ("2026-11-28 22:00", 1, "2026-11-29 22:00"),
        ("2026-11-28 15:00", 0, "2026-11-28 15:00"),
        ("2026-11-28 15:00", -1, "2026-11-25 15:00"),
        ("2026-11-30 15:00", -3, "2026-11-25 15:00"),
        ("2026-11-27 15:00", -1, "2026-11-25 15:00"),
    ],
)
def test_days_of_work(start: str, days: int, end: str) -> None:
    assert clock.days_after(IRAN, tehran(start), days) == tehran(end)


def test_a_day_of_work_later_is_the_same_time_of_day_whatever_happens_to_the_clock() -> None:
    for start, end in (("2026-03-27 10:00", "2026-03-30 10:00"), ("2026-10-23 10:00", "2026-10-26 10:00")):
        assert clock.days_after(BERLIN, berlin(start), 1) == berlin(end)
        assert clock.days_after(BERLIN, berlin(end), -1) == berlin(start)
    daily = week("Europe/Berlin", NIGHTS, 0, 24)
    assert clock.days_after(daily, berlin("2026-03-28 02:30"), 1) == berlin("2026-03-29 03:30")  # 02:30 never comes
    assert clock.days_after(daily, berlin("2026-10-24 02:30"), 1) == berlin("2026-10-25 02:30")  # the first of the two


# --- properties -------------------------------------------------------------------------------------------------------

CHANGES = (
    ("Asia/Tehran", "2021-03-22"),
    ("Asia/Tehran", "2021-09-22"),
    ("Asia/Tehran", "2026-11-28"),
    ("Europe/Berlin", "2026-03-29"),
    ("Europe/Berlin", "2026-10-25"),
    ("America/New_York", "2026-03-08"),
    ("America/New_York", "2026-11-01"),
    ("Australia/Lord_Howe", "2026-10-04"),
    ("Australia/Lord_Howe", "2026-04-05"),
    ("America/St_Johns", "2010-11-07"),
    ("Pacific/Apia", "2011-12-30"),  # a day that there was none of
    ("UTC", "2026-12-31"),
)

minutes = st.integers(0, 24 * 12).map(lambda number: number * 5)
stints = st.tuples(st.integers(0, 6), minutes, minutes).filter(lambda t: t[1] < t[2]).map(lambda t: Stint(*t))
changes = st.sampled_from(CHANGES)


@st.composite
def weeks(draw: st.DrawFn) -> tuple[Hours, datetime]:
    """Hours, and a moment within three days of one at which their clock is changed."""
    zone, day = draw(changes)
    around = date.fromisoformat(day)
    free = draw(st.frozensets(st.integers(-3, 3).map(lambda number: around + number * DAY), max_size=3))
    hours = Hours(zone, tuple(draw(st.lists(stints, min_size=1, max_size=8))), free)
    moment = datetime.combine(around, time(), UTC) + draw(st.integers(-3 * 1440, 3 * 1440)) * MINUTE
    return hours, moment


spans = st.integers(0, 2 * 1440).map(lambda number: number * MINUTE)


def by_minutes(hours: Hours, start: datetime, end: datetime) -> Iterator[datetime]:
    """Every minute of work, asked one by one."""
    zone = ZoneInfo(hours.zone)
    while start < end:
        local = start.astimezone(zone)
        minute = local.hour * 60 + local.minute
        if local.date() not in hours.holidays and any(
            stint.day == local.weekday() and stint.start <= minute < stint.end for stint in hours.stints
        ):
            yield start
        start += MINUTE


@examples(80)
@given(weeks(), spans)
@example((Hours("America/St_Johns", (Stint(SUN, 0, 1),)), datetime(2010, 11, 7, 2, 0, tzinfo=UTC)), 3 * HOUR)
def test_it_is_the_count_by_minutes(built: tuple[Hours, datetime], span: timedelta) -> None:
    hours, start = built
    end = start + span
    open_ones = list(by_minutes(hours, start, end))
    assert clock.worked(hours, start, end) == len(open_ones) * MINUTE
    for moment in (start, *open_ones[:3], *(minute + MINUTE for minute in open_ones[-3:])):
        assert clock.is_open(hours, moment) is (next(by_minutes(hours, moment, moment + MINUTE), None) is not None)
    if open_ones:
        assert clock.opening(hours, start) == open_ones[0]
        assert clock.after(hours, start, len(open_ones) * MINUTE) == open_ones[-1] + MINUTE


@examples(150)
@given(weeks(), spans)
def test_after_and_worked_undo_each_other(built: tuple[Hours, datetime], span: timedelta) -> None:
    hours, start = built
    end = clock.after(hours, start, span)
    if end is not None:
        assert clock.worked(hours, start, end) == span
        assert start <= end
        assert not span or clock.worked(hours, start, end - MINUTE) < span  # the first such moment
    done = clock.worked(hours, start, start + span)
    again = clock.after(hours, start, done)
    assert again is not None
    assert again <= start + span


@examples(150)
@given(weeks(), spans, spans)
def test_work_adds_up(built: tuple[Hours, datetime], one: timedelta, two: timedelta) -> None:
    hours, start = built
    middle, end = start + one, start + one + two
    assert clock.worked(hours, start, end) == clock.worked(hours, start, middle) + clock.worked(hours, middle, end)
    assert timedelta() <= clock.worked(hours, start, end) <= end - start
    assert clock.worked(hours, end, start) == timedelta()
    first = clock.after(hours, start, one)
    if first is not None:
        assert clock.after(hours, start, one + two) == clock.after(hours, first, two)


@examples(150)
@given(weeks(), spans, spans)
def test_later_is_never_earlier(built: tuple[Hours, datetime], more: timedelta, span: timedelta) -> None:
    hours, start = built
    ends = [clock.after(hours, start, span), clock.after(hours, start + more, span)]
    ends.append(clock.after(hours, start, span + more))
    if None not in ends:
        assert ends[0] <= ends[1]  # type: ignore[operator]
        assert ends[0] <= ends[2]  # type: ignore[operator]


@examples(100)
@given(weeks(), st.integers(1, 12))
def test_days_of_work_are_found_again_backwards(built: tuple[Hours, datetime], days: int) -> None:
    hours, start = built
    end = clock.days_after(hours, start, days)
    assert end > start
    assert clock.days_after(hours, start, days + 1) > end
    local, there = (moment.astimezone(ZoneInfo(hours.zone)) for moment in (start, end))
    if clock.works_on(hours, local.date()) and there.time() == local.time():
        back = clock.days_after(hours, end, -days).astimezone(ZoneInfo(hours.zone))
        assert back.date() == local.date()
