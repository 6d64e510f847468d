"""A thank-you is told from an answer; in doubt it is an answer."""

import pytest

from gateway.tickets.thanks import WORDS_LIMIT, only_thanks


@pytest.mark.parametrize(
    "text",
    [
        "Thanks!",
        "THANK YOU SO MUCH",
        "Thank you very much for your quick help.\n\nKind regards",
        "Great, thanks 🙏👍",
        "Perfect, it works now. Thanks a lot!",
        "Cheers",
        "ممنون",
        "ممنونم از پاسخ شما",
        "سلام، خیلی متشکرم، مشکل حل شد",
        "با سپاس از راهنمایی شما",
        "با تشكر",  # Arabic kaf
        "لطف کردید",
        "مرسی 🌹",
        "سپاس‌گزارم",
    ],
)
def test_only_thanks(text: str) -> None:
    assert only_thanks(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "🙏",
        "ok",
        "It works now",  # says nothing of thanks; an agent should see it move
        "Thanks, but it does not work.",
        "Not solved, thanks",
        "Thanks for nothing, it still fails",
        "Thanks. Is it really solved?",
        "Thanks, error 17 again",
        "Thank you for your help. My other printer is broken too",
        "thanks " * (WORDS_LIMIT + 1),
        "ممنون، ولی حل نشد",
        "با تشکر، هنوز کار نمی‌کند",
        "ممنون. حل شد؟",
        "سلام وقت بخیر",
        "مشکل حل شد",
    ],
)
def test_more_than_thanks(text: str) -> None:
    assert not only_thanks(text)


def test_a_long_text_of_thanks_is_judged_at_once() -> None:
    assert not only_thanks("thanks " * 200_000)
