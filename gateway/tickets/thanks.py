"""Is this nothing but a thank-you? Such a mail is kept and opens nothing. Pure."""

import re

from ..mail.persian import fold

WORDS_LIMIT = 12  # a longer text says more than thanks

_WORD = re.compile(r"[^\W_]+")

_COURTEOUS = """
thanks thank you very much so many again a lot great perfect cheers ok okay best kind regards wishes dear all the
for your help quick support answer reply it works now that solved my was appreciated appreciate hi hello
ممنون ممنونم متشکرم متشکر تشکر سپاس سپاسگزارم سپاسگزار مرسی خیلی بسیار از شما لطف کردید با زیاد پاسخ راهنمایی
کمک تان دست درد نکنه نکند عالی حل شد مشکل موفق باشید احترام سلام وقت بخیر خسته نباشید لطفتان بابت برای پیگیری شد
"""
_VOCABULARY = frozenset(_WORD.findall(fold(_COURTEOUS)))
_THANKS = frozenset(
    _WORD.findall(fold("thanks thank thx cheers appreciated ممنون ممنونم متشکرم متشکر تشکر سپاس سپاسگزارم مرسی لطف"))
)


def only_thanks(text: str) -> bool:
    """True where every word is one of courtesy and at least one gives thanks. A question is never only thanks."""
    if "?" in text or "؟" in text:
        return False
    words = _WORD.findall(fold(text))
    return 0 < len(words) <= WORDS_LIMIT and _VOCABULARY.issuperset(words) and not _THANKS.isdisjoint(words)
