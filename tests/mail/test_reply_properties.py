"""Laws of `split` for any text: nothing dropped, twice is once, time grows with the size."""

import gc
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.mail.reply import split, visible

from ..thorough import examples
from .reply_cases import LANGUAGES, bodies

LINES = [
    *(
        line + "\n"
        for language in LANGUAGES
        for line in (*language.attributions, *language.devices, *language.forwards)
    ),
    *(f"{label}: a@b.org 12:00\n" for language in LANGUAGES for labels in language.labels for label in labels),
    *(line + "\n" for language in LANGUAGES for line in language.notice.split("\n")),
]
MARKS = [
    *(
        "\n",
        "\n\n",
        "> ",
        ">\n",
        "> quoted\n",
        ">>",
        "-- \n",
        "--\n",
        "—\n",
        "---\n",
        "____\n",
        "_" * 32 + "\n",
        "- Bo\n",
    ),
    *(
        "On 1 Nov 2026 12:00 ",
        "Ann Lee ",
        "<a@b.org> ",
        "wrote:\n",
        "wrote\n",
        ":\n",
        "：",
        "\r\n",
        "\r",
        "\u2028",
        "\x0b",
    ),
    *("-----Original Message-----\n", "##- Please write your reply above this line -##\n", "##- ", " -##\n"),
    *(
        "From: a@b.org\n",
        "Sent: 12:00\n",
        "To: c\n",
        "Subject: x\n",
        "\u200f",
        "\u202b",
        "\u00a0",
        "\ufeff",
        "\t",
        "  ",
    ),
    *("I will come.\n", "yes\n", "small letters\n", "x" * 70, "x" * 600, " " * 600, "👍\n", "۱۲:۰۰ ", "16.11.2026 "),
]
TEXTS = st.lists(
    st.one_of(st.sampled_from(MARKS), st.sampled_from(LINES), st.text(max_size=5)), max_size=30
).map("".join)  # fmt: skip


@examples(300)
@given(TEXTS)
def test_the_pieces_joined_are_the_body(body: str) -> None:
    reply = split(body)
    assert "".join(piece.text for piece in reply.pieces) == body
    assert all(piece.text for piece in reply.pieces)
    assert all(one.kind is not two.kind for one, two in zip(reply.pieces, reply.pieces[1:], strict=False))


@examples(500)
@given(TEXTS)
def test_splitting_the_new_text_again_changes_nothing(body: str) -> None:
    once = visible(body)
    assert visible(once) == once


def test_splitting_parts_of_real_answers_again_changes_nothing() -> None:
    """Every tenth mail of the set, cut in three and put together another way."""
    for case in list(bodies())[::10]:
        third = len(case.body) // 3
        for body in (case.body[third:], case.body[third:] + case.body[:third], case.body * 2, case.body[::-1]):
            once = visible(body)
            assert visible(once) == once


GENERATORS: dict[str, Callable[[int], str]] = {
    "on": lambda n: "On \n" * n,
    "on with numbers": lambda n: "On 1 Nov 2026 12:00 x\n" * n,
    "attributions": lambda n: "On 1 Nov 2026 12:00 a@b wrote:\n" * n,
    "attributions apart": lambda n: "On 1 Nov 2026 12:00 a@b wrote:\n\n\n" * n,
    "attributions of two": lambda n: "On 1 Nov 2026 12:00 a@b\nwrote:\n> x\ny\n" * n,
    "names above quotes": lambda n: "Ann wrote:\n> x\n" * n,
    "quote marks in a line": lambda n: ">" * n,
    "quotes": lambda n: "> x\n" * n,
    "long quotes": lambda n: ("> " + "x" * 70 + "\nx\n") * n,
    "from": lambda n: "From: a@b\n" * n,
    "from and date": lambda n: "From: a\nDate: b\n" * n,
    "blocks": lambda n: "From: a@b\nDate: 12:00\nSubject: x\n\n" * n,
    "forms": lambda n: "From: a@b\nDate: 12:00\nSubject: x\nName: y\n" * n,
    "labels": lambda n: "Name: x\n" * n,
    "colons in a line": lambda n: ":" * n,
    "lines of a colon": lambda n: ":\n" * n,
    "addresses": lambda n: "a@b " * n,
    "lines of addresses": lambda n: "<a@b>\n" * n,
    "at signs": lambda n: "@" * n,
    "one word": lambda n: "x" * n,
    "words": lambda n: "word " * n,
    "lines of 500": lambda n: ("x1@ " * 125 + ":\n") * (n // 50),
    "blank lines": lambda n: "\n" * n,
    "blanks": lambda n: " " * n,
    "blank lines of blanks": lambda n: " \n" * n,
    "dashes in a line": lambda n: "-" * n,
    "lines of dashes": lambda n: "-----\n" * n,
    "delimiters": lambda n: "--\n" * n,
    "delimiters of mailers": lambda n: "-- \nx\n" * n,
    "different delimiters": lambda n: "-- \na b c\n—\n___\n__\n" * n,
    "underscores": lambda n: "________\nx\n" * n,
    "originals": lambda n: "-----Original Message-----\n> x\n" * n,
    "devices": lambda n: "sent from my iPhone\n" * n,
    "devices and text": lambda n: "sent from my iPhone\nThis is a sentence of my own here.\n" * n,
    "signatures in quotes": lambda n: "a\n-- \nb\n> c\n" * n,
    "notices": lambda n: "This email is confidential and for the intended recipient only.\n\n" * n,
    "a long notice": lambda n: "confidential intended recipient in error \n" * n,
    "names": lambda n: "-Ann Lee\n\n" * n,
    "marks of direction": lambda n: "\u200f" * n,
    "lines of marks": lambda n: "\u200f\n" * n,
    "carriage returns": lambda n: "\r" * n,
    "markers": lambda n: "##-\n" * n,
    "verbs": lambda n: "wrote \n" * n,
    "chinese": lambda n: "在 2026年 12:00 写道\n" * n,
    "persian": lambda n: "در تاریخ ۱۲:۰۰ نوشت\n" * n,
}


@pytest.mark.parametrize("name", GENERATORS)
def test_time_grows_with_the_size(name: str) -> None:
    make = GENERATORS[name]

    def seconds(size: int) -> float:
        body, best = make(size), 9.0
        for _ in range(2):
            start = time.process_time()
            split(body)
            best = min(best, time.process_time() - start)
        return best

    gc.disable()  # what it costs depends on all the other tests
    try:
        ratios = (seconds(8_000) / max(seconds(4_000), 0.005) for _ in range(8))
        assert any(ratio <= 2.3 for ratio in ratios)  # a busy machine spoils some, a square law all
    finally:
        gc.enable()
