"""Signing in with a second device (RFC 8628): we show an address and a code, and ask until somebody has been there."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from . import asking
from .asking import Given, Refused, Trouble
from .provider import Provider

GRANT = "urn:ietf:params:oauth:grant-type:device_code"
INTERVAL, LONGEST_INTERVAL = 5.0, 60.0  # seconds between two questions
SLOWER = 5.0  # that "slow_down" adds (section 3.5)
TIME, LONGEST_TIME = 900.0, 3600.0  # seconds that a code holds: where nothing is said, and at most

_SHOWN = re.compile(r"[\x21-\x7e]{1,500}")
_DENIED = frozenset({"access_denied", "authorization_declined"})


@dataclass(frozen=True, slots=True)
class Invitation:
    """Where somebody goes, and what they enter there."""

    address: str
    user_code: str
    device_code: str = field(repr=False)
    interval: float
    seconds: float


def invite(provider: Provider) -> Invitation:
    """Raises Trouble."""
    answer = asking.ask(provider.device_url, {"client_id": provider.client_id, "scope": provider.scope})
    address = answer.text("verification_uri", "verification_url")
    user_code, device_code = answer.text("user_code"), answer.text("device_code")
    if not all(_SHOWN.fullmatch(each) for each in (address, user_code)) or not device_code:
        raise Trouble(f"{answer.host} answers with something that is no code")
    interval = min(max(answer.number("interval", INTERVAL), 1.0), LONGEST_INTERVAL)
    seconds = min(max(answer.number("expires_in", TIME), 1.0), LONGEST_TIME)
    return Invitation(address, user_code, device_code, interval, seconds)


def await_consent(provider: Provider, invitation: Invitation, sleep: Callable[[float], None] = time.sleep) -> Given:
    """Raises Trouble once it is refused or the time is over. A provider that is out of reach is asked more slowly."""
    fields = {"grant_type": GRANT, "device_code": invitation.device_code}
    interval, waited = invitation.interval, 0.0
    while waited < invitation.seconds:
        sleep(interval)
        waited += interval
        try:
            return asking.token(provider, fields)
        except Refused as refusal:
            if refusal.code == "slow_down":
                interval += SLOWER
            elif refusal.code in _DENIED:
                raise Trouble("it was declined in the browser; nothing was changed") from None
            elif refusal.code == "expired_token":
                break
            elif refusal.code != "authorization_pending":
                raise
        except Trouble:
            interval = min(interval * 2, LONGEST_INTERVAL)
    raise Trouble("nobody entered the code in time; nothing was changed")
