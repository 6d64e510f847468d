"""What all sessions of one listener share: its settings, the fixed replies made from them, and who is connected."""

import ipaddress
from collections import Counter
from typing import Protocol

from ...mail.inbound import Source
from . import replies
from .sasl import MECHANISMS
from .settings import Listener


class Visitor(Protocol):
    """A session as the desk sees it."""

    def leave_soon(self) -> None: ...

    def cut(self) -> None: ...


class Desk:
    """`enter` and `leave` keep count; `draining` turns newcomers away."""

    def __init__(self, listener: Listener) -> None:
        self.listener = listener
        self.limits = listener.limits
        self.draining = False
        self.visitors: set[Visitor] = set()
        self._lmtp = listener.source is Source.LMTP
        self.greeting = f"220 {listener.hostname} {'LMTP' if self._lmtp else 'ESMTP'} Postroom\r\n".encode()
        self.hello = f"250 {listener.hostname}\r\n".encode()
        self.extensions = self._extensions("STARTTLS" if listener.tls else "")
        self.extensions_after_tls = self._extensions(f"AUTH {' '.join(MECHANISMS)}" if listener.submission else "")
        self._per_address: Counter[str] = Counter()

    def enter(self, visitor: Visitor, address: str) -> bytes | None:
        """None for welcome, else the reply that turns the client away."""
        if self.draining:
            return replies.CLOSING
        if self._lmtp and is_far(address):
            return replies.NOT_THE_HOUSE
        if len(self.visitors) >= self.limits.connections:
            return replies.BUSY
        address = network(address)
        if address and self._per_address[address] >= self.limits.connections_per_address:
            return replies.BUSY_ADDRESS
        self._per_address[address] += 1
        self.visitors.add(visitor)
        return None

    def leave(self, visitor: Visitor, address: str) -> None:
        if visitor in self.visitors:
            address = network(address)
            self.visitors.remove(visitor)
            self._per_address[address] -= 1
            if not self._per_address[address]:
                del self._per_address[address]

    def _extensions(self, next_step: str) -> bytes:
        """RFC 5321 section 4.1.1.1; RFC 1870, 6152, 6531, 2034, 2920, 3207, 4954."""
        size = f"SIZE {self.listener.max_size}"
        words = [self.listener.hostname, size, "8BITMIME", "SMTPUTF8", "PIPELINING", "ENHANCEDSTATUSCODES", "HELP"]
        if next_step:
            words.insert(2, next_step)
        lines = [f"250-{word}" for word in words[:-1]] + [f"250 {words[-1]}", ""]
        return "\r\n".join(lines).encode()


def address_of(peer: object) -> str:
    """ "" for whoever writes to a socket in a folder: they have no address. IPv4 within IPv6 is written as IPv4."""
    return str(peer[0]).removeprefix("::ffff:") if isinstance(peer, tuple) else ""


def is_far(address: str) -> bool:
    """RFC 2033 section 5: LMTP is not for wide area networks."""
    if not address:
        return False
    known = ipaddress.ip_address(address.partition("%")[0])
    return (getattr(known, "ipv4_mapped", None) or known).is_global


def network(address: str) -> str:
    """What counts as one client: an IPv4 address, or the 64 bits of an IPv6 one that belong to a network."""
    if ":" not in address:
        return address
    return ipaddress.ip_address(address.partition("%")[0]).packed[:8].hex()
