"""DKIM (RFC 6376): which domains signed a mail. dkimpy does the sums; what it is given is bounded before.

A signature counts if it covers the From field, all of the body, and uses an algorithm and a key that are fit for it
(RFC 8301). Whatever goes wrong in reading one is a signature that does not count; only DNS trouble leaves it open.
"""

import base64
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import dkim
from dkim.crypto import parse_public_key
from dkim.util import InvalidTagValueList, parse_tag_value

from .content import Content
from .questions import Inquiry, Record, Trouble, is_name

SIGNATURES = 5  # of one mail that are verified
SIGNATURE_LIMIT = 8192  # bytes of a signature field
NAMES = 200  # of fields that a signature may cover
KEY_LIMIT = 2048  # characters of a key's record
LEAST_BITS, MOST_BITS = 1024, 8192  # of an RSA key; RFC 8301 asks for 1024 to 4096
MOST_EXPONENT = 2**32
ALGORITHM = b"rsa-sha256"  # the only one in use: SHA-1 may not count, and who signs with Ed25519 signs with RSA too

_LONG_BLANK = re.compile(rb"\s{80}")  # dkimpy's expressions take quadratic time for longer ones
_KEY = re.compile(r"(?:^|;)\s*p\s*=")
_SILENT = logging.Logger("dkim")  # no name in it is ours: what it would say are a sender's words
_SILENT.disabled = True


@dataclass(frozen=True, slots=True)
class Signed:
    """The domains whose signatures hold, and whether every one that could have was verified."""

    domains: tuple[str, ...] = ()
    complete: bool = True


@dataclass(frozen=True, slots=True)
class _Signature:
    number: int  # of the signature fields, from the top
    domain: str
    body: bytes  # the SHA-256 that its body should have
    relaxed: bool


class _Verifier(dkim.DKIM):  # type: ignore[misc]
    """The body is compared before, and once for all signatures; what is left to dkimpy are the fields and the key."""

    def verify_sig_process(self, sig: dict[bytes, bytes], *others: Any) -> bool:
        return super().verify_sig_process({tag: sig[tag] for tag in sig if tag != b"bh"}, *others) is True


def signed(content: Content, concerns: Callable[[str], bool], inquiry: Inquiry) -> Signed:
    """Of the signatures, those by domains of concern."""
    found = [_read(number, value) for number, value in enumerate(content.every(b"dkim-signature"))]
    wanted = [signature for signature in found if signature and concerns(signature.domain)]
    domains: list[str] = []
    complete = True
    for signature in wanted[:SIGNATURES]:
        try:
            if _covers(signature, content) and _holds(signature, content, inquiry):
                domains.append(signature.domain)
        except Trouble:
            complete = False
    return Signed(tuple(dict.fromkeys(domains)), complete)


def _read(number: int, value: bytes) -> _Signature | None:
    """A signature field as far as it must be known to choose; None for one that cannot count."""
    if len(value) > SIGNATURE_LIMIT or _LONG_BLANK.search(value):
        return None
    try:
        tags: dict[bytes, bytes] = parse_tag_value(value)
        domain = tags[b"d"].decode("ascii").lower()
        body = base64.b64decode(b"".join(tags[b"bh"].split()), validate=True)
        covered = [name.strip().lower() for name in tags[b"h"].split(b":")]
    except (ValueError, LookupError, InvalidTagValueList):
        return None
    if b"l" in tags or tags.get(b"a") != ALGORITHM or b"from" not in covered or len(covered) > NAMES:
        return None
    relaxed = tags.get(b"c", b"").endswith(b"/relaxed")
    return _Signature(number, domain, body, relaxed) if is_name(domain) else None


def _covers(signature: _Signature, content: Content) -> bool:
    return signature.body == (content.relaxed if signature.relaxed else content.simple)


def _holds(signature: _Signature, content: Content, inquiry: Inquiry) -> bool:
    """Raises Trouble."""
    verifier = _Verifier(logger=_SILENT, minkey=LEAST_BITS)
    verifier.headers = content.fields
    try:
        return bool(verifier.verify(signature.number, dnsfunc=lambda name, timeout: _key(name, inquiry)))
    except Trouble:
        raise
    except Exception:  # whatever it makes of a hostile field
        return False


def _key(name: bytes, inquiry: Inquiry) -> bytes | None:
    """The key's record, None where there is none, or several, or one that is unfit. Raises Trouble."""
    records = [record for record in inquiry.ask(name.decode("ascii"), Record.TXT) if _KEY.search(record)]
    if len(records) != 1 or len(records[0]) > KEY_LIMIT:
        return None
    record = records[0].encode("latin-1")
    tags: dict[bytes, bytes] = parse_tag_value(record)
    key = parse_public_key(base64.b64decode(tags[b"p"]))
    services = [service.strip() for service in tags.get(b"s", b"*").split(b":")]
    hashes = [name.strip() for name in tags.get(b"h", b"sha256").split(b":")]
    fit = key["modulus"].bit_length() <= MOST_BITS and key["publicExponent"] <= MOST_EXPONENT
    return record if fit and b"sha256" in hashes and (b"*" in services or b"email" in services) else None
