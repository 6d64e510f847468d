"""Orders that need a yes: asked once, done once, within half an hour, and only for who gave them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from gateway.store.schema import confirmation

from .. import services
from ..scenarios.office import Caught
from .house import ALI, MINA, POSHTIBANI, REZA, SARA, SUPPORT, TOM, House, open_house

N = 1001


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Agents need a proof of their domain; orders that say who takes part need a yes on top of it."""
    with open_house(tmp_path, agents="aligned") as opened:
        yield opened


def asked(house: House, order: str = f"#cc {REZA}") -> Caught:
    """Tom wants Reza to take part; the question that came back."""
    house.write(f"Ali <{ALI}>", SUPPORT, "Printer broken", "It is broken.", proof="pass")
    told = house.only(TOM)
    house.look()
    id = house.answer(told, TOM, f"{order}\nReza knows the machine.", proof="pass")
    assert house.outcome(id) == "held"
    assert house.silent(ALI, REZA, MINA, SARA)
    return house.only(TOM)


def nothing_happened(house: House) -> bool:
    ticket = house.ticket(N)
    changes = [change for change, _, _ in house.journal(N)]
    return not ticket.participants and "participant" not in changes and house.silent(ALI, REZA, SARA)


def test_the_question_shows_the_order_and_nothing_of_it_is_done(house: House) -> None:
    question = asked(house)
    assert house.kind(question) == "confirm"
    assert f"#cc {REZA}" in question.text
    assert "confirm-" in question.subject
    assert house.token(N) in question.subject
    assert "Reza knows" not in question.text.partition("YES")[0]
    assert nothing_happened(house)
    assert house.ticket(N).status.value == "new"


def test_a_yes_does_it_once(house: House) -> None:
    question = asked(house)
    house.answer(question, TOM, "yes", proof="pass")
    assert [person.address for person in house.ticket(N).participants] == [REZA]
    answers = house.only(ALI), house.only(REZA)
    assert all("Reza knows the machine." in answer.text for answer in answers)
    assert all("#cc" not in answer.text and "confirm-" not in answer.subject for answer in answers)
    transcript = house.only(TOM)
    assert house.kind(transcript) == "transcript"
    assert REZA in transcript.text

    second = house.answer(question, TOM, "YES.", proof="pass")
    assert house.outcome(second) == "note"
    assert "a yes counts once" in house.only(TOM).text
    assert house.silent(ALI, REZA, MINA)
    assert [change for change, _, _ in house.journal(N)].count("participant") == 1
    assert [article.kind for article in house.whole(N).articles].count("held") == 0
    assert house.balanced()


@pytest.mark.service
def test_the_same_on_postgresql(tmp_path: Path) -> None:
    with services.postgresql() as url, open_house(tmp_path, "aligned", url) as house:
        test_a_yes_does_it_once(house)


def test_a_persian_yes_is_one(house: House) -> None:
    house.answer(asked(house), TOM, "\u200fبله.", proof="pass")
    assert [person.address for person in house.ticket(N).participants] == [REZA]


def test_the_question_is_asked_in_the_words_of_its_reader(house: House) -> None:
    house.write(f"علی <{ALI}>", POSHTIBANI, "چاپگر", "چاپگر کار نمی‌کند.", proof="pass")
    house.answer(house.only(SARA), SARA, f"#copy {REZA}", proof="pass")
    question = house.only(SARA)
    assert "#رونوشت" in question.text
    house.answer(question, SARA, "بله", proof="pass")
    assert [person.address for person in house.ticket(N).participants] == [REZA]


def test_half_an_hour_later_it_is_too_late(house: House) -> None:
    question = asked(house)
    house.later(minutes=31)
    house.answer(question, TOM, "yes", proof="pass")
    assert nothing_happened(house)
    assert "within half an hour" in house.only(TOM).text, "who believes that it is done now must hear that it is not"
    assert house.silent(MINA)


def test_nobody_else_can_say_yes(house: House) -> None:
    question = asked(house)
    house.answer(question, MINA, "yes", proof="pass")
    house.answer(question, ALI, "yes", proof="pass", To=SUPPORT)
    house.answer(question, "eve@elsewhere.example", "yes", proof="pass", To=SUPPORT)
    ticket = house.ticket(N)
    assert not ticket.participants
    assert house.silent(REZA)
    with house.app.database.read() as connection:
        assert connection.scalar(select(confirmation.c.used)) is None


def test_a_yes_that_nothing_proves_is_none(house: House) -> None:
    question = asked(house)
    house.answer(question, TOM, "yes", proof="fail")
    house.answer(question, TOM, "yes", To=SUPPORT)
    assert nothing_happened(house)
    house.answer(question, TOM, "yes", proof="pass")
    assert [person.address for person in house.ticket(N).participants] == [REZA], "the question was not used up"


def test_a_vacation_responder_says_no_yes(house: House) -> None:
    question = asked(house)
    house.answer(question, TOM, "yes", proof="pass", Auto_Submitted="auto-replied")
    assert nothing_happened(house)
    assert house.silent(TOM)


@pytest.mark.parametrize("said", ["no", "نه", "I did not write that!", "Hmm, yes, why not?", "#note yes"])
def test_anything_but_a_yes_does_nothing_and_stays_inside(house: House, said: str) -> None:
    question = asked(house)
    id = house.answer(question, TOM, said, proof="pass")
    assert nothing_happened(house)
    assert house.outcome(id) == "note"
    assert house.whole(N).articles[-1].kind == "internal"


def test_two_questions_are_answered_each_for_itself(house: House) -> None:
    first = asked(house)
    told = next(caught for caught in house.to(TOM) if house.kind(caught) == "new_mail")
    house.answer(told, TOM, "#cc nima@customer.example", proof="pass")
    house.only(TOM)
    house.answer(first, TOM, "yes", proof="pass")
    assert [person.address for person in house.ticket(N).participants] == [REZA]
