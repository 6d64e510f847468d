"""A courtesy is told from a content; in doubt it is a content."""

import time

import pytest

from gateway.mail.persian import language_of
from gateway.tickets.courtesies import BESIDE, COURTEOUS, SETS
from gateway.tickets.thanks import LENGTH_LIMIT, WORDS_LIMIT, only_thanks

from .thanks_cases import CONTENTS, COURTESIES, LATER_CONTENTS, LATER_COURTESIES, NAMES

RECALL = 0.9
# What says nothing by itself, and less beside a thank-you.
EMPTY = frozenset(
    {"!!!", "...", "Hello", "Hi", "Hi Tom", "Hello there", "Good morning", "Good morning Tom", "OK", "Tom", "Ali", "ok"}
    | {"salam", "اوکی", "باشه", "سارا", "سلام", "سلام وقت بخیر", "چشم", "خانم احمدی"}
)


def test_the_table_is_large_and_of_both_languages() -> None:
    assert len({*COURTESIES, *LATER_COURTESIES}) >= 150
    assert len({*CONTENTS, *LATER_CONTENTS}) >= 250
    for mails in (COURTESIES, LATER_COURTESIES, CONTENTS, LATER_CONTENTS):
        persian = sum(language_of(text) == "fa" for text in mails)
        assert 0.25 < persian / len(mails) < 0.75


@pytest.mark.parametrize("contents", [CONTENTS, LATER_CONTENTS])
def test_no_content_is_taken_for_a_courtesy(contents: tuple[str, ...]) -> None:
    assert not [text for text in contents if only_thanks(text, NAMES)]


@pytest.mark.parametrize("courtesies", [COURTESIES, LATER_COURTESIES])
def test_most_courtesies_are_recognised(courtesies: tuple[str, ...]) -> None:
    missed = [text for text in courtesies if not only_thanks(text, NAMES)]
    assert len(missed) <= len(courtesies) * (1 - RECALL), missed


def test_a_courtesy_before_or_behind_a_content_changes_nothing() -> None:
    contents = [text for text in CONTENTS if text not in EMPTY]
    pairs = [(courtesy, content) for courtesy in COURTESIES[::13] for content in contents[::3]]
    texts = [text for one, other in pairs for text in (f"{one}\n{other}", f"{other}\n{one}", f"{one}. {other}")]
    assert not [text for text in texts if only_thanks(text, NAMES)]
    assert len(texts) > 8_000


@pytest.mark.parametrize(
    "word", ["but", "not", "scanner", "please", "why", "7", "۷", "ولی", "نه", "هنوز", "رمز", "@", "#"]
)
def test_one_word_more_is_a_content(word: str) -> None:
    for courtesy in COURTESIES:
        assert not only_thanks(f"{courtesy} {word}", NAMES)
        assert not only_thanks(f"{word} {courtesy}", NAMES)
        assert not only_thanks(f"{courtesy}\n\n{word}", NAMES)


def test_courtesies_may_stand_together() -> None:
    both = [f"{one}\n{other}" for one in COURTESIES[::5] for other in COURTESIES[::11]]
    recognised = sum(only_thanks(text, NAMES) for text in both if len(text) < LENGTH_LIMIT)
    assert recognised >= len(both) * RECALL


def test_only_known_names_are_names() -> None:
    assert only_thanks("Thanks Tom!", ["Tom Baker"])
    assert not only_thanks("Thanks Tom!", [])
    assert not only_thanks("Thanks Toner!", ["Tom Baker"])
    assert only_thanks("ممنون سارا جان", ["Sara Ahmadi"]), "a word of endearment says that it is a name"
    assert not only_thanks("No, thanks", ["No Reply"]), "whatever somebody calls themselves"
    assert not only_thanks("Help, thanks", ["Help Desk"])


@pytest.mark.parametrize("text", ["", " ", "\n\n", "🤔", "🙏 👎", "thanks 💩", "thanks ☎", "thanks (not)", "thanks=no"])
def test_signs_that_we_do_not_know_are_contents(text: str) -> None:
    assert not only_thanks(text, NAMES)


def test_a_line_that_a_mail_client_broke_is_one_line() -> None:
    assert only_thanks("Thank you very much indeed for all your kind and very patient\nhelp and support.")
    assert not only_thanks("Thank you for your\nhelp"), (
        "a short line was ended by its writer: a cry for help may follow"
    )


def test_a_long_text_says_more() -> None:
    assert only_thanks("thanks " * WORDS_LIMIT)
    assert not only_thanks("thanks " * (WORDS_LIMIT + 1))
    assert not only_thanks("thanks" + " " * LENGTH_LIMIT)


@pytest.mark.parametrize(
    "piece", ["thanks ", "so ", "a ", "سال ", "ممنون خیلی ", "thanks for your help ", "ممنون از ", "🙏"]
)
def test_even_the_worst_text_is_judged_at_once(piece: str) -> None:
    start = time.process_time()
    only_thanks((piece * 200)[:LENGTH_LIMIT])
    only_thanks(piece * 100_000)
    assert time.process_time() - start < 0.1


def test_every_phrase_is_made_of_known_sets() -> None:
    used = {word for line in (COURTEOUS + BESIDE).split() for word in line.rstrip("?*+").split("|") if word.isupper()}
    assert used - {"ANY"} <= SETS.keys() <= used
