"""The words of a link by which an agent signs in to the console: the number of the request to sign in, and 160 bits of
an HMAC over it and the agent. Nothing of it is stored; that it counts once and for a quarter of an hour is what
`store/visits` keeps. Pure.
"""

import base64
import hashlib
import hmac
import re
from datetime import timedelta

from .reply_address import KeyRing

VALID = timedelta(minutes=15)

_CODE = re.compile(r"([0-9]{1,18})-([a-z2-7]{32})", re.ASCII)


def mint(asked: int, agent: str, ring: KeyRing) -> str:
    return f"{asked}-{_sign(asked, agent, ring.signing)}"


def named(code: str) -> int | None:
    """The request to sign in that a code names, not yet believed; None where it is no code."""
    found = _CODE.fullmatch(code)
    return int(found[1]) if found else None


def holds(code: str, asked: int, agent: str, ring: KeyRing) -> bool:
    """Is this the code that was mailed to the agent for this request? In constant time."""
    right = [hmac.compare_digest(code.encode(), f"{asked}-{_sign(asked, agent, key)}".encode()) for key in ring.all]
    return any(right)


def second_secret(agent: str, number: int, key: bytes) -> str:
    """What an agent's authenticator is given, in base32 (RFC 4226 section 4: at least 128 bits). The next `number`
    makes another one, so that a lost telephone opens nothing.
    """
    words = b"postroom second factor\0" + f"{number} {agent}".encode()
    return base64.b32encode(hmac.new(key, words, hashlib.sha256).digest()[:20]).decode()


def _sign(asked: int, agent: str, key: bytes) -> str:
    words = b"postroom sign in\0" + f"{asked} {agent}".encode()
    return base64.b32encode(hmac.new(key, words, hashlib.sha256).digest()[:20]).decode().lower()
