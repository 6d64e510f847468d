"""The words of the link that mails to a requester carry: which ticket, which person, the day of issue, and half of an
HMAC-SHA256 over them. Whoever holds it may read that one ticket, as whoever holds a forwarded mail may; it proves
nothing else, and changes nothing. Pure.

45 symbols of base32: version and key id (1 byte), ticket (5), person (4), day (2), tag (16), as in `reply_address`.
"""

import base64
import hmac
import re
from dataclasses import dataclass

from .reply_address import KeyRing

VERSION = 0
DAYS = 30  # for which a link is good

_CODE = re.compile(r"[a-z2-7]{45}", re.ASCII)


@dataclass(frozen=True, slots=True)
class RequestLink:
    """`day` is the day of issue, in days since 1970-01-01."""

    ticket: int
    person: int
    day: int


def mint(link: RequestLink, ring: KeyRing) -> str:
    head = bytes([VERSION << 3 | ring.newest])
    payload = head + link.ticket.to_bytes(5, "big") + link.person.to_bytes(4, "big") + link.day.to_bytes(2, "big")
    return _symbols(payload + _sign(payload, ring.signing))


def read(code: str, ring: KeyRing, today: int) -> RequestLink | None:
    """What a link of ours says that is good on this day; None for any other words."""
    if _CODE.fullmatch(code) is None:
        return None
    signed = base64.b32decode(code.upper() + "===")
    if _symbols(signed) != code:  # the last symbol has a bit to spare, which must be zero
        return None
    payload, tag = signed[:12], signed[12:]
    key = ring.keys.get(payload[0] & 7)
    if key is None or payload[0] >> 3 != VERSION or not hmac.compare_digest(tag, _sign(payload, key)):
        return None
    ticket, person, day = (int.from_bytes(piece, "big") for piece in (payload[1:6], payload[6:10], payload[10:12]))
    return RequestLink(ticket, person, day) if 0 <= today - day < DAYS else None


def _symbols(signed: bytes) -> str:
    return base64.b32encode(signed).decode().rstrip("=").lower()


def _sign(payload: bytes, key: bytes) -> bytes:
    return hmac.digest(key, b"postroom request link\0" + payload, "sha256")[:16]
