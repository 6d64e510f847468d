"""One-time codes: only who was asked, for the very mail, and only by a yes that a person wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.mail.confirmation import holds, mint, named, says_yes
from gateway.mail.reply_address import KeyRing

RING = KeyRing({1: b"k" * 32}, 1)
CODE = mint(57, 3, RING)


def test_a_code_is_found_in_the_subject_of_an_answer_however_clients_change_it() -> None:
    for subject in (f"Re: Please confirm {CODE} [#1042-7KQM]", f"AW: {CODE.upper()}", f"پاسخ: تأیید ({CODE})"):
        assert named(subject) == (57, CODE)
    assert named("Re: Please confirm [#1042-7KQM]") is None
    assert named(f"{CODE}x") is None
    assert named("x" * 998 + CODE) is None


def test_a_code_holds_for_its_mail_and_person_only() -> None:
    assert holds(CODE, 57, 3, RING)
    assert not holds(CODE, 58, 3, RING)
    assert not holds(CODE, 57, 4, RING)
    assert not holds(CODE, 57, 3, KeyRing({1: b"x" * 32}, 1))
    assert not holds(mint(58, 3, RING).replace("58", "57"), 57, 3, RING)


def test_a_code_outlives_the_next_key() -> None:
    assert holds(CODE, 57, 3, KeyRing({1: b"k" * 32, 2: b"n" * 32}, 2))


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz234567", min_size=26, max_size=26))
def test_no_other_symbols_hold(symbols: str) -> None:
    code = f"confirm-57-{symbols}"
    assert holds(code, 57, 3, RING) is (code == CODE)


@given(st.text())
def test_any_subject_is_read_without_trouble(subject: str) -> None:
    assert named(subject) is None or "confirm-" in subject.lower()


@pytest.mark.parametrize(
    "text", ["yes", "YES.", "Yes!\nRegards, Tom", "\n\n ok", "بله", "بله.", "تأیید", "#confirm", "«بله»"]
)
def test_a_yes(text: str) -> None:
    assert says_yes(text)


@pytest.mark.parametrize(
    "text",
    ["", "   \n", "no", "Yes, but why?", "I am out of office. Yes.", "خیر", "yesterday", "confirm-57-abc", "Who asks?"],
)
def test_no_yes(text: str) -> None:
    assert not says_yes(text)
