"""Under which name a relay keeps our mail, as its reply to the last dot says: what a postmaster searches for. Pure."""

import re

ID_LIMIT = 80

# One for each way of speaking; the first that fits is taken. Every repetition has its bound.
_WAYS = (
    re.compile(r"\bqueued (?:mail )?(?:as|with id|under id) <?([A-Za-z0-9._-]{4,80})", re.IGNORECASE),  # Postfix, SES
    re.compile(r"\bid=([A-Za-z0-9]{6,11}-[A-Za-z0-9]{6,11}-[A-Za-z0-9]{2,4})\b"),  # Exim
    re.compile(r"\[InternalId=(\d{4,30})\b"),  # Exchange and Microsoft 365
    re.compile(r" ([A-Za-z0-9._-]{6,80}) {0,4}- gsmtp\b"),  # Gmail
    re.compile(
        r"^250(?: 2\.\d{1,3}\.\d{1,3})? ([A-Za-z0-9]{8,20}) Message accepted for delivery"
    ),  # Sendmail, OpenSMTPD
    re.compile(r"^250 ok (\d{9,11} qp \d{1,10})\b", re.IGNORECASE),  # qmail
    re.compile(r"^250 Ok ([0-9a-f]{16}-[0-9a-f-]{20,60})$"),  # Amazon SES
    re.compile(r"\bMessage Queued \(([A-Z0-9-]{36}(?:\.\d{1,3})?)\)"),  # Haraka
    re.compile(r"\bAccepted as (\d{1,19})\b"),  # a Postroom
)


def queue_id(words: str) -> str:
    """ "" where the reply names none. `words` are one line of at most a few hundred characters."""
    for way in _WAYS:
        found = way.search(words)
        if found:
            return found[1][:ID_LIMIT]
    return ""
