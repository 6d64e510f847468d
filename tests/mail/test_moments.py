"""Moments as people write them; what can be read in two ways is not read."""

import time
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.mail.moments import LIMIT, read_moment
from gateway.mail.persian import jalali, persian_digits

TEHRAN = ZoneInfo("Asia/Tehran")
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)  # Saturday, 30 Aban 1405, 13:30 in Tehran


def read(text: str) -> str:
    """Weekday, date and time in Tehran; "" for no moment."""
    moment = read_moment(text, NOW, TEHRAN)
    return f"{moment.astimezone(TEHRAN):%a %Y-%m-%d %H:%M}" if moment else ""


ENGLISH = [
    ("2026-11-25", "Wed 2026-11-25 09:00"),
    ("until 2026-11-25", "Wed 2026-11-25 09:00"),
    ("2026-11-25 14:30", "Wed 2026-11-25 14:30"),
    ("2026-11-25T14:30", "Wed 2026-11-25 14:30"),
    ("2026/11/25", "Wed 2026-11-25 09:00"),
    ("25/11/2026", "Wed 2026-11-25 09:00"),
    ("25.11.2026", "Wed 2026-11-25 09:00"),
    ("11/25/2026", "Wed 2026-11-25 09:00"),
    ("12/12/2026", "Sat 2026-12-12 09:00"),
    ("25 Nov", "Wed 2026-11-25 09:00"),
    ("25 NOVEMBER", "Wed 2026-11-25 09:00"),
    ("Nov 25", "Wed 2026-11-25 09:00"),
    ("Nov. 25th, 2026", "Wed 2026-11-25 09:00"),
    ("the 25th of November 2026 at 9 pm", "Wed 2026-11-25 21:00"),
    ("5 Jan", "Tue 2027-01-05 09:00"),  # the next one
    ("21 November", "Sat 2026-11-21 09:00"),  # today, though its morning has passed
    ("29 Feb", "Tue 2028-02-29 09:00"),
    ("Wednesday 25 November 2026, 14:30", "Wed 2026-11-25 14:30"),
    ("monday", "Mon 2026-11-23 09:00"),
    ("next Monday", "Mon 2026-11-23 09:00"),
    ("Mon 10:15", "Mon 2026-11-23 10:15"),
    ("saturday", "Sat 2026-11-28 09:00"),  # never today
    ("today 16:00", "Sat 2026-11-21 16:00"),
    ("tonight", "Sat 2026-11-21 20:00"),
    ("tomorrow", "Sun 2026-11-22 09:00"),
    ("tomorrow at 8", "Sun 2026-11-22 08:00"),
    ("tomorrow 9:30 pm", "Sun 2026-11-22 21:30"),
    ("tomorrow noon", "Sun 2026-11-22 12:00"),
    ("tomorrow 12 am", "Sun 2026-11-22 00:00"),
    ("tomorrow 12 pm", "Sun 2026-11-22 12:00"),
    ("day after tomorrow", "Mon 2026-11-23 09:00"),
    ("3 days", "Tue 2026-11-24 09:00"),
    ("3d", "Tue 2026-11-24 09:00"),
    ("in three days", "Tue 2026-11-24 09:00"),
    ("3 days 14:30", "Tue 2026-11-24 14:30"),
    ("2h", "Sat 2026-11-21 15:30"),
    ("for 2 hours", "Sat 2026-11-21 15:30"),
    ("an hour", "Sat 2026-11-21 14:30"),
    ("90 minutes", "Sat 2026-11-21 15:00"),
    ("1 day 2 hours", "Sun 2026-11-22 15:30"),
    ("a week", "Sat 2026-11-28 09:00"),
    ("1 week", "Sat 2026-11-28 09:00"),
    ("next week", "Sat 2026-11-28 09:00"),
    ("two weeks", "Sat 2026-12-05 09:00"),
    ("next month", "Mon 2026-12-21 09:00"),
    ("16:00", "Sat 2026-11-21 16:00"),
    ("10:00", "Sun 2026-11-22 10:00"),  # the next time it is ten
    ("9am", "Sun 2026-11-22 09:00"),
    ("2020-01-01", "Wed 2020-01-01 09:00"),  # the order complains, not the reader
]

PERSIAN = [
    ("فردا", "Sun 2026-11-22 09:00"),
    ("تا فردا", "Sun 2026-11-22 09:00"),
    ("فردا ساعت ۱۶", "Sun 2026-11-22 16:00"),
    ("فردا ساعت ۹ صبح", "Sun 2026-11-22 09:00"),
    ("فردا ۴ بعدازظهر", "Sun 2026-11-22 16:00"),
    ("فردا ظهر", "Sun 2026-11-22 12:00"),
    ("فردا ساعت ۱۲ ظهر", "Sun 2026-11-22 12:00"),
    ("امروز ساعت ۸ شب", "Sat 2026-11-21 20:00"),
    ("پس‌فردا", "Mon 2026-11-23 09:00"),
    ("پس فردا", "Mon 2026-11-23 09:00"),
    ("پسفردا", "Mon 2026-11-23 09:00"),
    ("شنبه", "Sat 2026-11-28 09:00"),
    ("روز شنبه", "Sat 2026-11-28 09:00"),
    ("یک‌شنبه", "Sun 2026-11-22 09:00"),
    ("یکشنبه", "Sun 2026-11-22 09:00"),
    ("يك شنبه", "Sun 2026-11-22 09:00"),  # with the Arabic letters
    ("سه‌شنبه", "Tue 2026-11-24 09:00"),
    ("سه شنبه ساعت ۱۵:۴۵", "Tue 2026-11-24 15:45"),
    ("۳ شنبه", "Tue 2026-11-24 09:00"),
    ("پنجشنبه", "Thu 2026-11-26 09:00"),
    ("پنج‌شنبه", "Thu 2026-11-26 09:00"),
    ("جمعه", "Fri 2026-11-27 09:00"),
    ("۳ روز", "Tue 2026-11-24 09:00"),
    ("٣ روز", "Tue 2026-11-24 09:00"),  # Arabic digit
    ("سه روز دیگر", "Tue 2026-11-24 09:00"),
    ("به مدت ۲ ساعت", "Sat 2026-11-21 15:30"),
    ("۲ ساعت", "Sat 2026-11-21 15:30"),
    ("یک هفته", "Sat 2026-11-28 09:00"),
    ("هفتهٔ بعد", "Sat 2026-11-28 09:00"),
    ("هفته آینده", "Sat 2026-11-28 09:00"),
    ("دو هفته", "Sat 2026-12-05 09:00"),
    ("۱۴۰۵/۰۹/۰۵", "Thu 2026-11-26 09:00"),
    ("1405/9/5", "Thu 2026-11-26 09:00"),
    ("۵/۹/۱۴۰۵", "Thu 2026-11-26 09:00"),
    ("۵ آذر", "Thu 2026-11-26 09:00"),
    ("5 اذر", "Thu 2026-11-26 09:00"),
    ("۵ آذر ماه", "Thu 2026-11-26 09:00"),
    ("۵ آذر ۱۴۰۵ ساعت ۱۴:۳۰", "Thu 2026-11-26 14:30"),
    ("پنج‌شنبه ۵ آذر ۱۴۰۵، ساعت ۱۴:۳۰", "Thu 2026-11-26 14:30"),
    ("۱ فروردین", "Sun 2027-03-21 09:00"),
    ("۳۰ اسفند ۱۴۰۸", "Wed 2030-03-20 09:00"),  # a leap year
    ("۲۵ نوامبر", "Wed 2026-11-25 09:00"),
    ("۲۵ نوامبر ۲۰۲۶", "Wed 2026-11-25 09:00"),
    ("\u200f۵ آذر\u200f", "Thu 2026-11-26 09:00"),
]


@pytest.mark.parametrize(("text", "moment"), ENGLISH)
def test_what_english_writers_mean(text: str, moment: str) -> None:
    assert read(text) == moment


@pytest.mark.parametrize(("text", "moment"), PERSIAN)
def test_what_persian_writers_mean(text: str, moment: str) -> None:
    assert read(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "until",
        "soon",
        "until he answers",
        "tomorrow or monday",
        "monday tuesday",
        "5/6/2026",  # May or June
        "9/5",
        "1m",  # minute or month
        "-3 days",
        "+3 days",
        "1.5 hours",
        "0 days",
        "5000 days",
        "99999999999999999999 days",
        "2026-02-30",
        "31 June",
        "۳۱ مهر",
        "۳۰ اسفند ۱۴۰۵",  # no leap year
        "5 Nov 1405",
        "۵ آذر ۲۰۲۶",
        "2500-01-01",
        "Tuesday 25 November 2026",  # it is a Wednesday
        "3 days tomorrow",
        "2 hours 14:30",
        "25:00",
        "tomorrow 24:00",
        "tomorrow 14 am",
        "ساعت ۱۲ شب",  # of which day?
        "ساعت ۲ شب",
        "tomorrow 9:00 10:00",
        "end of the week",
        "وقتی جواب داد",
        "نیم ساعت",
        "tomorrow; tomorrow",
        "3 days" + " " * LIMIT + "x",
    ],
)
def test_what_leaves_a_doubt_is_no_moment(text: str) -> None:
    assert read(text) == ""


def test_a_day_without_a_time_begins_at_the_hour_that_is_asked_for() -> None:
    assert read_moment("tomorrow", NOW, UTC, hour=7) == datetime(2026, 11, 22, 7, tzinfo=UTC)


def test_the_day_is_that_of_the_zone_and_not_of_greenwich() -> None:
    late = datetime(2026, 11, 21, 21, 0, tzinfo=UTC)  # half past midnight on Sunday in Tehran
    assert read_moment("tomorrow", late, TEHRAN) == datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
    assert read_moment("tomorrow", late, UTC) == datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def test_hours_are_counted_and_not_read_off_a_clock_that_is_put_forward() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    night = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)  # half an hour before the clocks go from two to three
    assert read_moment("2 hours", night, berlin) == night + timedelta(hours=2)
    assert read_moment("1 day", night, berlin) == datetime(2027, 3, 29, 7, tzinfo=UTC)


@given(st.integers(0, 360), st.integers(0, 23), st.integers(0, 59))
def test_moments_as_we_write_them_are_read_back(days: int, hour: int, minute: int) -> None:
    local = (NOW.astimezone(TEHRAN) + timedelta(days=days)).replace(hour=hour, minute=minute)
    english = f"{local:%A} {local.day} {local:%B %Y}, {local:%H:%M}"
    assert read_moment(english, NOW, TEHRAN) == local
    assert read_moment(jalali(local, TEHRAN), NOW, TEHRAN) == local
    assert read_moment(persian_digits(english), NOW, TEHRAN) == local


PIECES = ["until", "next", "at", "3", "14:30", "25", "nov", "may", "2026", "1405", "1405/12/30", "9999-99-99", "sat"]
PIECES += ["شنبه", "سه", "پس", "فردا", "ساعت", "۹", "صبح", "شب", "روز", "هفته", "بعد", "آذر", "۱۳۹۹", "week", "days"]
PIECES += ["am", "pm", "noon", "-", "/", ":", "0", "31", "th", "month", "1600", "29", "feb", "ماه", "اسفند", "۳۰"]


@given(
    st.one_of(st.text(max_size=LIMIT + 20), st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join)),
    st.integers(-30_000, 30_000),
)
def test_any_text_is_read_at_any_time(text: str, days: int) -> None:
    now = (NOW + timedelta(days=days)).astimezone(timezone(timedelta(hours=3, minutes=30)))
    moment = read_moment(text, now, TEHRAN)
    assert moment is None or moment.tzinfo is UTC


def test_a_megabyte_is_refused_at_once() -> None:
    began = time.process_time()
    for text in ("3 " * 500_000, "-" * 1_000_000, "روز " * 250_000, "1:" * 500_000, "(" * 1_000_000):
        assert read(text) == ""
    assert time.process_time() - began < 2
