"""What is read from a request: its words in one form, its numbers, what turns it, and what says nothing."""

import pytest

from gateway.sameness.matter import Matter, matter_of
from gateway.sameness.phrases import Turn
from gateway.sameness.sentences import parted
from gateway.sameness.stems import folded, numbers_of, spellings, stem


def read(text: str, subject: str = "") -> Matter:
    return matter_of(subject, text)


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("4711", ["4711"]),
        ("۴۷۱۱", ["4711"]),
        ("2,500", ["2500"]),
        ("۲٬۵۰۰٬۰۰۰", ["2500000"]),
        ("2,500.00", ["2500"]),
        ("49,90", ["49.90"]),
        ("10MB", ["10", "mb"]),
        ("2nd", ["2"]),
        ("B-2291", ["b-2291"]),
        ("2026-11-16", ["2026-11-16"]),
        ("12:30", ["12:30"]),
    ],
)
def test_numbers_are_read_as_everybody_would_write_them(written: str, numbers: list[str]) -> None:
    assert numbers_of(folded(written)) == numbers


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("printers", "printer"),
        ("crashes", "crash"),
        ("printing", "printed"),
        ("stopped", "stop"),
        ("companies", "company"),
        ("کتاب‌ها", "كتابهاي"),
        ("آپدیت", "اپديت"),
        ("صفحهٔ", "صفحه"),
    ],
)
def test_endings_and_letters_do_not_part_words(one: str, other: str) -> None:
    assert stem(folded(one)) == stem(folded(other))


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("monitor", "monitr", True),
        ("monitor", "moniotr", True),
        ("lamp", "lmap", True),
        ("چراغ", "چراق", True),
        ("mouse", "house", False),
        ("send", "end", False),
        ("disk", "desk", False),
        ("card", "cart", False),
    ],
)
def test_misspelled_words_are_known_and_short_ones_are_taken_as_they_stand(one: str, other: str, near: bool) -> None:
    assert bool(set(spellings(one)) & set(spellings(other))) is near


def test_greetings_courtesy_and_urgency_say_nothing() -> None:
    assert read("Dear Mr. Baker,\n\nplease help me quickly, it is very urgent!\n\nKind regards\nAli Rezaei").words == []
    assert read("با سلام و احترام\nلطفاً هر چه سریع‌تر رسیدگی فرمایید.\nبا تشکر\nعلی رضایی").words == []


def test_a_number_in_the_greeting_or_below_the_farewell_is_not_lost() -> None:
    assert read("Hello, order 4711:\nwhere is it?").marks == {"4711"}
    assert read("Where is it?\n\nThanks\nAli\nOrder no. 4711").card == {"4711"}


def test_heads_of_passed_on_mails_are_left_out() -> None:
    head = "From: Ali <ali@customer.example>\nSent: Monday, 16 November 2026\nTo: support@example.org\nSubject: Door"
    assert parted(f"{head}\n\nThe door is open.")[0] == "The door is open."
    assert "Date: 3 May" in parted("Date: 3 May\nRoom: Paris")[0], "a form is no head"


@pytest.mark.parametrize(
    "text",
    ["Any news?", "Hello? I wrote yesterday, please answer.", "هنوز خبری نیست؟", "لطفاً پیگیری بفرمایید.", "chi shod?"],
)
def test_who_only_asks_for_news_names_no_matter(text: str) -> None:
    assert read(text).is_bare


@pytest.mark.parametrize("text", ["", "Hello", "Thank you very much!", "سلام", "The news reader crashes."])
def test_what_asks_for_nothing_or_names_a_matter_is_no_such_mail(text: str) -> None:
    assert not read(text).is_bare


@pytest.mark.parametrize(
    ("text", "turn"),
    [
        ("The printer is broken again.", Turn.HAPPENED_AGAIN),
        ("پرینتر دوباره خراب شد.", Turn.HAPPENED_AGAIN),
        ("پرینتر باز قطع شد.", Turn.HAPPENED_AGAIN),
        ("Please cancel the order.", Turn.ENDED),
        ("سفارش را لغو کنید.", Turn.ENDED),
        ("The printer is fixed.", Turn.SOLVED),
        ("مشکل پرینتر حل شد.", Turn.SOLVED),
        ("The other printer is broken.", Turn.ANOTHER),
        ("دو صندلی دیگر لازم داریم.", Turn.ANOTHER),
        ("Please remove Tina from the list.", Turn.UNDONE),
        ("You asked for a photo of it.", Turn.ANSWERED),
    ],
)
def test_words_that_make_another_matter_are_found(text: str, turn: Turn) -> None:
    assert turn in read(text).turns


@pytest.mark.parametrize(
    "text",
    ["Sending again.", "Once more:", "پنجره را باز کنید.", "پرینتر دیگر کار نمی‌کند.", "خانم طاهری را اضافه کنید."],
)
def test_the_same_words_elsewhere_turn_nothing(text: str) -> None:
    assert read(text).turns == set()


def test_what_is_denied_is_told_from_what_is_said() -> None:
    assert read("The VPN does not connect.").denied == {"connect"}
    assert "میشود" in read("وصل نمی شود").denied
    assert read("It is broken.").denied == read("It does not work.").denied == {"work"}
    assert "کار" in read("اسکنر خراب است.").denied & read("اسکنر کار نمی‌کند.").denied


def test_days_of_months_and_numbers_that_stand_together_are_one_mark() -> None:
    assert "12 december" in read("Lunch for 12 people on 12 December.").marks
    assert read("Can it be done in May? It may be late.").marks == {"may"}
