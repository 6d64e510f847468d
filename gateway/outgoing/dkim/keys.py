"""Keys: read from PEM, made anew, and as the record by which the world knows them (RFC 6376 section 3.6.1)."""

import base64
import hashlib
from dataclasses import dataclass, field

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from ...config import Dkim
from . import UnfitKey

LEAST_BITS, MOST_BITS = 1024, 4096  # of an RSA key (RFC 8301 section 3.2); longer ones few verify
BITS = 2048  # of one that we make
STRING = 255  # octets of one string in a TXT record


@dataclass(frozen=True, slots=True)
class Key:
    """A private key that signs for `domain` under the name `selector`."""

    domain: str
    selector: str
    private: rsa.RSAPrivateKey | Ed25519PrivateKey = field(repr=False)

    @property
    def algorithm(self) -> str:
        return "rsa-sha256" if isinstance(self.private, rsa.RSAPrivateKey) else "ed25519-sha256"

    @property
    def name(self) -> str:
        """Where its record stands in DNS."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def record(self) -> str:
        """The record's text, in one piece."""
        kind, public = "rsa", self.private.public_key()
        if isinstance(self.private, rsa.RSAPrivateKey):
            octets = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        else:
            kind, octets = "ed25519", public.public_bytes(Encoding.Raw, PublicFormat.Raw)  # RFC 8463 section 4.2
        return f"v=DKIM1; k={kind}; p={base64.b64encode(octets).decode()}"

    @property
    def zone_line(self) -> str:
        """The record as zone files have it: strings that are short enough, put together by whoever reads them."""
        pieces = [self.record[start : start + STRING] for start in range(0, len(self.record), STRING)]
        return f"{self.name}. IN TXT ( " + " ".join(f'"{piece}"' for piece in pieces) + " )"

    def sign(self, data: bytes) -> bytes:
        """RFC 6376 section 3.3.1; RFC 8463 section 3 signs the hash of the data, not the data."""
        if isinstance(self.private, rsa.RSAPrivateKey):
            return self.private.sign(data, padding.PKCS1v15(), SHA256())
        return self.private.sign(hashlib.sha256(data).digest())


def key_of(table: Dkim) -> Key:
    """Raises UnfitKey."""
    try:
        pem = table.key.read()
    except (KeyError, OSError, ValueError):
        raise UnfitKey(f"dkim {table.domain}: its key cannot be read") from None
    return read_key(table.domain, table.selector, pem)


def read_key(domain: str, selector: str, pem: str) -> Key:
    """Raises UnfitKey."""
    try:
        private = load_pem_private_key(pem.encode("ascii", "replace"), None)
    except TypeError:
        raise UnfitKey(f"dkim {domain}: the key is locked by a pass phrase; give it without one") from None
    except (ValueError, UnsupportedAlgorithm):
        raise UnfitKey(f"dkim {domain}: this is no private key in PEM form; `postroom dkim new` makes one") from None
    if isinstance(private, Ed25519PrivateKey):
        return Key(domain, selector, private)
    if not isinstance(private, rsa.RSAPrivateKey):
        raise UnfitKey(f"dkim {domain}: the key is neither of RSA nor of Ed25519; there is no signature with others")
    if not LEAST_BITS <= private.key_size <= MOST_BITS:
        bounds = f"it needs {LEAST_BITS} to {MOST_BITS}, better {BITS}"
        raise UnfitKey(f"dkim {domain}: the key has {private.key_size} bits; {bounds}")
    return Key(domain, selector, private)


def new_key() -> str:
    """A new RSA key as PEM. Nearly everybody verifies these, and few the others."""
    made = rsa.generate_private_key(65537, BITS)
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def same_key(found: str, ours: str) -> bool:
    """Do two records have the same key? Blanks and the other tags are their owners' affair."""
    return _tag(found, "p") == _tag(ours, "p") and (_tag(found, "k") or "rsa") == _tag(ours, "k")


def _tag(record: str, name: str) -> str:
    tags = (tag.partition("=") for tag in record.split(";"))
    return next(("".join(value.split()) for key, _, value in tags if key.strip() == name), "")
