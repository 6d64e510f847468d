"""Who sent a mail, found out by ourselves: SPF, DKIM and DMARC, for a Postroom that is its own border server.

Never between the final dot and `250`: the worker asks, after reading. This file is light; the libraries behind
`checks` are loaded only where `trust.border` is set.
"""

from typing import Protocol

from ...mail.auth import UNCHECKED, Checked
from ...mail.inbound import Envelope, InboundMail


class Border(Protocol):
    def check(self, raw: bytes, envelope: Envelope, mail: InboundMail) -> Checked:
        """What can be proven about the author of a mail. Never raises, and takes some seconds at most."""

    def problem(self, name: str) -> str:
        """Why nothing can be asked about such names, "" where DNS answers."""


class NoBorder:
    """A server of ours stands in front, or nobody checks anything."""

    def check(self, raw: bytes, envelope: Envelope, mail: InboundMail) -> Checked:
        return UNCHECKED

    def problem(self, name: str) -> str:
        return ""
