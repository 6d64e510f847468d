"""How far a spam filter suspected a mail, as it wrote into its fields. Whether they count, the caller knows. Pure."""

import re

from .inbound import InboundMail

_STARS = re.compile(r"\*{1,100}")
_SCORE = re.compile(r"(-?\d{1,4}(?:\.\d{1,4})?)\b")
_STATUS = re.compile(r"\b(?:score|hits)=(-?\d{1,4}(?:\.\d{1,4})?)")
_RESULT = re.compile(r"\[\s*(-?\d{1,4}(?:\.\d{1,4})?)\s*/")

# The first field that says a number counts; stars are whole points.
_FIELDS = (
    ("x-spam-score", _SCORE),
    ("x-rspamd-score", _SCORE),
    ("x-spam-status", _STATUS),
    ("x-spamd-result", _RESULT),
)


def spam_level(mail: InboundMail) -> float:
    """The score of rspamd or SpamAssassin; 0 where neither wrote one. The topmost field of each name is the latest."""
    for name, pattern in _FIELDS:
        found = pattern.search(mail.header(name)[:300])
        if found is not None:
            return float(found[1])
    stars = _STARS.match(mail.header("x-spam-level").strip())
    return float(len(stars[0])) if stars else 0.0
