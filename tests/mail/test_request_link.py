"""The link of mails to requesters: it says what it was made with, for a month, and nothing but that is accepted."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.mail import entering, reply_address
from gateway.mail.entering import Door
from gateway.mail.reply_address import AddressKind, KeyRing, ReplyAddress
from gateway.mail.request_link import DAYS, RequestLink, mint, read

RING = KeyRing({1: b"k" * 32}, 1)
LINK = RequestLink(1042, 77, 20_778)
CODE = mint(LINK, RING)
B32 = "abcdefghijklmnopqrstuvwxyz234567"


@given(st.integers(0, 2**40 - 1), st.integers(0, 2**32 - 1), st.integers(0, 2**16 - 1))
def test_what_is_minted_is_read_back(ticket: int, person: int, day: int) -> None:
    link = RequestLink(ticket, person, day)
    assert read(mint(link, RING), RING, day) == link
    assert len(mint(link, RING)) == 45


def test_it_is_good_for_a_month() -> None:
    good = [day for day in range(-5, 40) if read(CODE, RING, LINK.day + day)]
    assert good == list(range(DAYS))


def test_older_keys_verify_and_those_that_are_gone_do_not() -> None:
    both = KeyRing({1: b"k" * 32, 2: b"n" * 32}, 2)
    assert read(CODE, both, LINK.day) == LINK
    assert read(mint(LINK, both), both, LINK.day) == LINK
    assert read(mint(LINK, both), RING, LINK.day) is None
    assert read(CODE, KeyRing({2: b"n" * 32}, 2), LINK.day) is None
    assert read(CODE, KeyRing({1: b"x" * 32}, 1), LINK.day) is None


def test_a_hundred_thousand_flipped_bits_open_nothing() -> None:
    dice = random.Random(20261128)
    bits = int("".join(f"{B32.index(symbol):05b}" for symbol in CODE), 2)
    for _ in range(100_000):
        flipped = bits
        for place in dice.sample(range(45 * 5), dice.choice((1, 1, 1, 2, 3, 40))):
            flipped ^= 1 << place
        code = "".join(B32[flipped >> 5 * (44 - number) & 31] for number in range(45))
        assert read(code, RING, LINK.day) is None


@pytest.mark.parametrize(
    "code", ["", "x", CODE[:-1], CODE + "a", CODE.upper(), f" {CODE}", f"{CODE}\n", CODE.replace("a", "\u0430"), "1-x"]
)
def test_other_words_are_no_link(code: str) -> None:
    assert (read(code, RING, LINK.day) is None) is (code != CODE)


def test_no_reply_address_is_a_link_and_no_link_a_reply_address() -> None:
    for kind in AddressKind:
        address = reply_address.mint(ReplyAddress(kind, 1042, 77, 20_778), "support", "in.example.org", RING)
        assert read(address.partition("+")[2].partition("@")[0], RING, LINK.day) is None
    assert reply_address.read(f"support+{CODE}@in.example.org", "in.example.org", RING) is None


def test_a_link_of_one_door_opens_no_other() -> None:
    for made in Door:
        code = entering.mint(7, "ali@customer.example", RING, made)
        opened = [door for door in Door if entering.holds(code, 7, "ali@customer.example", RING, door)]
        assert opened == [made]
        assert not entering.holds(code, 7, "eve@customer.example", RING, made)
        assert not entering.holds(code, 8, "ali@customer.example", RING, made)
