"""Orders of agents about where a ticket stands in its life."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from gateway.tickets.changes import Change, Close, Reopen, Resolve, SetStatus, Snooze, Wake
from gateway.tickets.ticket import Status

from ..builders import NOW, ticket
from .agents_desk import complaint, desk, effects, told

RESOLVE = Resolve(NOW, NOW + timedelta(days=3), NOW + timedelta(days=2))
TEHRAN = ZoneInfo("Asia/Tehran")
TOMORROW = datetime(2026, 11, 22, 9, 0, tzinfo=TEHRAN)
LIVE = (Status.NEW, Status.OPEN, Status.WAITING)


@pytest.mark.parametrize(
    ("lines", "statuses", "change"),
    [
        (("#resolve", "#حل‌شد", "#fixed", "#انجام شد"), LIVE, RESOLVE),
        (("#close", "#بستن", "#closed", "#ببند"), (*LIVE, Status.RESOLVED), Close(NOW)),
        (("#reopen", "#بازگشایی", "#re-open", "#باز کن"), (Status.RESOLVED, Status.CLOSED, Status.SPAM), Reopen()),
        (("#notspam", "#not spam", "#هرزنامه نیست"), (Status.SPAM,), Reopen()),
        (("#spam", "#هرزنامه", "#junk"), (*LIVE, Status.RESOLVED), SetStatus(Status.SPAM)),
        (("#snooze tomorrow", "#تعویق فردا", "#sleep tomorrow"), LIVE, Snooze(TOMORROW)),
    ],
)
def test_what_moves_a_ticket(lines: tuple[str, ...], statuses: tuple[Status, ...], change: Change) -> None:
    for line in lines:
        for status in statuses:
            assert effects(line, desk(ticket(status=status))) == (change,)


@pytest.mark.parametrize(
    ("line", "status", "en", "fa"),
    [
        ("#resolve", Status.RESOLVED, "resolved already", "«حل‌شده»"),
        ("#resolve", Status.CLOSED, "closed already", "«بسته»"),
        ("#resolve", Status.SPAM, "spam already", "«هرزنامه»"),
        ("#close", Status.CLOSED, "closed already", "از پیش «بسته»"),
        ("#close", Status.SPAM, "#reopen first", "#بازگشایی"),
        ("#spam", Status.SPAM, "spam already", "«هرزنامه»"),
        ("#spam", Status.CLOSED, "#reopen first", "#بازگشایی"),
        ("#reopen", Status.NEW, "not finished, it is new", "«تازه»"),
        ("#reopen", Status.OPEN, "not finished, it is open", "«باز»"),
        ("#reopen", Status.WAITING, "waiting for the customer", "در انتظار"),
        ("#snooze tomorrow", Status.RESOLVED, "needs no sleep", "تعویق نمی‌خواهد"),
        ("#snooze tomorrow", Status.CLOSED, "#reopen first", "#بازگشایی"),
        ("#snooze tomorrow", Status.SPAM, "#reopen first", "#بازگشایی"),
    ],
)
def test_what_cannot_move_says_where_it_stands(line: str, status: Status, en: str, fa: str) -> None:
    in_english, in_persian = complaint(line, desk(ticket(status=status)))
    assert en in in_english
    assert fa in in_persian


@pytest.mark.parametrize("line", ["#resolve", "#close", "#reopen", "#spam", "#snooze tomorrow"])
def test_a_merged_ticket_moves_only_when_it_is_one_of_its_own_again(line: str) -> None:
    en, fa = complaint(line, desk(ticket(status=Status.MERGED, merged=1043)))
    assert "#1043" in en
    assert "#unmerge 7" in en
    assert "۱۰۴۳" in fa
    assert "#لغو‌ادغام ۷" in fa


@pytest.mark.parametrize(
    "line", ["#resolve it", "#close now", "#reopen please", "#spam !!", "#wake up now", "#بستن آن"]
)
def test_words_behind_an_order_that_takes_none_are_refused(line: str) -> None:
    asleep = ticket(snoozed=TOMORROW)
    en, fa = complaint(line, desk(asleep))
    assert "nothing may stand behind it" in en
    assert "چیزی نمی‌آید" in fa


# --- sleeping ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "until"),
    [
        ("#snooze until 2026-11-25", datetime(2026, 11, 25, 9, 0, tzinfo=TEHRAN)),
        ("#snooze 2h", NOW + timedelta(hours=2)),
        ("#snooze: next week", datetime(2026, 11, 28, 9, 0, tzinfo=TEHRAN)),
        ("#تعویق تا پس‌فردا", datetime(2026, 11, 23, 9, 0, tzinfo=TEHRAN)),
        ("#به تعویق ۳ روز", datetime(2026, 11, 24, 9, 0, tzinfo=TEHRAN)),
        ("#تعویق ۵ آذر ۱۴۰۵ ساعت ۱۴:۳۰", datetime(2026, 11, 26, 14, 30, tzinfo=TEHRAN)),
        ("#snooze 2027-11-21 13:30", datetime(2027, 11, 21, 13, 30, tzinfo=TEHRAN)),
    ],
)
def test_a_ticket_sleeps_until_then(line: str, until: datetime) -> None:
    assert effects(line) == (Snooze(until),)


def test_until_when_is_told_in_the_calendar_of_the_writer() -> None:
    en, fa = told("#snooze tomorrow 14:30")
    assert en == "the ticket sleeps until Sunday 22 November 2026, 14:30"
    assert "یکشنبه ۱ آذر ۱۴۰۵، ساعت ۱۴:۳۰" in fa


def test_a_sleeping_ticket_may_sleep_longer_and_may_be_woken() -> None:
    asleep = desk(ticket(snoozed=TOMORROW))
    assert effects("#snooze monday", asleep) == (Snooze(TOMORROW + timedelta(days=1)),)
    for line in ("#wake", "#unsnooze", "#بیدار", "#بیدار شو", "#لغو تعویق"):
        assert effects(line, asleep) == (Wake(),)


@pytest.mark.parametrize(
    ("line", "en", "fa"),
    [
        ("#snooze", "until when?", "تا کی؟"),
        ("#snooze soon", "“soon” is no moment", "«soon»"),
        ("#snooze 5/6/2026", "no moment", "چه زمانی است"),
        ("#snooze yesterday", "no moment", "چه زمانی است"),
        ("#snooze 2026-11-20", "must lie ahead", "تا یک سال دیگر"),
        ("#snooze today", "Saturday 21 November 2026, 09:00", "شنبه ۳۰ آبان ۱۴۰۵"),
        ("#snooze 2028-01-01", "by a year at most", "تا یک سال دیگر"),
        ("#snooze 13 months", "by a year at most", "تا یک سال دیگر"),
    ],
)
def test_a_moment_that_will_not_do_is_answered_with_two_that_would(line: str, en: str, fa: str) -> None:
    in_english, in_persian = complaint(line)
    assert en in in_english
    assert fa in in_persian
    assert in_english.count("#snooze") == 2
    assert in_persian.count("#تعویق") == 2


def test_the_examples_of_complaints_are_moments_themselves() -> None:
    en, fa = complaint("#snooze soon")
    for example in (*en.partition("write ")[2].split(" or "), *fa.partition("بنویسید: ")[2].split(" یا ")):
        assert effects(example)


def test_what_sleeps_until_then_already_and_what_does_not_sleep_say_so() -> None:
    en, fa = complaint("#snooze tomorrow", desk(ticket(snoozed=TOMORROW)))
    assert "sleeps until Sunday 22 November 2026, 09:00 already" in en
    assert "۱ آذر ۱۴۰۵" in fa
    en, fa = complaint("#wake")
    assert "does not sleep" in en
    assert "به تعویق نیفتاده" in fa


def test_long_words_are_said_back_in_one_short_line() -> None:
    en, fa = complaint("#snooze " + "\u202every soon\u2028 " * 100)
    assert "\u202e" not in en + fa
    assert "\u2028" not in en + fa
    assert len(en) < 200
    assert "…”" in en
