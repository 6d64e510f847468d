"""Mails about a request that was sent again: what its writer reads of it, and what agents do."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.notices import Kind, Manner
from gateway.tickets.ticket import Status

from .test_render import ARTICLE, AT, TOKEN, rendered


def test_the_writer_reads_number_state_and_what_to_expect() -> None:
    words = rendered(Kind.AGAIN, status=Status.NEW, promised=AT + timedelta(hours=4), last_answer=None, withheld=())
    assert words.subject == f"Re: Cannot log in {TOKEN}"
    for part in (TOKEN, "“Cannot log in”", "received; we have not answered yet", "by Saturday 21 November 2026, 18:05"):
        assert part in words.text
    assert "reply to this mail" in words.text
    measured = rendered(Kind.AGAIN, promised=None, first_response=12, last_answer=None).text
    assert "At present the first answer takes about" in measured
    nothing = rendered(Kind.AGAIN, promised=None, first_response=None, last_answer=AT)
    assert "first answer" not in nothing.text
    assert "Our last answer: Saturday 21 November 2026, 14:05" in nothing.text


def test_the_same_in_persian() -> None:
    words = rendered(Kind.AGAIN, "fa", status=Status.OPEN, promised=AT + timedelta(hours=4), last_answer=AT)
    for part in ("همان درخواست پیشین شما", "در دست بررسی", "نخستین پاسخ ما تا شنبه ۳۰ آبان ۱۴۰۵، ساعت ۱۸:۰۵"):
        assert part in words.text
    assert 'dir="rtl"' in words.html


@pytest.mark.parametrize("language", ["en", "fa"])
def test_whom_nothing_proves_reads_no_state(language: str) -> None:
    words = rendered(Kind.AGAIN, language, manner=Manner.CONTENT_FREE, promised=None, last_answer=None)
    for form in (words.text, words.html):
        assert TOKEN in form
        for secret in ("Cannot log in", "Sara", "Tom Baker", "being worked on", "در دست بررسی"):
            assert secret not in form


@pytest.mark.parametrize(
    ("language", "sentence", "order"),
    [("en", "the same request came 3 times", "#split"), ("fa", "همین درخواست تاکنون ۳ بار رسیده است", "#تفکیک")],
)
def test_agents_read_that_it_was_sent_again_and_how_to_undo_it(language: str, sentence: str, order: str) -> None:
    words = rendered(Kind.NEW_MAIL, language, repeats=2)
    assert sentence.lower() in words.text.lower()
    assert order in words.text
    assert order in words.html
    assert order not in rendered(Kind.NEW_MAIL, language, repeats=0).text


@pytest.mark.parametrize(
    ("language", "times", "unanswered"),
    [("en", "has sent the same request 3 times", "no answer yet"), ("fa", "۳ بار فرستاده است", "هنوز پاسخی")],
)
def test_the_lead_reads_how_often_and_whether_anybody_answered(language: str, times: str, unanswered: str) -> None:
    words = rendered(Kind.REPEATED, language, repeats=2, last_answer=None)
    assert times in words.text
    assert unanswered in words.text
    assert ARTICLE.text in words.text
    assert unanswered not in rendered(Kind.REPEATED, language, repeats=2, last_answer=AT).text
    unverified = replace(ARTICLE, unverified=True)
    warning = "NOT VERIFIED" if language == "en" else "تأییدنشده"
    assert warning in rendered(Kind.REPEATED, language, article=unverified, repeats=2).text
