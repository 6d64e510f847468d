"""What people read of promised times: in an acknowledgement, when time runs out, in a window of working days."""

from datetime import timedelta
from typing import Any

import pytest

from gateway.notices import Kind, Manner
from gateway.tickets.people import Role

from .test_render import AT, LINES, Tags, rendered

UNTIL = AT + timedelta(minutes=30)
IN_ENGLISH, IN_PERSIAN = "Saturday 21 November 2026, 14:35 (UTC+03:30)", "شنبه ۳۰ آبان ۱۴۰۵، ساعت ۱۴:۳۵"


def both(kind: Kind, language: str = "en", **changes: Any) -> tuple[str, str]:
    """The text, and the words of the page."""
    words = rendered(kind, language, **{"lines": LINES.get(kind, ()), "withheld": (), **changes})
    return words.text, Tags(words.html).words


@pytest.mark.parametrize(
    ("language", "changes", "said"),
    [
        ("en", {"promised": UNTIL}, f"You can expect a first answer by {IN_ENGLISH}."),
        ("fa", {"promised": UNTIL}, f"نخستین پاسخ ما تا {IN_PERSIAN} به دست شما می‌رسد."),
        ("en", {"promised": UNTIL}, "At present it takes about 12 minutes."),
        ("fa", {"promised": UNTIL}, "در حال حاضر نخستین پاسخ حدود ۱۲ دقیقه زمان می‌برد."),
        ("en", {"keeps_hours": True}, "At present the first answer takes about 12 minutes of our working time."),
        ("fa", {"keeps_hours": True}, "در حال حاضر نخستین پاسخ ما در ساعت‌های کاری حدود ۱۲ دقیقه زمان می‌برد."),
        ("en", {"keeps_hours": True, "first_response": 9_000}, "takes about 150 hours of our working time."),
        ("en", {"first_response": 9_000}, "takes about 6 days."),
    ],
)
@pytest.mark.parametrize("manner", [Manner.FULL, Manner.CONTENT_FREE])
def test_the_acknowledgement_says_when_an_answer_comes(
    language: str, changes: dict[str, Any], said: str, manner: Manner
) -> None:
    for words in both(Kind.RECEIVED, language, manner=manner, **changes):
        assert said in words


@pytest.mark.parametrize("language", ["en", "fa"])
def test_without_a_promise_none_is_mentioned(language: str) -> None:
    for words in both(Kind.RECEIVED, language, first_response=None):
        assert "You can expect" not in words
        assert "نخستین پاسخ" not in words


@pytest.mark.parametrize(
    ("kind", "language", "said"),
    [
        (Kind.DUE_SOON, "en", f"Little time is left: a first answer is promised by {IN_ENGLISH}."),
        (Kind.DUE_SOON, "fa", f"زمان کمی مانده است: وعدهٔ نخستین پاسخ {IN_PERSIAN} است."),
        (Kind.OVERDUE, "en", f"The promised time is over: a first answer was promised by {IN_ENGLISH}."),
        (Kind.OVERDUE, "fa", f"زمان وعده به پایان رسیده است: وعدهٔ نخستین پاسخ {IN_PERSIAN} بود."),
    ],
)
def test_agents_read_what_was_promised_and_who_has_the_ticket(kind: Kind, language: str, said: str) -> None:
    nobody = {"en": "Nobody has taken it yet.", "fa": "هنوز کسی آن را بر عهده نگرفته است."}[language]
    for words in both(kind, language, promised=UNTIL, role=Role.AGENT):
        assert said in words
        assert "Tom Baker" in words
        assert nobody not in words
    for words in both(kind, language, promised=UNTIL, role=Role.AGENT, answers=""):
        assert nobody in words
    for words in both(kind, language, promised=None, role=Role.AGENT):  # answered, before the mail left
        assert IN_ENGLISH not in words
        assert IN_PERSIAN not in words


@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_holding_note_stays_in_the_conversation_and_tells_nothing_of_the_house(language: str) -> None:
    for manner in Manner.FULL, Manner.CONTENT_FREE:
        note = rendered(Kind.HOLDING, language, manner=manner, promised=UNTIL, lines=())
        received = rendered(Kind.RECEIVED, language, manner=manner, lines=())
        assert note.subject.removeprefix("Re: ") == received.subject.removeprefix("Re: ")
        for words in (note.text, Tags(note.html).words):
            assert "1042-7KQM" in words
            assert "Tom Baker" not in words
            assert ("Sara Ahmadi" in words) is (manner is Manner.FULL)
            assert ("Cannot log in" in words) is (manner is Manner.FULL)


def test_a_window_of_working_days_says_so() -> None:
    for words in both(Kind.RESOLVED, window_works=True):
        assert "within 3 working days" in words
    for words in both(Kind.RESOLVED, window_works=True, window_days=1):
        assert "within 1 working day," in words
    for words in both(Kind.RESOLVED, "fa", window_works=True):
        assert "تا ۳ روز کاری فرصت دارید" in words
    for words in both(Kind.RESOLVED):
        assert "working" not in words
