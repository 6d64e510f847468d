"""Our own signature on mail that leaves (RFC 6376). The only door to cryptography.

This file is light; the library behind `keys` and `signing` is loaded only where a [[dkim]] is configured.
"""

from typing import Protocol

from ...mail.outbound import OutboundMail


class Signer(Protocol):
    def sign(self, mail: OutboundMail, raw: bytes) -> bytes:
        """The same mail, with a signature on top where one of our keys is for its author's domain."""
        ...


class NoSigner:
    """Another server signs, or nobody does."""

    def sign(self, mail: OutboundMail, raw: bytes) -> bytes:
        return raw


class UnfitKey(ValueError):
    """A key with which no mail can be signed; the text is one clear line that says nothing of the key."""
