"""The words of a link that is mailed to somebody who wants in: the number of what they asked for, and 160 bits of an
HMAC over it, them, and the door. Nothing of it is stored; that it counts once and for a while is what `store/visits`
and `store/guests` keep. Pure.
"""

import base64
import hashlib
import hmac
import re
from datetime import timedelta
from enum import Enum

from .reply_address import KeyRing

VALID = timedelta(minutes=15)

_CODE = re.compile(r"([0-9]{1,18})-([a-z2-7]{32})", re.ASCII)


class Door(Enum):
    """What a link opens; one never opens another."""

    DESK = b"postroom sign in"  # the console, for an agent
    REQUESTS = b"postroom requests"  # a person's own requests
    NEW = b"postroom new request"  # a request that waits for its author's yes


def mint(asked: int, who: str, ring: KeyRing, door: Door = Door.DESK) -> str:
    """`who` is an agent's name, or a person's address."""
    return f"{asked}-{_sign(asked, who, ring.signing, door)}"


def named(code: str) -> int | None:
    """What was asked for by the number in a code, not yet believed; None where it is no code."""
    found = _CODE.fullmatch(code)
    return int(found[1]) if found else None


def holds(code: str, asked: int, who: str, ring: KeyRing, door: Door = Door.DESK) -> bool:
    """Is this the code that was mailed to them for this? In constant time."""
    right = [hmac.compare_digest(code.encode(), f"{asked}-{_sign(asked, who, key, door)}".encode()) for key in ring.all]
    return any(right)


def second_secret(agent: str, number: int, key: bytes) -> str:
    """What an agent's authenticator is given, in base32 (RFC 4226 section 4: at least 128 bits). The next `number`
    makes another one, so that a lost telephone opens nothing.
    """
    words = b"postroom second factor\0" + f"{number} {agent}".encode()
    return base64.b32encode(hmac.new(key, words, hashlib.sha256).digest()[:20]).decode()


def _sign(asked: int, who: str, key: bytes, door: Door) -> str:
    words = door.value + b"\0" + f"{asked} {who}".encode()
    return base64.b32encode(hmac.new(key, words, hashlib.sha256).digest()[:20]).decode().lower()
