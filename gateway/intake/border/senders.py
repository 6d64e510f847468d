"""SPF (RFC 7208): may this client send for the domain of the envelope's sender? pyspf judges, our resolver asks."""

import ipaddress
from typing import Any

import spf

from ...mail.inbound import Envelope, Source
from .questions import Inquiry, Record, Trouble

# A border server is spoken to by the world. Where a client is one of these, another server of the house stands in
# front, and its own address would vouch for everybody's mail.
_NETWORKS = (
    "127.0.0.0/8 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 169.254.0.0/16 100.64.0.0/10 ::1/128 fc00::/7 fe80::/10"
)
_INSIDE = tuple(ipaddress.ip_network(network) for network in _NETWORKS.split())

RECORD_LIMIT = 2048  # characters of an SPF record; pyspf's expressions take quadratic time


class _Query(spf.query):  # type: ignore[misc]
    """One check whose questions go to our resolver: pyspf itself would ask with a function of its module."""

    def __init__(self, client: str, sender: str, helo: str, inquiry: Inquiry) -> None:
        super().__init__(i=client, s=sender, h=helo)
        self._inquiry = inquiry

    def dns(self, name: str, qtype: str, cnames: object = None, ignore_void: bool = False) -> list[Any]:
        """Answers in pyspf's own forms. Names that lead nowhere are counted (RFC 7208 section 4.6.4)."""
        try:
            records = self._inquiry.ask(str(name), Record(qtype))
        except Trouble as trouble:
            raise spf.TempError(str(trouble)) from trouble
        if not records and not ignore_void:
            self.void_lookups += 1
            if self.void_lookups > spf.MAX_VOID_LOOKUPS:
                raise spf.PermError("too many lookups without an answer")
        if qtype == "TXT":
            return [[record.encode("latin-1")] for record in records if len(record) <= RECORD_LIMIT]
        return list(enumerate(records)) if qtype == "MX" else list(records)

    def get_explanation(self, spec: str) -> None:
        """Words for a bounce, which nobody gets here."""


def identity(envelope: Envelope) -> str:
    """The domain that SPF is about: of the sender, or of the greeting where the sender is empty; "" for neither."""
    name = envelope.sender.rpartition("@")[2] if envelope.sender else envelope.helo
    try:
        return name.encode("idna").decode("ascii").lower() if not name.isascii() else name.lower()
    except UnicodeError:
        return ""


def is_known(envelope: Envelope) -> bool:
    """Is there a client to ask about?"""
    if envelope.source is not Source.SMTP:
        return False
    try:
        client = ipaddress.ip_address(envelope.peer)
    except ValueError:
        return False
    mapped = getattr(client, "ipv4_mapped", None) or client
    return not any(mapped in network for network in _INSIDE if network.version == mapped.version)


def passes(envelope: Envelope, inquiry: Inquiry) -> bool:
    """Raises Trouble where nobody can tell."""
    local = envelope.sender.rpartition("@")[0].replace("@", "=") or "postmaster"  # pyspf splits at the first @
    try:
        result = _Query(envelope.peer, f"{local}@{identity(envelope)}", envelope.helo, inquiry).check()[0]
    except Exception as error:  # whatever it makes of a hostile sender or record
        raise Trouble(f"SPF: {type(error).__name__}") from error
    if result == "temperror":
        raise Trouble("SPF")
    return bool(result == "pass")
