"""What signing in gave, as it lies in a file: tokens, until when they are good, and trouble with getting new ones."""

import json
import math
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from .asking import Given

EARLY = 60.0  # seconds before its end in which a token is replaced
LONGEST_QUIET = 3600.0  # seconds; a clock that was wrong once must not silence us for ever


class Damaged(Exception):
    """The file is not one of ours."""


@dataclass(frozen=True, slots=True)
class Grant:
    """All times in seconds since 1970. `application` is who got the tokens, and to whom alone they are shown again."""

    application: str
    since: float
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    renew: float  # from then on a new token is asked for
    expires: float
    trouble: str = ""  # why the last try gave none
    quiet_until: float = 0.0  # no try before

    def is_fresh(self, now: float) -> bool:
        return now < self.renew

    def is_good(self, now: float) -> bool:
        return now < self.expires

    def is_quiet(self, now: float) -> bool:
        return now < self.quiet_until <= now + LONGEST_QUIET

    def renewed(self, given: Given, now: float) -> "Grant":
        """Providers that rotate refresh tokens refuse the old one from now on."""
        early = min(EARLY, given.seconds / 2)
        return replace(
            self,
            access_token=given.access_token,
            refresh_token=given.refresh_token or self.refresh_token,
            renew=now + given.seconds - early,
            expires=now + given.seconds,
            trouble="",
            quiet_until=0.0,
        )

    def troubled(self, trouble: str, until: float) -> "Grant":
        return replace(self, trouble=trouble, quiet_until=until)


def signed_in(application: str, given: Given, now: float) -> Grant:
    return Grant(application, now, "", "", 0.0, 0.0).renewed(given, now)


def as_text(grant: Grant) -> str:
    return json.dumps(asdict(grant), indent=1) + "\n"


def from_text(text: str) -> Grant:
    """Raises Damaged."""
    try:
        known = json.loads(text)
        texts = [_text(known[name]) for name in ("application", "access_token", "refresh_token", "trouble")]
        times = [_time(known[name]) for name in ("since", "renew", "expires", "quiet_until")]
    except (ValueError, KeyError, TypeError):
        raise Damaged from None
    return Grant(texts[0], times[0], texts[1], texts[2], times[1], times[2], texts[3], times[3])


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _time(value: Any) -> float:
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError
    return float(value)
