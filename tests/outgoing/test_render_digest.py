"""An agent's morning in words: what stands where, in both languages, whatever people wrote."""

from dataclasses import replace
from typing import Any

import pytest

from gateway.mail.persian import persian_digits
from gateway.notices import DeskFigures, DigestLine, DigestList, DigestView, Kind
from gateway.outgoing.render import Rendered
from gateway.tickets.people import Role

from .test_render import DIGEST, TICKET, rendered

LANGUAGES = ["en", "fa"]


def morning(language: str = "en", digest: DigestView = DIGEST, **changes: Any) -> Rendered:
    about_nothing = {"token": "", "number": 0, "subject": "", "answerable": False, "article": None, "lines": ()}
    told = {"role": Role.AGENT, "recipient": "Tom Baker", "digest": digest}
    return rendered(Kind.DIGEST, language, **(about_nothing | told | changes))


def only(**changes: Any) -> DigestView:
    return DigestView(mine=DigestList((replace(TICKET, **changes),)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_subject_counts(language: str) -> None:
    subject = morning(language).subject
    shown = [number if language == "en" else persian_digits(number) for number in ("1", "13", "1")]
    assert [word for word in subject.replace("،", "").replace(",", "").split() if word in shown] == shown
    assert "[#" not in subject, "an answer belongs to none of them"


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_late_and_how_long_yet_and_how_many_more(language: str) -> None:
    words = morning(language)
    late, left, more = ("2 hours", "35 minutes", "12") if language == "en" else ("۲ ساعت", "۳۵ دقیقه", "۱۲")
    for text in (words.text, words.html):
        assert late in text
        assert left in text
        assert more in text
        assert "1042-7KQM" in text
        assert "Tom Baker" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_empty_has_no_heading(language: str) -> None:
    full, bare = morning(language), morning(language, only())
    assert full.text.count("\n- ") == 4
    assert bare.text.count("\n- ") == 1
    assert bare.text.count("(") < full.text.count("(")
    nothing = morning(language, DigestView())
    assert "\n- " not in nothing.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_people_stay_words(language: str) -> None:
    nasty = "x\r\nBcc: y@z.example\u202e<script>{{ 7 * 7 }}%s"
    words = morning(language, only(subject=nasty, requester=nasty, assignee=nasty, department=nasty))
    assert "<script" not in words.html
    assert "49" not in words.text
    assert "\u202e" not in words.text + words.html
    assert "\nBcc:" not in words.text
    figures = DigestView(desks=(DeskFigures(nasty, 1, 0, 0, 0),))
    assert "<script" not in morning(language, figures).html


def test_persian_digits_everywhere() -> None:
    figures = replace(DIGEST, desks=(DeskFigures("پشتیبانی", 24, 3, 1, 7),))
    line = figures.mine.lines[0]
    text = morning("fa", figures).text.replace("1042-7KQM", "")
    assert not any(digit.isascii() and digit.isdigit() for digit in text), text
    assert isinstance(line, DigestLine)
