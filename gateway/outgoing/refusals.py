"""What a relay's refusal is about: the recipient, this mail, or us. Pure."""

import re

from ..mail.delivery import Delivery, Fault

LONGEST_WAIT = 3600  # seconds that a relay may ask us to stay away

_LOGIN_WANTED = frozenset({530, 534, 535, 538})  # RFC 4954: the relay wants a login or another one
_TOO_LARGE = 552  # RFC 1870
_ABOUT_US = frozenset({"5.7.3", "5.7.8", "5.7.9", "5.7.11", "5.7.54", "5.7.57", "5.7.60"})  # RFC 4954, Exchange
_ENHANCED = re.compile(r"^\d{3} (\d\.\d{1,3}\.\d{1,3})\b")
# 5.7.1 says nothing by itself: it is said of spam, of closed lists, and of us. These words are said of us alone.
_NO_RELAYING = re.compile(
    r"relay(?:ing)? (?:access )?(?:is )?(?:denied|not permitted|not allowed|prohibited)|unable to relay"
    r"|(?:not permitted|not allowed) to relay|(?:list of|in my) allowed rcpthosts"
    r"|(?:client|user|sender|session) (?:is |was )?not authenticated|authentication (?:is )?required",
    re.IGNORECASE,
)
_COME_AGAIN = re.compile(
    r"\b(?:again|retry|gr[ae]ylist(?:ed|ing)?)\b[^0-9]{0,40}?"
    r"(\d{1,5}) ?(s|secs?|seconds?|m|mins?|minutes?)\b",
    re.IGNORECASE,
)


def of_sender(code: int) -> tuple[Delivery, Fault]:
    """Said at MAIL: never about a recipient. 552 is about this very mail, which another relay may find small enough."""
    if code == _TOO_LARGE:
        return Delivery.BOUNCED, Fault.UNFIT
    return Delivery.DEFERRED, Fault.RELAY if code == 421 else Fault.REFUSES


def of_recipient(code: int, words: str) -> tuple[Delivery, Fault]:
    """Said at RCPT or DATA. 421 is said of the whole service."""
    if code == 421:
        return Delivery.DEFERRED, Fault.RELAY
    if code // 100 == 5:
        return (Delivery.DEFERRED, Fault.REFUSES) if about_us(code, words) else (Delivery.BOUNCED, Fault.NONE)
    return Delivery.DEFERRED, Fault.NONE


def of_content(code: int, words: str) -> tuple[Delivery, Fault]:
    """Said after the last dot: whatever it is, it stays with this relay."""
    final = code // 100 == 5 and not about_us(code, words)
    return (Delivery.BOUNCED if final else Delivery.DEFERRED), Fault.NONE


def about_us(code: int, words: str) -> bool:
    """Is it our own set-up that the relay minds? Such mail waits, for somebody will put it right."""
    if code in _LOGIN_WANTED:
        return True
    enhanced = _ENHANCED.match(words)
    if enhanced and enhanced[1].startswith(("5.1.", "5.2.")):
        return False  # of a mailbox or its address, perhaps in another server's words
    return bool(enhanced and enhanced[1] in _ABOUT_US) or _NO_RELAYING.search(words) is not None


def come_again(words: str) -> int:
    """After how many seconds greylisting wants to see us again; 0 where it does not say."""
    found = _COME_AGAIN.search(words)
    if not found:
        return 0
    seconds = int(found[1]) * (60 if found[2].lower().startswith("m") else 1)
    return min(seconds, LONGEST_WAIT)
