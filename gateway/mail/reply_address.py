"""Signed reply addresses: `support+<45 symbols>@in.example.org`, one per recipient, ticket and kind.

The symbols are base32 of version, kind and key id (1 byte), ticket (5), person (4), issue day (2) and the first half of
an HMAC-SHA256 (16). Possession proves that a mail of ours was seen, not who is writing (reference: security, 7.3).
"""

import base64
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

VERSION = 0
LOCAL_PART_LIMIT = 64  # octets, RFC 5321 section 4.5.3.1.1
SYMBOLS = 45
LATELY = 64  # addresses: a mail of ours has its own at its head and in its links

_ADDRESS = re.compile(r"[^@+]{1,18}\+([a-z2-7]{45})@(.{1,255})", re.IGNORECASE | re.ASCII)


class AddressKind(Enum):
    PUBLIC = 1
    INTERNAL = 2
    BOUNCE = 3
    RATING = 4


@dataclass(frozen=True, slots=True)
class ReplyAddress:
    """What a signed address says. `day` is the day of issue, in days since 1970-01-01."""

    kind: AddressKind
    ticket: int
    person: int
    day: int


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Secret keys by their id (0 to 7), the oldest first. The newest signs, all verify.

    Subject tokens are never made anew, so they stay with the oldest key: `former` are keys, older than all others, that
    verify nothing any more but tokens.
    """

    keys: Mapping[int, bytes]
    newest: int
    former: tuple[bytes, ...] = ()

    @property
    def signing(self) -> bytes:
        return self.keys[self.newest]

    @property
    def all(self) -> tuple[bytes, ...]:
        return tuple(self.keys.values())

    @property
    def locators(self) -> tuple[bytes, ...]:
        """What subject tokens may have been made with, which locate a ticket and prove nothing."""
        return (*self.former, *self.all)

    @property
    def locator(self) -> bytes:
        """What subject tokens are made with."""
        return self.locators[0]


def mint(address: ReplyAddress, local: str, domain: str, ring: KeyRing) -> str:
    """The address as mail servers see it. `local` is at most 18 octets long."""
    assert len(local) <= LOCAL_PART_LIMIT - 1 - SYMBOLS, "the part before the plus is too long to carry a signature"
    head = bytes([VERSION << 6 | address.kind.value << 3 | ring.newest])
    payload = head + address.ticket.to_bytes(5, "big") + address.person.to_bytes(4, "big")
    payload += address.day.to_bytes(2, "big")
    return f"{local}+{_signed(payload, ring.signing)}@{domain}"


def read(address: str, domain: str, ring: KeyRing) -> ReplyAddress | None:
    """What a signed address of ours says, or None for any other address."""
    match = _ADDRESS.fullmatch(address)
    if match is None or match.group(2).lower() != domain.lower():
        return None
    signed = base64.b32decode(match.group(1).upper() + "===")
    if _symbols(signed) != match.group(1).lower():  # the last symbol has a bit to spare, which must be zero
        return None
    payload, signature = signed[:12], signed[12:]
    version, kind, key_id = payload[0] >> 6, payload[0] >> 3 & 7, payload[0] & 7
    key = ring.keys.get(key_id)
    if key is None or version != VERSION or not hmac.compare_digest(signature, _sign(payload, key)):
        return None
    if kind not in {member.value for member in AddressKind}:
        return None
    return ReplyAddress(
        kind=AddressKind(kind),
        ticket=int.from_bytes(payload[1:6], "big"),
        person=int.from_bytes(payload[6:10], "big"),
        day=int.from_bytes(payload[10:12], "big"),
    )


@lru_cache(LATELY)
def _signed(payload: bytes, key: bytes) -> str:
    return _symbols(payload + _sign(payload, key))


def _symbols(signed: bytes) -> str:
    return base64.b32encode(signed).decode().rstrip("=").lower()


def _sign(payload: bytes, key: bytes) -> bytes:
    """The kind lies in the payload's first byte, so one kind never verifies as another."""
    return hmac.digest(key, b"postroom reply address\0" + payload, "sha256")[:16]
