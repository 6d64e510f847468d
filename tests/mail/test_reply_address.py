"""T-TOK-2: a signed address says what it was made with, and nothing but that is ever accepted."""

import random
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.mail.reply_address import LOCAL_PART_LIMIT, SYMBOLS, AddressKind, KeyRing, ReplyAddress, mint, read

DOMAIN = "in.example.org"
RING = KeyRing({1: b"k" * 32}, 1)
ADDRESS = ReplyAddress(AddressKind.PUBLIC, 1042, 77, 20_778)
MINTED = mint(ADDRESS, "support", DOMAIN, RING)
LONG_S, KELVIN = "\u017f", "\u212a"  # equal to "s" and "k" when case is ignored, and neither of them
B32 = "abcdefghijklmnopqrstuvwxyz234567"


def accepted(address: str) -> bool:
    return read(address, DOMAIN, RING) is not None


def symbols_of(address: str) -> str:
    return address.partition("+")[2].partition("@")[0]


@given(
    st.sampled_from(AddressKind),
    st.integers(0, 2**40 - 1),
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**16 - 1),
    st.sampled_from(["a", "support", "poshtibani", "x" * 18]),
)
def test_what_is_minted_is_read_back(kind: AddressKind, ticket: int, person: int, day: int, local: str) -> None:
    address = ReplyAddress(kind, ticket, person, day)
    minted = mint(address, local, DOMAIN, RING)
    assert read(minted, DOMAIN, RING) == address
    assert len(minted.partition("@")[0]) <= LOCAL_PART_LIMIT
    assert len(symbols_of(minted)) == SYMBOLS


def test_case_does_not_matter() -> None:
    assert MINTED.lower() == MINTED
    for shape in (MINTED.upper(), MINTED.title(), MINTED.swapcase(), MINTED.replace("@in.", "@IN.")):
        assert read(shape, DOMAIN, RING) == ADDRESS
    assert read(MINTED, DOMAIN.upper(), RING) == ADDRESS


def test_the_word_before_the_plus_does_not_matter() -> None:
    assert read("other+" + MINTED.partition("+")[2], DOMAIN, RING) == ADDRESS


def test_a_hundred_thousand_flipped_bits_open_nothing() -> None:
    dice = random.Random(20261121)
    bits = int("".join(f"{B32.index(symbol):05b}" for symbol in symbols_of(MINTED)), 2)
    wrong = 0
    for _ in range(100_000):
        flipped = bits
        for place in dice.sample(range(SYMBOLS * 5), dice.choice((1, 1, 1, 2, 3, 40))):
            flipped ^= 1 << place
        symbols = "".join(B32[flipped >> 5 * at & 31] for at in range(SYMBOLS - 1, -1, -1))
        wrong += accepted(f"support+{symbols}@{DOMAIN}")
    assert wrong == 0


def test_each_single_bit_counts_even_the_spare_one() -> None:
    for at, bit in product(range(SYMBOLS), range(5)):
        symbols = symbols_of(MINTED)
        other = B32[B32.index(symbols[at]) ^ 1 << bit]
        assert not accepted(f"support+{symbols[:at]}{other}{symbols[at + 1 :]}@{DOMAIN}")


def test_random_symbols_open_nothing() -> None:
    dice = random.Random(7)
    assert not any(accepted(f"support+{''.join(dice.choices(B32, k=SYMBOLS))}@{DOMAIN}") for _ in range(20_000))


def test_one_kind_never_verifies_as_another() -> None:
    minted = {kind: mint(ReplyAddress(kind, 1042, 77, 1), "a", DOMAIN, RING) for kind in AddressKind}
    assert len(set(minted.values())) == len(AddressKind)
    for kind, address in minted.items():
        found = read(address, DOMAIN, RING)
        assert found is not None
        assert found.kind is kind
        for other in set(AddressKind) - {kind}:
            head = minted[other].partition("+")[2][:2]  # the first ten bits: version, kind, key id
            grafted = f"a+{head}{symbols_of(address)[2:]}@{DOMAIN}"
            assert read(grafted, DOMAIN, RING) is None


def test_another_ticket_or_person_cannot_be_grafted_on() -> None:
    theirs = mint(ReplyAddress(AddressKind.PUBLIC, 1043, 78, 20_778), "support", DOMAIN, RING)
    for cut in range(1, SYMBOLS):
        grafted = symbols_of(theirs)[:cut] + symbols_of(MINTED)[cut:]
        if grafted not in (symbols_of(theirs), symbols_of(MINTED)):
            assert not accepted(f"support+{grafted}@{DOMAIN}")


def test_another_key_reads_nothing() -> None:
    assert read(MINTED, DOMAIN, KeyRing({1: b"o" * 32}, 1)) is None
    assert read(MINTED, DOMAIN, KeyRing({2: b"k" * 32}, 2)) is None


def test_an_old_key_of_the_ring_still_reads_and_the_newest_signs() -> None:
    both = KeyRing({1: b"k" * 32, 2: b"n" * 32}, 2)
    assert read(MINTED, DOMAIN, both) == ADDRESS
    newest = mint(ADDRESS, "support", DOMAIN, both)
    assert read(newest, DOMAIN, both) == ADDRESS
    assert read(newest, DOMAIN, RING) is None


@pytest.mark.parametrize(
    "address",
    [
        "",
        "support@in.example.org",
        "support+@in.example.org",
        MINTED.replace(DOMAIN, "example.org"),
        MINTED.replace(DOMAIN, "evil.in.example.org"),
        MINTED.replace(DOMAIN, "in.example.org.evil.example"),
        MINTED + " ",
        MINTED + "\n",
        f"<{MINTED}>",
        MINTED.replace("+", "++"),
        MINTED.replace("support+", "a+b+"),
        MINTED.replace("support+", "+"),
        MINTED.replace("support+", "x" * 19 + "+"),
        MINTED.replace("@", "a@"),
        MINTED.replace("@", "=@"),
        f"support+{'1' * SYMBOLS}@{DOMAIN}",
        f"support+{LONG_S * SYMBOLS}@{DOMAIN}",
        f"support+{KELVIN * SYMBOLS}@{DOMAIN}",
        f"support+{symbols_of(MINTED).replace('s', LONG_S).replace('k', KELVIN)}@{DOMAIN}",
        "x" * 100_000 + "@" + DOMAIN,
    ],
)
def test_anything_else_is_no_address_of_ours(address: str) -> None:
    assert not accepted(address)


def test_kinds_and_versions_that_do_not_exist_are_refused_though_signed() -> None:
    for kind in (0, 5, 7):
        unknown = ReplyAddress(ADDRESS.kind, 1, 1, 1)
        object.__setattr__(unknown, "kind", _Numbered(kind))
        assert not accepted(mint(unknown, "a", DOMAIN, RING))
    later = ReplyAddress(ADDRESS.kind, 1, 1, 1)
    object.__setattr__(later, "kind", _Numbered(1 | 1 << 3))  # reaches into the version's bits
    assert not accepted(mint(later, "a", DOMAIN, RING))


class _Numbered:
    """A kind that nobody knows."""

    def __init__(self, value: int) -> None:
        self.value = value


def test_a_local_part_without_room_is_refused_before_anything_is_signed() -> None:
    with pytest.raises(AssertionError, match="too long"):
        mint(ADDRESS, "x" * 19, DOMAIN, RING)


def test_subject_tokens_stay_with_the_oldest_key_and_are_read_by_all() -> None:
    three = KeyRing({1: b"a", 2: b"b", 5: b"c"}, 5)
    assert (three.locator, three.signing) == (b"a", b"c")
    assert three.locators == three.all == (b"a", b"b", b"c")


def test_a_former_key_serves_tokens_and_verifies_no_address() -> None:
    ring = KeyRing({2: b"n" * 32}, 2, former=(b"k" * 32,))
    assert ring.locator == b"k" * 32
    assert ring.locators == (b"k" * 32, b"n" * 32)
    assert ring.all == (b"n" * 32,)
    assert read(MINTED, DOMAIN, ring) is None
