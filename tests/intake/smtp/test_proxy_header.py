"""The PROXY header, both versions: what is read, what is refused, and that no byte beyond it is asked for."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.intake.smtp.proxy_header import FIXED, LONGEST, SIGNATURE, Garbled, Heading, HeadingReader, OwnCall, Told

addresses = st.ip_addresses()
ports = st.integers(0, 65535)
# Of haproxy's document, section 2.2: what stands behind the addresses is skipped.
EXTRAS = b"\x03\x00\x04\xff\xff\xff\xff" + b"\x05\x00\x02id"


def line(source: object, target: object, one: int = 1234, other: int = 25) -> bytes:
    version = getattr(source, "version", 4)
    return f"PROXY TCP{version} {source} {target} {one} {other}\r\n".encode()


def block(family: int, rest: bytes, command: int = 0x21) -> bytes:
    return SIGNATURE + bytes((command, family)) + len(rest).to_bytes(2, "big") + rest


def told_by(source: "ipaddress.IPv4Address | ipaddress.IPv6Address", extras: bytes = b"") -> bytes:
    rest = source.packed * 2 + b"\x04\xd2\x00\x19" + extras
    return block(0x11 if source.version == 4 else 0x21, rest)


def read(stream: bytes, pieces: list[int] | None = None) -> tuple[Heading | None, bytes]:
    """The heading and what is left on the socket. `pieces`: how much the socket gives at each reading."""
    reader, sizes = HeadingReader(), list(pieces or ())
    while reader.heading is None and stream:
        size = min(reader.wants, max(1, sizes.pop(0)) if sizes else reader.wants)
        assert 0 < reader.wants <= FIXED + LONGEST
        reader.feed(stream[:size])
        stream = stream[size:]
    return reader.heading, stream


def written(address: "ipaddress.IPv4Address | ipaddress.IPv6Address") -> str:
    return str(getattr(address, "ipv4_mapped", None) or address)


@given(addresses, addresses, ports, ports, st.binary(max_size=200), st.lists(st.integers(1, 20)))
def test_version_1_is_read_and_nothing_after_it(
    source: ipaddress.IPv4Address, target: ipaddress.IPv4Address, one: int, other: int, after: bytes, pieces: list[int]
) -> None:
    if source.version != target.version:
        target = source
    assert read(line(source, target, one, other) + after, pieces) == (Told(written(source)), after)


@given(addresses, st.sampled_from((b"", EXTRAS)), st.binary(max_size=200), st.lists(st.integers(1, 20)))
def test_version_2_is_read_and_nothing_after_it(
    source: ipaddress.IPv4Address, extras: bytes, after: bytes, pieces: list[int]
) -> None:
    assert read(told_by(source, extras) + after, pieces) == (Told(written(source)), after)


@given(st.one_of(st.binary(max_size=300), st.binary(max_size=300).map(lambda rest: b"PROXY " + rest)))
def test_whatever_comes_is_a_heading_or_waits_for_more(stream: bytes) -> None:
    heading, _ = read(stream)
    if heading is None:
        assert len(stream) < FIXED + LONGEST, "it waits for more than a header may have"


@given(st.binary(max_size=300))
def test_whatever_follows_the_signature_is_a_heading_or_waits_for_more(rest: bytes) -> None:
    heading, _ = read(SIGNATURE + rest)
    assert isinstance(heading, Told | OwnCall | Garbled | None)


def test_the_balancers_own_calls() -> None:
    for stream in (
        b"PROXY UNKNOWN\r\n",
        b"PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n",
        block(0x00, b"", command=0x20),
        block(0x11, b"\x7f\0\0\1" * 2 + b"\0\1\0\2", command=0x20),
        block(0x00, b""),
        block(0x31, bytes(216)),
    ):
        assert read(stream + b"EHLO x\r\n") == (OwnCall(), b"EHLO x\r\n"), stream


def test_ipv4_within_ipv6_is_written_as_ipv4() -> None:
    mapped = ipaddress.IPv6Address("::ffff:192.0.2.7")
    assert read(line(mapped, mapped))[0] == read(told_by(mapped))[0] == Told("192.0.2.7")


@pytest.mark.parametrize(
    "stream",
    [
        b"",
        b"EHLO client.test\r\n",
        b"PROXY\r\n0123456789",
        b"PROXY  TCP4 1.2.3.4 1.2.3.4 1 2\r\n",
        b"PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n",
        b"PROXY TCP4 1.2.3.4 1.2.3.4 1 2 3\r\n",
        b"PROXY TCP4 1.2.3.4 1.2.3.4 1 65536\r\n",
        b"PROXY TCP4 1.2.3.4 1.2.3.4 01 2\r\n",
        b"PROXY TCP4 1.2.3.4 1.2.3.4 +1 2\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 ١ 2\r\n".encode(),
        b"PROXY TCP4 1.2.3 1.2.3.4 1 2\r\n",
        b"PROXY TCP4 1.2.3.4 host 1 2\r\n",
        b"PROXY TCP4 ::1 ::1 1 2\r\n",
        b"PROXY TCP6 1.2.3.4 1.2.3.4 1 2\r\n",
        b"PROXY TCP6 fe80::1%eth0 fe80::1 1 2\r\n",
        b"PROXY UDP4 1.2.3.4 1.2.3.4 1 2\r\n",
        b"PROXY TCP4 1.2.3.4 1.2.3.4 1 2\nEHLO x\r\n",
        b"PROXY TCP4 1.2.3.4\r 1.2.3.4 1 2\r\n",
        b"proxy TCP4 1.2.3.4 1.2.3.4 1 2\r\n",
        b"PROXY UNKNOWN" + b"x" * 200 + b"\r\n",
        block(0x12, bytes(12)),
        block(0x11, bytes(11)),
        block(0x21, bytes(35)),
        block(0x11, bytes(12), command=0x22),
        block(0x11, bytes(12), command=0x11),
        block(0x11, bytes(LONGEST + 1)),
        SIGNATURE[:-1] + b"!" + bytes(20),
    ],
)
def test_what_is_no_header_is_garbled(stream: bytes) -> None:
    reader = HeadingReader()
    while reader.heading is None:
        size = reader.wants
        reader.feed(stream[:size])
        stream = stream[size:]
    assert reader.heading == Garbled()
