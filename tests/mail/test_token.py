"""T-TOK-1: a token is found in every disguise that clients and people give it, and never where there is none."""

import random
import re
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.mail import token
from gateway.mail.inbound import Envelope
from gateway.mail.parse import parse
from gateway.mail.token import ALPHABET, check_symbols, mint, numbers_in, without_tokens

from ..folded import every

KEY = b"k" * 32
KEYS = (KEY,)
OTHER = b"o" * 32
NUMBER = 1042
TOKEN = mint(NUMBER, KEY)
CHECK = check_symbols(NUMBER, KEY)

PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def number_with(symbol: str) -> int:
    """The first ticket number whose check has this symbol."""
    return next(number for number in range(1, 5000) if symbol in check_symbols(number, KEY))


def test_a_token_is_a_number_and_four_symbols() -> None:
    assert re.fullmatch(rf"\[#1042-[{ALPHABET}]{{4}}\]", TOKEN)
    assert mint(NUMBER, KEY) == TOKEN != mint(NUMBER, OTHER)


@every(
    "subject",
    [
        TOKEN,
        f"Re: Printer broken {TOKEN}",
        f"AW: WG: Fwd: {TOKEN} Printer",
        TOKEN.lower(),
        TOKEN.translate(PERSIAN),
        TOKEN.translate(ARABIC),
        TOKEN.translate(FULL_WIDTH),
        TOKEN.lower().translate(FULL_WIDTH),
        *(TOKEN.replace("-", dash) for dash in "‐‑‒–—―−﹘﹣－"),
        *(mark.join(TOKEN) for mark in "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u061c\u3164"),
        f"\u2068{TOKEN}\u2069",
        f"\u202b{TOKEN}\u202c",
        f"\u2066[#\u2067{NUMBER}\u2069-\u202a{CHECK}\u202c]\u2069",
        f"[# {NUMBER} - {CHECK}]",
        f"[#\u00a0{NUMBER}\u00a0-\u00a0{CHECK}]",
        f"#{NUMBER}-{CHECK}",
        f"(#{NUMBER}-{CHECK})",
        f"[#00{NUMBER}-{CHECK}]",
        f"پاسخ: {TOKEN} چاپگر",
        f"چاپگر{TOKEN}چاپگر",
        f"[Ticket #{NUMBER}-{CHECK}: your request]",
        f"Re[2]: [#99-ZZZZ] {TOKEN}",
        TOKEN.replace("0", "O"),
        TOKEN.replace("0", "o").replace("1", "l"),
        TOKEN.replace("1", "I"),
        TOKEN.replace("0", "О").replace("1", "Ӏ"),
        *(TOKEN.replace("-", dash) for dash in ("--", "᠆", "⁃", "ー", "־", "⸺", " – ")),
        TOKEN.replace("#", "＃"),
        TOKEN.replace("#", "♯"),
        f"【#{NUMBER}-{CHECK}】",
        f"[#10 42-{CHECK}]",
        f"[#1042- {CHECK[:2]} {CHECK[2:]}]",
        f"[#1042-{CHECK[0]}\r\n {CHECK[1:]}]",
        f"[#1042\t-\t{CHECK}]",
        "\ufe0f".join(TOKEN),
        f"[EXTERNAL] Re: x {TOKEN} {{spam?}}",
        f"&#91;#{NUMBER}-{CHECK}&#93;",
        f"{TOKEN}{TOKEN}",
    ],
)
def test_a_token_in_disguise(subject: str) -> None:
    assert numbers_in(subject, KEYS) == (NUMBER,)


@pytest.mark.parametrize(("symbol", "confusions"), [("0", "Oo"), ("1", "IiLl")])
def test_letters_that_look_like_digits_in_the_check(symbol: str, confusions: str) -> None:
    number = number_with(symbol)
    for letter in confusions:
        check = check_symbols(number, KEY).replace(symbol, letter)
        assert numbers_in(f"[#{number}-{check}]", KEYS) == (number,)


@pytest.mark.parametrize(
    "folded",
    [
        f"Subject: =?utf-8?q?Re=3A_=5B=231042-{CHECK}=5D?=",
        f"Subject: =?utf-8?q?Re=3A_=5B=2310?= =?utf-8?q?42-{CHECK}=5D?=",
        f"Subject: Re: a long subject\r\n [#1042-{CHECK}]",
        f"Subject: =?utf-8?q?Re=3A?=\r\n =?utf-8?q?_=5B=231042-{CHECK}=5D?=",
        f"Subject: =?windows-1256?q?=D1=CF_=5B=231042-{CHECK}=5D?=",
    ],
)
def test_a_token_in_a_subject_as_mail_carries_it(folded: str) -> None:
    raw = f"From: ali@customer.example\r\n{folded}\r\n\r\nx\r\n".encode()
    assert numbers_in(parse(raw, Envelope("", ())).subject, KEYS) == (NUMBER,)


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "Printer broken",
        "[#1042]",
        f"[1042-{CHECK}]",
        f"[#1042-{CHECK}5]",
        f"[#1042-{CHECK[:3]}]",
        f"[#1042{CHECK}]",
        f"[#1043-{CHECK}]",
        f"[#-{CHECK}]",
        f"[#{'9' * 13}-{CHECK}]",
        "x" * 998 + TOKEN,
    ],
)
def test_what_is_no_token(subject: str) -> None:
    assert numbers_in(subject, KEYS) == ()


def test_letters_of_other_alphabets_that_look_alike() -> None:
    looks = {
        "A": "АΑ",
        "B": "ВΒ",
        "C": "С",
        "E": "ЕΕ",
        "H": "НΗ",
        "K": "КΚ",
        "M": "МΜ",
        "P": "РΡ",
        "T": "ТΤ",
        "X": "ХΧ",
    }
    for symbol, letters in looks.items():
        number = number_with(symbol)
        for letter in (*letters, *letters.lower()):
            check = check_symbols(number, KEY).replace(symbol, letter)
            assert numbers_in(f"[#{number}-{check}]", KEYS) == (number,), letter


def test_of_all_checks_exactly_one_belongs_to_a_number() -> None:
    wrong = [TOKEN.replace(CHECK, CHECK[:at] + symbol + CHECK[at + 1 :]) for at in range(4) for symbol in ALPHABET]
    assert sum(bool(numbers_in(subject, KEYS)) for subject in wrong) == 4  # the right one, met once at each place
    assert numbers_in(mint(NUMBER, OTHER), KEYS) == ()


def test_the_neighbours_of_a_number_have_other_checks() -> None:
    for number in range(NUMBER - 500, NUMBER + 500):
        found = numbers_in(f"[#{number}-{CHECK}]", KEYS)
        assert found == ((number,) if number == NUMBER else ())


def test_several_tokens_are_found_in_their_order_each_once() -> None:
    first, second = mint(9, KEY), mint(8, KEY)
    assert numbers_in(f"{first} {second} {first}", KEYS) == (9, 8)


def test_an_old_key_still_reads() -> None:
    assert numbers_in(mint(5, OTHER), (KEY, OTHER)) == (5,)
    assert numbers_in(TOKEN, ()) == ()


def test_no_ticket_is_found_in_200_000_random_subjects() -> None:
    dice = random.Random(20261121)
    pieces = ["Re: ", "[#", "#", "-", "]", "Invoice ", "2026", "10-20", "v1.2", "ABCD", "چاپگر ", "۱۲", " ", "7KQM"]
    pieces += [mint(3, OTHER), "[#12-", "0000", "–", "JIRA-", "٣٤"]
    false = 0
    for _ in range(200_000):
        count = dice.randint(1, 8)
        subject = "".join(dice.choices(pieces, k=count)) + "".join(dice.choices(ALPHABET, k=4))
        false += len(numbers_in(subject, KEYS))
    assert false == 0


@given(st.text(max_size=80))
def test_any_subject_is_read(text: str) -> None:
    assert numbers_in(text, KEYS) == ()
    assert numbers_in(f"{TOKEN} {text}", KEYS)[:1] == (NUMBER,)


def test_a_megabyte_of_beginnings_costs_nothing() -> None:
    began = time.process_time()
    for beginning in ("[#", "#1", "#1-", "[#1042-", "\ufdfa"):  # the last one grows eighteenfold under NFKC
        numbers_in(beginning * 300_000, KEYS)
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("subject", "bare"),
    [
        ("Re: Printer [#1042-7KQM]", "Re: Printer"),
        ("[#1042-7KQM] Printer [#7-abcd]", "Printer"),
        ("[#۱۰۴۲-7KQM] چاپگر", "چاپگر"),
        ("Invoice [#12] and #7-ABCD", "Invoice [#12] and #7-ABCD"),
        ("[#1042-7KQM]", ""),
        *((f"Printer [#1042{dash}7KQM] broken", "Printer broken") for dash in "‐‑‒–—―−﹘﹣－ー᠆ـ"),
        ("Printer [＃１０４２－７ｋｑｍ]", "Printer"),
        ("Printer ［#1042-7KQM］ 【#1042-7KQM】", "Printer"),
        ("چاپگر \u2068[#۱۰۴۲-7KQM]\u2069 خراب", "چاپگر خراب"),
        ("Re: چاپگر \u200e[#1042-7KQM]", "Re: چاپگر"),  # as it stands in our own mails
        ("Printer [#\u200b1042\u200c-7K\u2060QM]", "Printer"),
        ("Printer [# 1042 – 7KQM] [#1O42-7kqm]", "Printer"),
        ("\u200fچاپگر\u200c‌ها", "\u200fچاپگر\u200c‌ها"),
        ("Printer (#1042-7KQM) #12-2024 [#12-20245] [#12]", "Printer (#1042-7KQM) #12-2024 [#12-20245] [#12]"),
        ("x" * 998 + "[#1042-7KQM]", "x" * 998 + "[#1042-7KQM]"),
        ("\ufdfa [#1042-7KQM] \ufdfa", "\ufdfa \ufdfa"),
    ],
)
def test_what_is_left_without_tokens(subject: str, bare: str) -> None:
    assert without_tokens(subject) == bare


@given(st.text(max_size=40), st.sampled_from("-‐–—−－ـ"), st.text(max_size=40))
def test_no_disguise_that_is_read_is_left_in_a_subject(before: str, dash: str, after: str) -> None:
    disguised = TOKEN.replace("-", dash)
    assert numbers_in(without_tokens(f"{before} {disguised} {after}"), KEYS) == ()


def test_whatever_is_seen_as_the_sign_of_a_token_has_it_looked_for() -> None:
    seen = {chr(code) for code in range(sys.maxunicode + 1) if "#" in token._plain(chr(code))}
    assert seen == {character for character in seen if token._SIGN.search(character)}
    assert "＃" in seen
