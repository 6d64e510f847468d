"""Our own earlier words in a reply are found again, however a client mangled them; nobody's own words are hidden."""

import gc
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.mail import recognise as module
from gateway.mail.recognise import recognise
from gateway.mail.reply import Kind, Piece, Reply, split

from ..thorough import examples

NOTICE = """Hello Sara,

we have changed the toner of the printer in room 5 and cleaned its rollers.
Please print a page and tell us whether the stripes are gone.

Support desk
Your request [#1042-7KQM]: to answer, reply to this mail.
"""
PERSIAN = """سلام سارا،

کارتریج چاپگر اتاق ۵ را عوض کردیم و غلتک‌های آن را تمیز کردیم.
لطفاً یک صفحه چاپ کنید و بگویید خط‌ها رفته‌اند یا نه.
"""
CHINESE = "您好,我们已经更换了5号房间打印机的墨粉并清洁了滚轮。\n请打印一页并告诉我们条纹是否消失。\n"


def shown(body: str, *ours: str) -> str:
    reply = split(body)
    found = recognise(reply, ours)
    assert "".join(piece.text for piece in found.pieces) == body
    return found.text


@pytest.mark.parametrize(
    ("quote", "ours"),
    [
        (NOTICE, NOTICE),
        (NOTICE.replace("\n", "\r\n"), NOTICE),
        (NOTICE.replace(" ", "\u00a0"), NOTICE),
        (NOTICE.replace("\n", " "), NOTICE),
        ("| " + NOTICE.replace("\n", "\n| "), NOTICE),
        ("    " + NOTICE.replace("\n", "\n    "), NOTICE),
        (
            "we have changed the toner of the printer\nin room 5 and cleaned its\nrollers. Please\nprint a page",
            NOTICE,
        ),
        ("Ann Lee (16.11.2026) ha dit:\n" + NOTICE, NOTICE),
        ("Nuo: Desk <desk@example.org>\nData: 2026 lapkritis\nKam: Sara\n\n" + NOTICE, NOTICE),
        (PERSIAN, PERSIAN),
        (PERSIAN.replace("ی", "ي").replace("ک", "ك").replace("\u200c", ""), PERSIAN.replace("\u200c", "")),
        (CHINESE, CHINESE),
        (NOTICE, "first\n" + NOTICE.replace("\n", "\n> ")),
        ("Please print a page and tell us whether the stripes are gone.", NOTICE),
        (NOTICE.replace("Support desk", "https://example.org/a?b=c\nSupport desk"), NOTICE),
    ],
)
def test_our_own_text_is_folded_away(quote: str, ours: str) -> None:
    assert shown(f"Yes, the stripes went away.\n\n{quote}\n", ours) == "Yes, the stripes went away."
    assert shown(f"Yes.\n{quote}", "another text", ours) == "Yes."


def test_answers_between_our_lines_stay() -> None:
    body = NOTICE.replace("rollers.\n", "rollers.\n\nThank you!\n\n").replace("gone.\n", "gone.\n\nThey are gone.\n")
    assert shown(body, NOTICE).split() == ["Thank", "you!", "They", "are", "gone."]


def test_a_sign_is_an_answer() -> None:
    assert shown(f"👍\n\n{NOTICE}", NOTICE) == "👍"


def test_text_above_ours_that_no_client_marked_is_kept_below_too() -> None:
    assert shown(f"{NOTICE}\nIt works.\n", NOTICE) == "It works."


@pytest.mark.parametrize(
    "body",
    [
        NOTICE,
        "Yes",
        "Thanks",
        "Hello Sara,\n\nthe printer in room 5 has stripes again.\n",
        "Support desk\n\nThe fax does not work.\n",
        "Please print a page and tell us whether the stripes are gone.\n",
        "Please print a page and tell us whether the stripes are gone.\nI do not know how to print a page.\n",
        "You wrote: Please print a page and tell us whether the stripes are gone.\nHow?\n",
        "I did print a page and tell us whether the stripes are gone is what you asked.\nNo.\n",
        "",
        "\n\n",
    ],
)
def test_own_words_are_never_hidden(body: str) -> None:
    reply = split(body)
    assert recognise(reply, [NOTICE]) is reply


def test_only_new_text_is_looked_at() -> None:
    reply = split(f"Yes.\n\n-- \nSara\n\n> {NOTICE}")
    assert recognise(reply, [NOTICE]).text == "Yes."
    assert recognise(reply, []) is reply
    assert recognise(Reply(()), [NOTICE]) == Reply(())


def test_what_was_quoted_stays_quoted() -> None:
    pieces = (Piece(Kind.NEW, "Yes.\n"), Piece(Kind.QUOTED, "> x\n"), Piece(Kind.NEW, NOTICE))
    assert recognise(Reply(pieces), [NOTICE]).pieces == (pieces[0], Piece(Kind.QUOTED, "> x\n" + NOTICE))


LINES = st.lists(
    st.one_of(
        st.sampled_from([*NOTICE.splitlines(keepends=True), "yes\n", "> q\n", "-- \n", "\n"]), st.text(max_size=9)
    )
)


@examples(100)
@given(LINES.map("".join), LINES.map("".join))
def test_no_character_is_dropped_and_something_stays(body: str, ours: str) -> None:
    reply = split(body)
    found = recognise(reply, [ours, NOTICE])
    assert "".join(piece.text for piece in found.pieces) == body
    assert bool(found.text) == bool(reply.text)
    assert recognise(found, [ours, NOTICE]).pieces == found.pieces or found.text != reply.text


@pytest.mark.parametrize(
    "make",
    [
        lambda n: ("a b c d " * n, "a b c d " * n),
        lambda n: ("a b c d\n" * n, "a b c d e\n" * n),
        lambda n: ("x\n" * n, "x\n" * n),
        lambda n: (NOTICE * (n // 40), NOTICE * (n // 40)),
        lambda n: ("http://a " * n, "http://" * n),
        lambda n: ("a:1\n" * n + NOTICE, NOTICE),
        lambda n: ("字" * n, "字" * n),
    ],
)
def test_time_grows_with_the_text(make: Callable[[int], tuple[str, str]]) -> None:
    def seconds(size: int) -> float:
        body, ours = make(size)
        reply = Reply((Piece(Kind.NEW, "first\n" + body),))
        best = 9.0
        for _ in range(2):
            start = time.process_time()
            recognise(reply, [ours])
            best = min(best, time.process_time() - start)
        return best

    gc.disable()  # what it costs depends on all the other tests
    try:
        # A busy machine spoils some, a full cache one size; a square law shows at all of them.
        ratios = (seconds(2 * size) / max(seconds(size), 0.005) for size in (8_000, 32_000, 16_000, 64_000) * 2)
        assert any(ratio <= 2.3 for ratio in ratios)
    finally:
        gc.enable()


def test_words_of_ascii_are_those_of_any_text() -> None:
    for code in range(128):
        line = f"One{chr(code)}two {chr(code)}Three"
        assert module._words(line) == module._WORD.findall(line.casefold()), code
