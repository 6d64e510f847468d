"""Held mail that agents let in or refuse: who takes part from then on, and what they never get to see."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.tickets.ticket import Status

from .house import ALI, EVE, MINA, NIMA, REZA, SUPPORT, TOM, House, open_house

N = 1001
SECRET = "My password is swordfish."


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path, agents="aligned") as opened:
        yield opened


def with_a_stranger(house: House) -> int:
    """Ali asked, Tom answered, and Eve writes with the token; the id of her mail."""
    house.write(f"Ali <{ALI}>", SUPPORT, "Printer broken", SECRET, proof="pass")
    house.answer(house.only(TOM), TOM, "Please change it.", proof="pass")
    house.look()
    id = house.write(f"Eve <{EVE}>", SUPPORT, f"Re: {house.token(N)}", "I am a colleague of Ali.", proof="pass")
    assert house.outcome(id) == "held"
    assert house.silent(ALI, EVE)
    return id


def tom_orders(house: House, order: str) -> None:
    """Tom, who logged in, answers the newest mail that he got."""
    newest = house.to(TOM)[-1]
    house.look()
    house.answer(newest, TOM, order, login="tom")


def test_the_agents_are_told_how_to_let_a_mail_in(house: House) -> None:
    id = with_a_stranger(house)
    told = house.only(TOM)
    assert house.kind(told) == "held"
    assert EVE in told.text
    assert "#release" in told.text
    assert str(id) in told.text


def test_a_stranger_who_is_let_in_takes_part_and_sees_nothing_of_before(house: House) -> None:
    id = with_a_stranger(house)
    tom_orders(house, "#release")
    assert house.outcome(id) == "reply"
    assert [person.address for person in house.ticket(N).participants] == [EVE]
    shared = house.only(ALI)
    assert "I am a colleague of Ali." in shared.text
    assert house.silent(EVE), "her own words are not sent back to her"
    transcript = next(caught for caught in house.news(TOM) if house.kind(caught) == "transcript")
    assert EVE in transcript.text

    tom_orders(house, "#status")
    assert EVE in house.only(TOM).text
    told = next(caught for caught in reversed(house.to(TOM)) if house.kind(caught) == "new_mail")
    house.look()
    house.answer(told, TOM, "Hello to you both.", proof="pass")
    answer = house.only(EVE)
    assert "Hello to you both." in answer.text
    assert not any("swordfish" in caught.text or "change it" in caught.text for caught in house.to(EVE))
    assert "Hello to you both." in house.only(ALI).text

    back = house.answer(answer, EVE, "Thank you for having me.", proof="pass")
    assert house.outcome(back) == "reply"
    articles = house.whole(N).articles
    assert [article.kind for article in articles if article.author == EVE] == ["public", "public"]
    assert ("released", "", f"mail {id}") in house.journal(N)
    assert house.balanced()


def test_a_refused_mail_stays_held_and_is_not_counted_any_more(house: House) -> None:
    id = with_a_stranger(house)
    tom_orders(house, "#refuse")
    assert house.outcome(id) == "held"
    assert "refused by tom" in house.reason(id)
    assert not house.ticket(N).participants
    assert house.silent(ALI, EVE)
    assert ("refused", "", f"mail {id}") in house.journal(N)
    tom_orders(house, "#status")
    assert EVE not in house.only(TOM).text
    tom_orders(house, "#release")
    assert "no mail is held" in house.only(TOM).text
    assert house.outcome(id) == "held"


def test_one_of_several_is_named_by_its_number(house: House) -> None:
    first = with_a_stranger(house)
    second = house.write(NIMA, SUPPORT, f"Re: {house.token(N)}", "Me too.", proof="pass")
    tom_orders(house, "#release")
    assert "which?" in house.only(TOM).text
    assert (house.outcome(first), house.outcome(second)) == ("held", "held")
    tom_orders(house, f"#release {second}\n#refuse {first}")
    assert (house.outcome(first), house.outcome(second)) == ("held", "reply")
    assert [person.address for person in house.ticket(N).participants] == [NIMA]
    assert not house.to(EVE)


def test_the_requesters_own_mail_that_seemed_forged_is_let_in(house: House) -> None:
    house.write(f"Ali <{ALI}>", SUPPORT, "Printer broken", SECRET, Cc=REZA, proof="pass")
    received = house.only(ALI)
    house.answer(house.only(TOM), TOM, "#resolve\nDone.", proof="pass")
    house.look()
    id = house.answer(received, ALI, "It is not solved.\nSorry.", proof="fail")
    assert house.outcome(id) == "held"
    assert house.ticket(N).status is Status.RESOLVED
    assert house.silent(ALI, REZA)
    tom_orders(house, "#release")
    assert house.outcome(id) == "reply"
    ticket = house.ticket(N)
    assert ticket.status is Status.OPEN
    assert [person.address for person in ticket.participants] == [REZA]
    assert "It is not solved." in house.only(REZA).text
    assert len([article for article in house.whole(N).articles if article.text.startswith("It is not")]) == 1


def test_orders_in_a_mail_that_was_let_in_do_not_count(house: House) -> None:
    house.write(f"Ali <{ALI}>", SUPPORT, "Printer broken", SECRET, proof="pass")
    received = house.only(ALI)
    house.look()
    house.answer(received, ALI, "#close\nThat was all.", proof="fail")
    tom_orders(house, "#release")
    assert house.ticket(N).status is not Status.CLOSED


def test_an_agents_mail_that_nothing_proves_is_let_in_as_an_answer(house: House) -> None:
    house.write(f"Ali <{ALI}>", SUPPORT, "Printer broken", SECRET, proof="pass")
    told = house.only(MINA)
    house.look()
    id = house.answer(told, MINA, "Please unplug it.")
    assert house.outcome(id) == "held"
    assert house.silent(ALI)
    tom_orders(house, "#release")
    assert house.outcome(id) == "reply"
    answer = house.only(ALI)
    assert "Please unplug it." in answer.text
    assert "Mina Sadr" in str(answer.mail["From"])


def test_letting_in_needs_a_yes_where_nobody_logged_in(house: House) -> None:
    id = with_a_stranger(house)
    held = house.only(TOM)
    house.answer(held, TOM, "#release", proof="pass")
    question = house.only(TOM)
    assert house.kind(question) == "confirm"
    assert house.outcome(id) == "held"
    house.answer(question, TOM, "yes", proof="pass")
    assert house.outcome(id) == "reply"
    assert [person.address for person in house.ticket(N).participants] == [EVE]


def test_what_waits_for_its_writers_yes_is_no_held_mail_of_a_stranger(house: House) -> None:
    """Mina's orders wait for her yes: nobody else can let them in for her."""
    house.write(f"Ali <{ALI}>", SUPPORT, "Printer broken", SECRET, proof="pass")
    id = house.answer(house.only(MINA), MINA, f"#cc {REZA}", proof="pass")
    question = house.only(MINA)
    tom_orders(house, "#release")
    assert house.outcome(id) == "held"
    assert not house.ticket(N).participants
    house.answer(question, MINA, "yes", proof="pass")
    assert [person.address for person in house.ticket(N).participants] == [REZA]
