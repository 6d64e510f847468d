"""The weekly mail: what it compares, in both languages, without a picture."""

from dataclasses import replace
from typing import Any

import pytest

from gateway.notices import ColleagueView, Compared, Kind
from gateway.outgoing.render import Rendered

from .test_render import REPORT, Tags, rendered


def weekly(language: str, **changes: Any) -> Rendered:
    report = replace(REPORT, **changes)
    return rendered(
        Kind.WEEKLY, language, report=report, token="", number=0, subject="", answerable=False, article=None
    )


def test_it_puts_the_week_beside_the_one_before() -> None:
    words = weekly("en")
    assert words.subject == "Support: 14 Nov to 20 Nov"
    for line in (
        "Opened                          118 (1,204)",
        "First answer: half within       14 min (3 h 20 min)",
        "First answer: 95 of 100 within  67 min (too few to tell)",
        "Promise kept                    91% (too few to tell)",
        "Rating                          too few to tell (4.2 ★)",
        "Saturday, 14 Nov    10   9",
        "over 3 days         27",
        "3 of the requests opened in this week wait for a first answer, 1 past the promised time.",
    ):
        assert line in words.text


def test_persian_readers_get_their_days_digits_and_units() -> None:
    words = weekly("fa")
    assert words.subject == "Support: گزارش ۲۳ آبان تا ۲۹ آبان"
    for line in (
        "ثبت‌شده: ۱۱۸ (۱٬۲۰۴)",
        "نیمی از نخستین پاسخ‌ها تا: ۱۴ دقیقه (۳ ساعت و ۲۰ دقیقه)",
        "وفای به وعده: ۹۱٪ (ناکافی)",
        "امتیاز: ناکافی (۴٫۲ ★)",
        "شنبه، ۲۳ آبان: ۱۰، ۹",
    ):
        assert line in words.text
    said = Tags(words.html).words
    assert not set("0123456789") & set(said.partition("</style>")[2])
    for piece in ("۱٬۲۰۴", "۳ ساعت و ۲۰ دقیقه", "۹۱٪", "شنبه، ۲۳ آبان", "سارا احمدی"):
        assert piece in said


@pytest.mark.parametrize("language", ["en", "fa"])
def test_bars_are_cells_whose_width_tells_the_count(language: str) -> None:
    html = weekly(language).html
    assert "<svg" not in html
    assert "<img" not in html
    widths = [int(piece.partition("%")[0]) for piece in html.split('class="bar" width="')[1:]]
    assert widths[:7] == sorted(widths[:7])  # ten opened on the first day, sixteen on the last
    assert widths[6] == 80
    assert widths[7:] == [12, 80]  # four and 27 are open; nothing is drawn for none


@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_quiet_week_is_told_without_figures_that_are_not_there(language: str) -> None:
    none, nothing = Compared(None, None), Compared(0, 0)
    words = weekly(
        language,
        opened=nothing, resolved=nothing, reopened=nothing, open=nothing,
        median=none, p95=none, share=none, rating=none,
        waiting=0, overdue=0, ratings=0, promise=None,
        days=tuple(replace(each, opened=0, resolved=0) for each in REPORT.days),
        ages=tuple(replace(each, count=0) for each in REPORT.ages),
        colleagues=(),
    )  # fmt: skip
    assert "None" not in words.text + words.html
    assert 'class="bar"' not in words.html
    for word in ("Rating", "Promise", "promise", "امتیاز", "وعده", "Who answered", "پاسخ‌دهندگان"):
        assert word not in words.text
    assert "\n\n\n" not in words.text


@pytest.mark.parametrize("language", ["en", "fa"])
def test_whatever_somebody_is_called_stays_a_name(language: str) -> None:
    name = '<script>x</script>"\r\nBcc: y@z.example\u202e'
    words = weekly(language, colleagues=(ColleagueView(name, 1, 60, 1, 1),))
    assert "<script" not in words.html
    assert "\u202e" not in words.text + words.html
    assert "\nBcc:" not in words.text
    hostile = rendered(Kind.WEEKLY, language, department=name, report=REPORT, answerable=False)
    assert "<script" not in hostile.html
    assert "\n" not in hostile.subject
