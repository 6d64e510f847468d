"""What answering machines say: that their owner is away, and until when; and all that says no such thing."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from gateway.mail.absence import Absent, read_absence

TEHRAN = ZoneInfo("Asia/Tehran")
NOW = datetime(2026, 11, 28, 10, 0, tzinfo=UTC)  # Saturday, 7 Azar 1405


def day(month: int, number: int, hour: int = 0, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, number, hour, minute, tzinfo=TEHRAN).astimezone(UTC)


def read(text: str, subject: str = "Automatic reply: Printer") -> Absent | None:
    return read_absence(subject, text, NOW, TEHRAN)


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("I am out of the office until 3 December.", day(12, 4)),
        ("I am out of office until Thursday, 3 December 2026.", day(12, 4)),
        ("Hello,\nI'm on leave until 3 Dec. For urgent matters call 021-88 77 66.", day(12, 4)),
        ("I am away from 29 November to 3 December 2026.", day(12, 4)),
        ("I am away from 29 November through 3 December, with no mail.", day(12, 4)),
        ("I am away till Tuesday", day(12, 2)),
        ("I am away until 2026-12-03 14:00.", day(12, 3, 14)),
        ("I will be out of the office until tomorrow.", day(11, 30)),
        ("I will be back on 7 December.", day(12, 7)),
        ("I'm on vacation until 4 December, back on Monday, 7 December.", day(12, 7)),
        ("On holiday. Back in the office on 7 December 2026; in urgent cases write to Mina.", day(12, 7)),
        ("I am away, returning on Monday.", day(11, 30)),
        ("I am on leave and return to the office on 25.12.2026.", day(12, 25)),
        ("Out of office, back in two weeks", day(12, 12)),
        ("I will get back to you. I am out of office until 3 December, back to work 4 December", day(12, 4)),
        ("تا ۱۵ آذر در مرخصی هستم.", day(12, 7)),
        ("سلام، تا تاریخ ۱۵ آذر ۱۴۰۵ در مرخصی به سر می‌برم.", day(12, 7)),
        ("اینجانب از ۸ تا ۱۵ آذر در مرخصی می‌باشم", day(12, 7)),
        ("از ۱۴۰۵/۰۹/۰۸ لغایت ۱۴۰۵/۰۹/۱۵ در مرخصی هستم.", day(12, 7)),
        ("تا شنبه در دفتر نیستم.", day(12, 6)),
        ("در مرخصی هستم و روز دوشنبه ۱۶ آذر باز می‌گردم.", day(12, 7)),
        ("در مرخصی هستم و ۱۶ آذر به محل کار برمی‌گردم.", day(12, 7)),
        ("در مرخصی هستم. از ۱۶ آذر در خدمت شما هستم.", day(12, 7)),
    ],
)
def test_a_day_that_can_be_read_surely(text: str, until: datetime) -> None:
    assert read(text) == Absent(until)


@pytest.mark.parametrize(
    "text",
    [
        "I am on leave.",
        "I am away until further notice.",
        "I am away until 5/6/2027.",  # May or June
        "I am away until the end of the week.",
        "I am on leave until 3 December or until 5 December.",
        "I am on leave until 3 December 2027.",  # too far to be believed
        "I'm on vacation. I will get back to you on my return.",
        "در مرخصی هستم تا اطلاع ثانوی.",
        "در مرخصی هستم. تا جایی که بتوانم پاسخ می‌دهم.",
    ],
)
def test_away_without_a_day(text: str) -> None:
    assert read(text) == Absent(None)


@pytest.mark.parametrize("subject", ["Out of office", "Tom is on vacation", "در مرخصی", "Abwesend: Re: Printer"])
def test_the_subject_alone_may_say_it(subject: str) -> None:
    assert read("Please write to Mina.", subject) == Absent(None)


@pytest.mark.parametrize(
    "text",
    [
        "We have received your mail.",
        "This is an automated response. Your mail was received and will be read.",
        "پیام شما دریافت شد. این پیام به صورت خودکار فرستاده شده است.",
        "Please confirm your message by a click.",
        "",
    ],
)
def test_machines_that_speak_of_no_absence(text: str) -> None:
    assert read(text) is None


def test_a_day_that_is_past_is_given_as_it_is() -> None:
    assert read("I was out of office until 20 November 2026.") == Absent(day(11, 21))


def test_a_long_text_full_of_cues_takes_no_time() -> None:
    assert read("I am away. " + "until back " * 100_000) == Absent(None)
