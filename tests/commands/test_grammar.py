"""Orders are the first lines of a text, and nothing else is an order."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.commands.grammar import LIMIT, NAME_LIMIT, read

ZWNJ, RLM, LRM, RLE, PDF, FSI, PDI, BOM, NBSP = "\u200c\u200f\u200e\u202b\u202c\u2068\u2069\ufeff\u00a0"


def orders(text: str) -> list[tuple[str, str]]:
    return [(order.name, order.argument) for order in read(text).orders]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#resolve", [("resolve", "")]),
        ("#RESOLVE", [("resolve", "")]),
        ("  #resolve  ", [("resolve", "")]),
        ("# resolve", [("resolve", "")]),
        ("#resolve:", [("resolve", "")]),
        ("#re-solve", [("resolve", "")]),
        ("#assign Tom Baker", [("assign", "Tom Baker")]),
        ("#assign\ttom", [("assign", "tom")]),
        (f"#assign{NBSP}tom", [("assign", "tom")]),
        ("#assign: tom", [("assign", "tom")]),
        ("\n\n#take\n\n#priority high\n", [("take", ""), ("priority", "high")]),
        ("#take\r\n#resolve\r\n", [("take", ""), ("resolve", "")]),
        ("#nonsense here", [("nonsense", "here")]),  # the vocabulary complains; it must not go out
        # Persian, and what clients put around it
        ("#حل‌شد", [("حلشد", "")]),
        ("#حل شد", [("حل", "شد")]),
        ("#حلشد", [("حلشد", "")]),
        ("#ارجاع سارا", [("ارجاع", "سارا")]),
        ("#اولويت فوري", [("اولویت", "فوري")]),  # Arabic yeh in the name; the argument stays as written
        (f"{RLM}#حل‌شد{RLM}", [("حلشد", "")]),
        (f"#{RLM}حل‌شد", [("حلشد", "")]),
        (f"{RLE}#حل‌شد{PDF}", [("حلشد", "")]),
        (f"{BOM}{LRM} #resolve", [("resolve", "")]),
        (f"{ZWNJ}#resolve", [("resolve", "")]),
        (f"#assign {FSI}sara{PDI}", [("assign", "sara")]),
        (f" {RLM} {RLM} #take", [("take", "")]),
        # no orders
        ("", []),
        ("Hello\n#resolve", []),
        ("> #resolve", []),
        ("#1 thing", []),
        ("#۱ مورد", []),
        ("#1042-7KQM", []),
        ("#", []),
        ("# ", []),
        ("##resolve", []),
        ("#!resolve", []),
        ("＃resolve", []),  # only the plain sign gives orders
        ("resolve", []),
        ("#" + "x" * (NAME_LIMIT + 1), []),
    ],
)
def test_what_is_an_order(text: str, found: list[tuple[str, str]]) -> None:
    assert orders(text) == found


def test_the_rest_is_what_follows_the_orders() -> None:
    read_ = read("\n#take\n\n#resolve\n\n  A new one comes.\n#not an order\n")
    assert read_.rest == "A new one comes.\n#not an order"
    assert [order.line for order in read_.orders] == ["#take", "#resolve"]


def test_without_orders_the_text_is_whole() -> None:
    assert read("\n Dear Ali,\n#resolve \n").rest == "Dear Ali,\n#resolve"


def test_a_number_after_orders_ends_them() -> None:
    read_ = read("#take\n#1 thing to do")
    assert len(read_.orders) == 1
    assert read_.rest == "#1 thing to do"


def test_one_order_more_than_allowed_is_read_and_no_further() -> None:
    read_ = read("#take\n" * 50)
    assert len(read_.orders) == LIMIT + 1
    assert read_.rest.count("#take") == 50 - LIMIT - 1


@given(st.text(alphabet="#a 1\n\u200f\u200cحل>:-", max_size=60))
def test_any_text_is_read_and_no_other_line_is_lost(text: str) -> None:
    read_ = read(text)
    assert len(read_.orders) <= LIMIT + 1
    assert all(order.line.startswith("#") and order.line in text for order in read_.orders)
    assert read_.rest in text
    if not read_.orders:
        assert read_.rest == text.strip()


def test_a_megabyte_of_blanks_and_marks_is_read_at_once() -> None:
    began = time.perf_counter()
    assert read(f"{RLM} " * 500_000 + "#take").orders[0].name == "take"
    assert len(read("\n" * 500_000).orders) == 0
    assert time.perf_counter() - began < 2
