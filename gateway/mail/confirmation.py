"""One-time codes: a mail of ours asks "is this yours?", and the answer carries the code back in its subject.

`confirm-<mail>-<26 symbols>`: the id of the mail whose orders wait, and 128 bits of an HMAC over it and the person who
is asked. Nothing of it is stored; that it counts once and for half an hour is what the store keeps. Pure.
"""

import base64
import hashlib
import hmac
import re
from datetime import timedelta

from .reply_address import KeyRing

VALID = timedelta(minutes=30)
SUBJECT_LIMIT = 998

_CODE = re.compile(r"confirm-([0-9]{1,18})-([a-z2-7]{26})(?![a-z0-9])", re.IGNORECASE | re.ASCII)
_YES = frozenset(
    {
        "yes",
        "y",
        "ok",
        "okay",
        "confirm",
        "#confirm",
        "#yes",
        "بله",
        "بلی",
        "آری",
        "تأیید",
        "تایید",
        "#تأیید",
        "#تایید",
        "#بله",
    }
)


def mint(mail: int, person: int, ring: KeyRing) -> str:
    return f"confirm-{mail}-{_sign(mail, person, ring.signing)}"


def named(subject: str) -> tuple[int, str] | None:
    """The mail that a subject names by a code, and the code itself, not yet believed; None where there is none."""
    found = _CODE.search(subject[:SUBJECT_LIMIT])
    return (int(found[1]), found[0].lower()) if found else None


def holds(code: str, mail: int, person: int, ring: KeyRing) -> bool:
    """Is this the code that we gave to the person for the mail? In constant time."""
    right = [
        hmac.compare_digest(code.encode(), f"confirm-{mail}-{_sign(mail, person, key)}".encode()) for key in ring.all
    ]
    return any(right)


def says_yes(text: str) -> bool:
    """Does the answer begin with a yes? An empty one does not: a machine may have sent it."""
    first = next((line.strip() for line in text.split("\n") if line.strip()), "")
    return first.strip("\u200c\u200e\u200f .!،؛\"'«»").lower() in _YES


def _sign(mail: int, person: int, key: bytes) -> str:
    digest = hmac.new(key, b"postroom confirmation\0" + f"{mail} {person}".encode(), hashlib.sha256).digest()[:16]
    return base64.b32encode(digest).decode().rstrip("=").lower()
