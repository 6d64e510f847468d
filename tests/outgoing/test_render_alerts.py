"""The mail that tells of a brake, for each brake and in each language."""

import re

import pytest

from gateway.filters.brakes import LIMITS
from gateway.mail.persian import persian_digits
from gateway.notices import Kind
from gateway.outgoing.render import Rendered

from .test_render import rendered

KEYS = {"ticket_brake": "1042", "flood_brake": "1042", "domain_brake": "crowd.example", "echo_brake": "crowd.example"}
KEYS |= {"total_brake": "", "address_brake": "ali@customer.example", "day_brake": "ali@customer.example"}


def alert(brake: str, language: str, key: str) -> Rendered:
    lines = (brake, key, "37", "815")
    return rendered(Kind.ALERT, language, lines=lines, token="", number=0, subject="", answerable=False, article=None)


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize("brake", LIMITS)
def test_it_says_what_bit_and_how_much_and_where_to_look(brake: str, language: str) -> None:
    words = alert(brake, language, KEYS[brake])
    number = persian_digits("37") if language == "fa" else "37"
    key = persian_digits(KEYS[brake]) if language == "fa" and KEYS[brake].isdigit() else KEYS[brake]
    for text in (words.text, words.html):
        assert len(re.findall(number, text)) >= 1
        assert key in text
        assert "postroom explain 815" in text
        assert "postroom mails" in text
        assert "21 November 2026" in text or "۳۰ آبان ۱۴۰۵" in text
    assert words.subject
    assert "[#" not in words.subject + words.text


def test_each_brake_has_words_of_its_own() -> None:
    for language in ("en", "fa"):
        assert len({alert(brake, language, "x").text for brake in LIMITS}) == len(LIMITS)


@pytest.mark.parametrize("language", ["en", "fa"])
def test_an_address_stays_one_line_of_plain_text_whatever_is_in_it(language: str) -> None:
    words = alert("address_brake", language, 'x"<script>\r\nBcc: y@z.example\u202e@evil.example')
    assert "<script" not in words.html
    assert "\u202e" not in words.text + words.html
    assert not re.search("^Bcc:", words.text, re.MULTILINE)
    assert "evil" not in words.subject
