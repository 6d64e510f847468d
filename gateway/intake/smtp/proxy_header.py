"""The header that a balancer puts before a client's own words: the PROXY protocol, versions 1 and 2, of HAProxy. Pure.

A reader asks for no byte beyond the header, so that what follows stays on the socket for whoever reads next.
"""

import ipaddress
from dataclasses import dataclass

SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"  # section 2.2
FIXED = len(SIGNATURE) + 4  # of version 2: what comes before its addresses
LINE_LIMIT = 107  # octets of version 1 with its line end (section 2.1)
LONGEST = 4096  # octets of version 2's addresses and extras; 65,535 could be, a few hundred are

_V1_FIRST = b"PROXY "
_LOCAL, _PROXY = 0x20, 0x21
_UNKNOWN, _TCP4, _TCP6, _UNIX = 0x00, 0x11, 0x21, 0x31


@dataclass(frozen=True, slots=True)
class Told:
    """The client's address, as `ipaddress` writes it; an IPv4 one within IPv6 is written as IPv4."""

    address: str


@dataclass(frozen=True, slots=True)
class OwnCall:
    """The balancer speaks for itself (LOCAL: a health check), or does not know for whom: its own address counts."""


@dataclass(frozen=True, slots=True)
class Garbled:
    """No such header, or a damaged one. The connection is good for nothing."""


Heading = Told | OwnCall | Garbled


class HeadingReader:
    """Read at most `wants` bytes and feed them, until `heading` is there."""

    __slots__ = ("_received", "heading", "wants")

    def __init__(self) -> None:
        self.heading: Heading | None = None
        self.wants = len(SIGNATURE)  # version 1's shortest, "PROXY UNKNOWN" with its line end, is longer
        self._received = b""

    def feed(self, piece: bytes) -> None:
        """An empty piece is the end of the connection."""
        assert self.heading is None, "nothing is fed after the end"
        assert len(piece) <= self.wants, "no more is fed than was asked for"
        self._received += piece
        self.wants -= len(piece)
        if not piece:
            self.heading = Garbled()
        elif self._received.startswith(_V1_FIRST) and len(self._received) >= len(SIGNATURE):
            self._look_at_line()
        elif not _may_become_one(self._received):
            self.heading = Garbled()
        elif not self.wants:
            self._look_at_block()

    def _look_at_line(self) -> None:
        if self._received.endswith(b"\r\n"):
            self.heading = read_line(self._received[:-2])
        elif len(self._received) >= LINE_LIMIT or b"\n" in self._received:
            self.heading = Garbled()
        else:
            self.wants = 1 if self._received.endswith(b"\r") else 2

    def _look_at_block(self) -> None:
        received = len(self._received)
        if received < FIXED:
            self.wants = FIXED - received
            return
        length = int.from_bytes(self._received[FIXED - 2 : FIXED], "big")
        if length > LONGEST:
            self.heading = Garbled()
        elif received < FIXED + length:
            self.wants = FIXED + length - received
        else:
            self.heading = read_block(self._received)


def _may_become_one(received: bytes) -> bool:
    """Is it the beginning of either version?"""
    length = min(len(received), len(SIGNATURE))
    return received[:length] == SIGNATURE[:length] or received[: len(_V1_FIRST)] == _V1_FIRST[: len(received)]


def read_line(line: bytes) -> Heading:
    """Version 1 without its line end (section 2.1)."""
    words = line.split(b" ")
    if words[:2] == [b"PROXY", b"UNKNOWN"]:
        return OwnCall()  # "the receiver must ignore anything presented before the CRLF"
    if len(words) != 6 or words[1] not in (b"TCP4", b"TCP6") or not all(map(_is_port, words[4:])):
        return Garbled()
    try:
        source, target = (ipaddress.ip_address(word.decode("ascii")) for word in words[2:4])
    except ValueError:
        return Garbled()
    version = 4 if words[1] == b"TCP4" else 6
    scoped = b"%" in words[2] + words[3]
    return Told(_written(source)) if source.version == target.version == version and not scoped else Garbled()


def read_block(block: bytes) -> Heading:
    """Version 2 (section 2.2): signature, command, family, length, addresses and extras, which are not looked at."""
    command, family, addresses = block[12], block[13], block[FIXED:]
    if command == _LOCAL:
        return OwnCall()
    if command != _PROXY:
        return Garbled()
    if family in (_UNKNOWN, _UNIX):
        return OwnCall()
    if family == _TCP4 and len(addresses) >= 12:
        return Told(_written(ipaddress.IPv4Address(addresses[:4])))
    if family == _TCP6 and len(addresses) >= 36:
        return Told(_written(ipaddress.IPv6Address(addresses[:16])))
    return Garbled()


def _is_port(word: bytes) -> bool:
    digits = word.isdigit() and len(word) <= 5  # bytes.isdigit knows ASCII digits only
    return digits and int(word) <= 65535 and (word == b"0" or not word.startswith(b"0"))


def _written(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> str:
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)
