"""Orders are the first lines of a text, and nothing else is an order."""

import textwrap
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.commands.grammar import (
    LIMIT,
    NAME_LIMIT,
    NORMAL_LIMIT,
    SIGNS_LIMIT,
    TICKETS_LIMIT,
    Order,
    is_planted,
    normal,
    order_lines,
    read,
    tickets_named,
    was_planted,
)

from ..folded import every

ZWNJ, RLM, LRM, RLE, PDF, FSI, PDI, BOM, NBSP = "\u200c\u200f\u200e\u202b\u202c\u2068\u2069\ufeff\u00a0"


def orders(text: str) -> list[tuple[str, str]]:
    return [(order.name, order.argument) for order in read(text).orders]


@every(
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
        ("#priority:high", [("priority", "high")]),
        ("#priority=high", [("priority", "high")]),
        ("#اولویت:زیاد", [("اولویت", "زیاد")]),
        ("#resolve.", [("resolve", "")]),
        ("#un_merge 7", [("unmerge", "7")]),
        ("#un\u2013merge 7", [("unmerge", "7")]),  # a dash that a client made of the hyphen
        ("#note  two  blanks ", [("note", "two  blanks")]),
        ("#حل_شد", [("حلشد", "")]),
        ("#حل-شد", [("حلشد", "")]),
        ("#حل‌شد.", [("حلشد", "")]),
        ("#حذف‌رونوشت a@b.org", [("حذفرونوشت", "a@b.org")]),
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
        ("\u2768#resolve", []),
        ("* #resolve", []),
        ("- #resolve", []),
        ("| #resolve", []),
        ("﹟resolve", []),
        ("&#35;resolve", []),
        ("#<b>resolve</b>", []),
        ("?", []),
        ("?resolve", []),
        ("#?", []),
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


# --- trials -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["?#close", "#?close", "? #close", "؟#close", "#؟close", "؟ #close", f"{RLM}؟{RLM}#close", "??#close", "# ? close"],
)
def test_a_question_mark_makes_a_trial_of_an_order(text: str) -> None:
    found = read(text)
    assert found.trial
    assert [(order.name, order.argument) for order in found.orders] == [("close", "")]


def test_one_question_mark_makes_a_trial_of_all() -> None:
    assert read("#take\n?#close\n#note why?").trial
    assert len(read("#take\n?#close").orders) == 2


@pytest.mark.parametrize("text", ["#note why?", "#assign who?", "#take\n\n? #1", "#close?", "What?\n?#close"])
def test_a_question_mark_elsewhere_makes_no_trial(text: str) -> None:
    assert not read(text).trial


def test_the_line_of_an_order_is_kept_as_it_was_written() -> None:
    assert [order.line for order in read("  ?#Close \n\n#حل  شد").orders] == ["?#Close", "#حل  شد"]


# --- known words ------------------------------------------------------------------------------------------------------

KNOWN = frozenset({"close", "حلشد", "حل شد", "rate"})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("#close", [("close", "")]),
        ("#Close\nThanks", [("close", "")]),
        ("#rate 5\n#close", [("rate", "5"), ("close", "")]),
        ("#حل‌شد", [("حلشد", "")]),
        ("#حل شد", [("حل", "شد")]),
        ("#حل شد.", [("حل", "شد.")]),
        ("#حل", []),
        ("#حل مشکل", []),
        ("#problem with the printer", []),
        ("#closed", []),
        ("#1 problem", []),
        ("#problem\n#close", []),
    ],
)
def test_words_that_are_not_known_are_only_words(text: str, found: list[tuple[str, str]]) -> None:
    assert [(order.name, order.argument) for order in read(text, KNOWN).orders] == found


def test_an_unknown_word_ends_the_orders_and_stays() -> None:
    found = read("#close\n#thanks for everything\n#rate 5", KNOWN)
    assert len(found.orders) == 1
    assert found.rest == "#thanks for everything\n#rate 5"


# --- what others may have planted -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("#close", "#CLOSE"),
        ("#close", "  # close : "),
        ("#close", "?#close"),
        ("#close", f"{RLM}#{FSI}close{PDI}"),
        ("#close", "#cl\u200bose"),
        ("#close", "#cl\u00adose"),
        ("#close", "＃close"),
        ("#close", "#\uff43\uff4c\uff4f\uff53\uff45"),
        ("#close", "> #close"),
        ("#assign tom", "#assign:\ttom."),
        ("#assign tom", "#as-sign Tom"),
        ("#حل‌شد", "#حل شد"),
        ("#حل‌شد", "#حل_شد"),
        ("#اولویت زیاد", "#اولويت  زياد"),
        ("#merge ۱۰۴۳", "#merge 1043"),
    ],
)
def test_two_writings_of_one_line_are_equal(one: str, other: str) -> None:
    assert normal(one) == normal(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("#close", "#closed"), ("#assign tom", "#assign tim"), ("#merge 1", "#merge 11"), ("#close", "#بستن")],
)
def test_other_lines_are_others(one: str, other: str) -> None:
    assert normal(one) != normal(other)


PLANTED = [
    "#close",
    "  #close  ",
    "> #close",
    ">#close",
    ">> > #close",
    "| #close",
    "» #close",
    "› #close",
    "* #close",
    "- #close",
    "• #close",
    "– #close",
    "+ #close",
    "1. #close",
    "۱) #close",
    "a) #close",
    "(#close",
    "[#close]",
    '"#close"',
    "«#close»",
    "*#close*",
    "_#close_",
    "`#close`",
    "**#close**",
    "Hello,\n\n#close\n\nbye",
    "On Monday Tom wrote:\n#close",
    "From: Tom\nSent: Monday\nSubject: x\n\n#close",
    "#close\r\n",
    "one\r#close\rtwo",
    "one\u2028#close\u2028two",
    "one\x0b#close\x0ctwo\x85three",
    f"{RLM}#close{RLM}",
    f"{RLE}> #close{PDF}",
    f"{FSI}#{PDI}close",
    f"{BOM}#close",
    f"#{ZWNJ}clo{ZWNJ}se",
    f"#{NBSP}close",
    "#\u3000close",
    "#\u200b\u200bclose",
    "# close:",
    "#CLOSE",
    "#c-l_o\u2011se",
    "?#close",
    "#؟close",
    "＃close",
    "﹟close",
    "＃\uff43\uff4c\uff4f\uff53\uff45",
    "#\u0441lose #close",
    "a" * 76 + " #close",  # a client that breaks lines leaves the order alone on the next one
    "> " + "long words " * 9 + "#close " + "x" * 60,  # and so does one that cannot break the next word
    "Read https://example.org/page#close",
    "#" * 20 + "close",
]


@pytest.mark.parametrize("text", PLANTED)
def test_an_order_that_was_planted_is_known_again(text: str) -> None:
    lines = order_lines(text)
    assert normal("#close") in lines
    (order,) = read("#close").orders
    assert was_planted(order, lines)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "close",
        "Please close it.",
        "#",
        "# ",
        "#1042-7KQM",
        "[#1042-7KQM] Re: Printer",
        "#closed",
        "#close the door, please",
        "To end the request, write #close in the first line of your reply, and we are done with it.",
        "بستن",
    ],
)
def test_other_words_plant_nothing(text: str) -> None:
    (order,) = read("#close").orders
    assert not was_planted(order, order_lines(text))


def test_an_argument_may_be_broken_off_where_a_client_must_break_the_line() -> None:
    lines = order_lines("#assign tom " + "x" * 60)
    assert is_planted("#assign tom", lines)
    assert not is_planted("#assign", lines)


def test_more_signs_than_anybody_can_look_at_may_hide_any_order() -> None:
    assert is_planted("#close", order_lines("#a\n" * (SIGNS_LIMIT + 1)))
    assert not is_planted("#close", order_lines("#a\n" * SIGNS_LIMIT))


ORDERS = st.text(alphabet="#?؟aZ1 .:-_\n\t\r\u2028\u200f\u200c\u00adحلﷺ＃ي>", max_size=60)


@given(ORDERS, st.sampled_from(["", "> ", ">> ", "| ", "* ", f"{RLM}", "Tom wrote: "]))
def test_whatever_is_read_as_an_order_is_known_again_in_any_quote(text: str, mark: str) -> None:
    quoted = "\n".join(mark + line for line in text.split("\n"))
    lines = order_lines(f"Hello,\n{quoted}")
    assert all(was_planted(order, lines) for order in read(text).orders)
    assert all(len(line) <= NORMAL_LIMIT + 1 for line in lines)


WORDS = st.sampled_from(
    ["#close", "#note", "#حل‌شد", "tom", "a", "it", "and", "printers", "x" * 30, "y" * 70, "#1", ">"]
)


@given(st.lists(WORDS, max_size=40).map(" ".join), st.integers(60, 100), st.sampled_from(["", "> ", ">> "]))
def test_an_order_is_known_again_where_a_client_breaks_the_lines_of_a_quote(text: str, width: int, mark: str) -> None:
    lines = order_lines(text)
    for line in textwrap.wrap(mark + text, width, break_long_words=False, break_on_hyphens=False):
        assert all(was_planted(order, lines) for order in read(line).orders)


@given(st.text(max_size=200) | ORDERS, st.sampled_from([None, KNOWN]))
def test_any_text_is_read_and_only_its_top_is_orders(text: str, known: frozenset[str] | None) -> None:
    found = read(text, known)
    lines = [line for line in text.split("\n") if line.strip(" \t\r")]
    assert len(found.orders) <= LIMIT + 1
    assert found.rest in text
    at = 0
    for order in found.orders:  # in the sequence of the text, with nothing but blank lines between
        assert order.name == order.name.casefold()
        at = text.index(order.line, at) + len(order.line)
    if found.rest:
        assert text.rindex(found.rest) >= at
    assert len(lines) >= len(found.orders)
    order_lines(text)
    tickets_named(found.orders)


@given(st.binary(max_size=300))
def test_any_bytes_are_read(raw: bytes) -> None:
    for charset in ("latin-1", "utf-16-le", "cp1256"):
        found = read("#" + raw.decode(charset, "replace"))
        assert len(found.orders) <= LIMIT + 1
        assert all(was_planted(order, order_lines(order.line)) for order in found.orders)


def test_two_megabytes_of_signs_are_looked_at_at_once() -> None:
    began = time.perf_counter()
    order_lines("#" * 2_000_000)
    order_lines("# " * 1_000_000)
    order_lines("".join(f"#a{n} " for n in range(250_000)))
    order_lines("#close " + "x " * 1_000_000)
    order_lines("#" + "\u200b" * 2_000_000)
    normal("#" + "\u200b" * 2_000_000 + "close")
    assert time.perf_counter() - began < 4


# --- tickets that orders name -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("#merge 1043", (1043,)),
        ("#merge #1043", (1043,)),
        ("#merge [#1043-7KQM]", (1043,)),
        ("#merge #1043-7kqm", (1043,)),
        ("#merge ۱۰۴۳", (1043,)),
        ("#ادغام #۱۰۴۳", (1043,)),
        (f"#ادغام {FSI}#1043{PDI}", (1043,)),
        ("#merge into 1043", (1043,)),
        ("#ادغام در ۱۰۴۳", (1043,)),
        ("#merge 7\n#unmerge 9\n#merge 7", (7, 9)),
        ("#merge 7, 8، 9", (7, 8, 9)),
        ("#merge", ()),
        ("#merge seven", ()),
        ("#merge 0", ()),
        ("#note call 0912345678901", ()),  # no ticket has so many digits
        ("#note 7th floor", ()),
        ("#merge 1043-", ()),
    ],
)
def test_tickets_that_orders_name_are_found(text: str, numbers: tuple[int, ...]) -> None:
    assert tickets_named(read(text).orders) == numbers


def test_no_more_tickets_are_named_than_anybody_needs() -> None:
    many = Order("merge", " ".join(map(str, range(1, 50))), "")
    assert tickets_named([many]) == tuple(range(1, TICKETS_LIMIT + 1))
