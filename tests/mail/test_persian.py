"""Persian text: folded for matching, judged, and shown."""

import re
import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from gateway.mail.persian import (
    direction,
    fold,
    isolate,
    jalali,
    jalali_latin,
    language_of,
    latin_digits,
    persian_digits,
)


def test_long_texts_fold_as_short_ones_do() -> None:
    words = ["علي", "كتاب", "می‌شود", "۱۲۳", "٤٥", "مَدرَسِه", "Straße", "ﻻ", "e\u0301", "ﷺ", "x" * 999, "\u200f", "ۀ"]
    text = " ".join(words * 30) + "\n" + "  ".join(reversed(words * 30))
    assert fold(text) == re.sub(r"\S+", lambda word: fold(word[0]), text)


def test_a_long_run_of_marks_folds_in_time() -> None:
    text = "a" + "\u0301\u0327" * 20_000
    began = time.process_time()
    fold(text)
    assert time.process_time() - began < 1


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


@pytest.mark.parametrize(
    "text",
    [
        "سلام وقت بخیر",
        "با سلام و احترام",
        "لطفا راهنمايي كنيد",  # Arabic yeh and kaf, as windows-1256 and old keyboards have them
        "اين نرم افزار از ديروز كار نمي كند",
        "درخواست ۱۲۳",
        "پیگیری",
        "البته الان هم الکترونیکی است",  # begins like the Arabic article
        "مسئول محترم، تأیید شد",
        "بالاخره بالای صفحه درست شد",
        "السلام علیکم، لطفاً پیگیری بفرمایید",
        "خطای E-105 در ماژول Login می‌دهد",
        "ﺳﻼﻡ، ﻟﻄﻔﺎ ﺑﺮﺭﺳﯽ ﮐﻨﯿﺪ",  # presentation forms
    ],
)
def test_persian_is_known_however_it_is_typed(text: str) -> None:
    assert language_of(text) == "fa"


@pytest.mark.parametrize(
    "text",
    [
        "مرحبا",
        "شكرا جزيلا",
        "نعم",
        "السلام عليكم ورحمة الله وبركاته",
        "أين طلبي؟",
        "تم حل المشكلة",
        "لم يصل الطلب حتى الآن",
        "أحتاج للمساعدة في الدخول إلى حسابي رقم ٤٥",
        "میرا پرنٹر کام نہیں کر رہا ہے، براہ کرم مدد کریں",  # Urdu
        "سڵاو، چاپکەرەکەم کار ناکات، تکایە یارمەتیم بدەن",  # Kurdish
        "سلام، زما پرنټر کار نه کوي، مهرباني وکړئ مرسته وکړئ",  # Pashto
    ],
)
def test_other_languages_of_the_script_are_not_taken_for_persian(text: str) -> None:
    assert language_of(text) == ""


def test_direction_follows_the_first_strong_character() -> None:
    assert direction("123 سلام hello") == "rtl"
    assert direction("... hello سلام") == "ltr"
    assert direction("") == direction("123") == "ltr"


def test_digits_of_any_keyboard_are_digits() -> None:
    assert latin_digits("۱۴۰۵-٠٣-14 سلام") == "1405-03-14 سلام"
    assert latin_digits("14:30") == "14:30"


def test_a_jalali_day_can_be_said_in_latin_letters() -> None:
    assert jalali_latin(date(2026, 11, 28)) == "7 Azar 1405"


def test_numbers_dates_and_isolates() -> None:
    assert persian_digits("7KQM 105") == "۷KQM ۱۰۵"
    assert isolate("#1") == "\u2068#1\u2069"
    moment = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)
    assert jalali(moment, ZoneInfo("Asia/Tehran")) == "شنبه ۳۰ آبان ۱۴۰۵، ساعت ۲۰:۳۰"
