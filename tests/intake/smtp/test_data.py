"""The scanner against a byte-by-byte reference, whatever the chunks."""

import random
import tracemalloc
from collections.abc import Iterator
from itertools import cycle

from hypothesis import given
from hypothesis import strategies as st

from gateway.intake.smtp.data import Flaw, Scanner

from ...thorough import examples

Result = tuple[bytes, bytes, bool] | None  # content, rest, flawed; None where there is no end


def reference(data: bytes) -> Result:
    """RFC 5321 section 4.5.2, one byte after the other."""
    content, place, line_start, flawed = bytearray(), 0, True, False
    while place < len(data):
        if line_start and data[place : place + 1] == b".":
            if data[place + 1 : place + 3] == b"\r\n":
                return bytes(content), data[place + 3 :], flawed
            place, line_start = place + 1, False
            continue
        if data[place : place + 2] == b"\r\n":
            content += b"\r\n"
            place, line_start = place + 2, True
            continue
        flawed = flawed or data[place] in b"\r\n\0"
        content.append(data[place])
        place, line_start = place + 1, False
    return None


def scan(data: bytes, sizes: Iterator[int]) -> Result:
    scanner, content, place = Scanner(), b"", 0
    while place < len(data) and not scanner.ended:
        size = next(sizes)
        content += scanner.feed(data[place : place + size])
        place += size
    return (content, scanner.rest + data[place:], scanner.flaw is not None) if scanner.ended else None


def test_random_bytes_in_random_chunks_give_what_the_reference_gives() -> None:
    chance = random.Random(20260101)
    ends = 0
    for case in range(30_000):
        alphabet = b"\r\n.\r\n.ax\0" if case % 3 else b"\r\n.a"
        data = bytes(chance.choices(alphabet, k=chance.randrange(1, 24)))
        data = data.replace(b"\n", b"\r\n") if case % 2 else data
        sizes = iter(lambda: chance.choice((1, 1, 2, 3, 5, 30)), 0)
        expected = reference(data)
        assert scan(data, sizes) == expected, data
        ends += expected is not None
    assert ends > 1500


TOKENS = st.sampled_from([b"\r\n", b".", b"\r\n.\r\n", b"\r", b"\n", b"\0", b"text", b"..", b"\r\n.."])


@examples(350)
@given(st.lists(TOKENS, max_size=30), st.lists(st.integers(1, 9), min_size=1, max_size=10))
def test_tokens_in_any_order_give_what_the_reference_gives(tokens: list[bytes], sizes: list[int]) -> None:
    data = b"".join(tokens)
    turns = cycle(sizes)
    assert scan(data, turns) == reference(data)


@examples(250)
@given(st.binary(max_size=300), st.integers(1, 50))
def test_what_a_client_stuffs_comes_out_unchanged(body: bytes, size: int) -> None:
    """T-RFC-5."""
    body = body.translate(None, b"\r\n\0").replace(b"a", b"\r\n").replace(b"b", b"\r\n.") + b"\r\n"
    stuffed = (b"\r\n" + body).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\nQUIT\r\n"
    assert scan(stuffed, iter(lambda: size, 0)) == (body, b"QUIT\r\n", False)


def test_a_dot_at_once_is_an_empty_mail() -> None:
    assert scan(b".\r\n", iter(lambda: 1, 0)) == (b"", b"", False)


def test_the_first_flaw_is_named() -> None:
    for data, flaw in ((b"a\rb\r\n", Flaw.BARE_LINE_END), (b"a\nb", Flaw.BARE_LINE_END), (b"a\0b\r\n", Flaw.NUL)):
        scanner = Scanner()
        scanner.feed(data)
        scanner.feed(b"c\nd\0\r\n")
        assert scanner.flaw is flaw, data


def test_memory_stays_flat_whatever_comes() -> None:
    """T-MEM-1, the scanner's part."""
    for filler in (b"\r\n", b"x", b".", b"\r\n.x", b"\r", b"\0"):
        chunk = (filler * 65536)[:65536]
        scanner = Scanner()
        tracemalloc.start()
        for _ in range(50):
            scanner.feed(chunk)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 600_000, filler
