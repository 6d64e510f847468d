"""Persian text: folded for matching, judged, and shown."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from gateway.mail.persian import direction, fold, isolate, jalali, language_of, persian_digits


def test_spellings_fold_together() -> None:
    def check(one: str, other: str) -> None:
        assert fold(one) == fold(other)

    check("يك", "یک")
    check("می\u200cشود", "میشود")
    check("كتابخانـــه", "کتابخانه")
    check("۱۲۳", "123")
    check("١٢٣", "123")
    check("سَلام", "سلام")
    check("HELLO", "hello")
    check("Straße", "STRASSE")
    check("ﺳﻼﻡ", "سلام")


def test_languages_are_told_by_script() -> None:
    def check(text: str, language: str) -> None:
        assert language_of(text) == language

    check("سلام، لطفاً وضعیت درخواست من را بگویید", "fa")
    check("سلام", "fa")
    check("Hello, please help", "en")
    check("سلام، نرم‌افزار Word باز نمی‌شود", "fa")
    check("Hello علی", "en")
    check("مرحبا، أريد المساعدة في هذا الطلب", "")
    check("Привет", "")
    check("123 !", "")
    check("", "")


def test_direction_follows_the_first_strong_character() -> None:
    assert direction("123 سلام hello") == "rtl"
    assert direction("... hello سلام") == "ltr"
    assert direction("") == direction("123") == "ltr"


def test_numbers_dates_and_isolates() -> None:
    assert persian_digits("7KQM 105") == "۷KQM ۱۰۵"
    assert isolate("#1") == "\u2068#1\u2069"
    moment = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)
    assert jalali(moment, ZoneInfo("Asia/Tehran")) == "شنبه ۳۰ آبان ۱۴۰۵، ساعت ۲۰:۳۰"
