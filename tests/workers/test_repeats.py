"""The same request sent again, told from both sides: its writer, the agents, the lead."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.config import Config, Repeats
from gateway.tickets.ticket import Status

from ..scenarios.office import Caught
from .house import ALI, MINA, POSHTIBANI, REZA, SARA, SUPPORT, TOM, House, open_house

N, M = 1001, 1002
PRINTER = "The printer on floor 2 prints only blank pages since this morning."
URGENT = "Hello? I wrote yesterday. The printer on floor 2 prints only blank pages. Please hurry!"
NEWS = "Is there any news? I am still waiting for an answer."
LIFT = "آسانسور ساختمان دو میان طبقه‌ها گیر کرده است. لطفاً بررسی کنید."
LIFT_AGAIN = "با سلام، هنوز پاسخی نگرفته‌ام. آسانسور ساختمان دو بین طبقه‌ها گیر کرده است. لطفاً سریع‌تر رسیدگی کنید."


def _again(config: Config) -> Config:
    """As the configuration has it by itself."""
    return config.model_copy(update={"repeats": Repeats()})


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path, agents="aligned", changed=_again) as opened:
        yield opened


def asks(house: House, body: str, subject: str = "Printer", sender: str = f"Ali <{ALI}>", **more: Any) -> int:
    return house.write(sender, more.pop("to", SUPPORT), subject, body, **({"proof": "pass"} | more))


def about(house: House, address: str, number: int) -> Caught:
    return next(caught for caught in reversed(house.to(address)) if house.token(number) in caught.subject)


def test_the_same_request_joins_and_its_writer_is_told_how_it_stands(house: House) -> None:
    asks(house, PRINTER)
    house.look()
    house.later(hours=3)
    id = asks(house, URGENT, subject="Second request: printer!!")
    assert (house.outcome(id), house.tickets()) == ("reply", 1)
    told = house.only(ALI)
    assert house.kind(told) == "again"
    assert told.subject == f"Re: Printer {house.token(N)}"
    for words in (house.token(N), "the same as your request", "received; we have not answered yet", "need not send"):
        assert words in told.text
    assert told.mail["auto-submitted"] == "auto-replied"
    for agent in (TOM, MINA):
        heard = house.only(agent)
        assert house.kind(heard) == "new_mail"
        assert "SENT AGAIN: the same request came 2 times by now" in heard.text
        assert "Please hurry!" in heard.text
    assert house.whole(N).articles[-1].text == URGENT
    assert house.balanced()


def test_the_third_time_the_lead_hears_and_then_once_a_day(house: House) -> None:
    for _ in range(3):
        asks(house, PRINTER)
        house.later(hours=1)
    heard = house.to(TOM)[-1]
    assert house.kind(heard) == "repeated"
    assert "has sent the same request 3 times by now" in heard.text
    assert "It has had no answer yet." in heard.text
    assert "prints only blank pages" in heard.text, "the lead gets no other mail about it"
    assert house.kinds(MINA)[-1] == "new_mail"
    asks(house, PRINTER)
    assert house.kinds(TOM)[-1] == "new_mail"
    house.later(hours=25)
    asks(house, PRINTER)
    assert house.kinds(TOM)[-1] == "repeated"
    assert house.ticket(N).repeats == 4


def test_the_leads_answer_to_that_stays_inside(house: House) -> None:
    for _ in range(3):
        asks(house, PRINTER)
    heard = house.to(TOM)[-1]
    house.look()
    id = house.answer(heard, TOM, "Mina, please look at this today.", proof="pass")
    assert house.outcome(id) == "note"
    assert house.silent(ALI)


def test_a_persian_request_is_told_in_persian(house: House) -> None:
    def sent(body: str) -> int:
        return asks(house, body, "آسانسور", to=POSHTIBANI)

    sent(LIFT)
    house.look()
    assert house.outcome(sent(LIFT_AGAIN)) == "reply"
    told = house.only(ALI)
    for words in ("همان درخواست پیشین شما", "دریافت شد؛ هنوز پاسخی نداده‌ایم", "نیازی به ارسال دوباره نیست"):
        assert words in told.text
    heard = house.only(SARA)
    assert "ارسال دوباره: همین درخواست تاکنون ۲ بار رسیده است" in heard.text
    sent(LIFT_AGAIN)
    assert "همین درخواست را تاکنون ۳ بار فرستاده است" in house.to(SARA)[-1].text
    assert house.tickets() == 1


def test_who_only_asks_for_news_is_told_of_their_one_request(house: House) -> None:
    asks(house, PRINTER)
    id = asks(house, NEWS, subject="Any news?")
    assert (house.outcome(id), house.kind(house.to(ALI)[-1])) == ("reply", "again")
    asks(house, "The door of the garage does not close.", subject="Door")
    assert house.outcome(asks(house, NEWS, subject="News")) == "ticket", "of which of the two?"


def test_a_request_that_is_closed_is_another_one_when_it_comes_again(house: House) -> None:
    asks(house, PRINTER)
    house.answer(about(house, TOM, N), TOM, "#close", login="tom")
    assert house.ticket(N).status is Status.CLOSED
    house.look()
    assert house.outcome(asks(house, PRINTER)) == "ticket"
    assert house.kind(house.only(ALI)) == "received"


def test_another_persons_request_in_the_same_words_is_their_own(house: House) -> None:
    asks(house, PRINTER)
    assert house.outcome(asks(house, PRINTER, sender=f"Reza <{REZA}>")) == "ticket"
    assert house.ticket(M).requester.address == REZA


def test_an_answered_request_is_open_again_and_the_answer_is_named(house: House) -> None:
    asks(house, PRINTER)
    house.answer(about(house, TOM, N), TOM, "Which colour has its lamp?", proof="pass")
    assert house.ticket(N).status is Status.WAITING
    house.look()
    house.later(days=1)
    assert house.outcome(asks(house, URGENT)) == "reply"
    assert house.ticket(N).status is Status.OPEN
    told = house.only(ALI)
    assert "being worked on" in told.text
    assert "Our last answer: Saturday 21 November 2026" in told.text
    assert house.silent(MINA), "Tom has it"


def test_whom_nothing_proves_hears_no_word_of_theirs(house: House) -> None:
    asks(house, PRINTER)
    house.look()
    id = asks(house, URGENT, proof="")
    assert house.outcome(id) == "reply"
    told = house.only(ALI)
    assert told.subject == f"We have your message {house.token(N)}"
    for secret in ("rinter", "Ali", "blank", "not answered yet", "Tom"):
        assert secret not in told.text
    assert "NOT VERIFIED" in house.only(TOM).text


def test_an_agent_takes_it_apart_again(house: House) -> None:
    asks(house, PRINTER)
    asks(house, URGENT)
    heard = about(house, TOM, N)
    house.look()
    house.answer(heard, TOM, "#split", login="tom")
    assert [article.text for article in house.whole(M).articles] == [URGENT]
    assert (house.ticket(M).repeats, house.ticket(M).requester.address) == (0, ALI)
    told = house.only(ALI)
    assert house.kind(told) == "received"
    assert house.token(M) in told.text
    id = house.answer(told, ALI, "Thank you for the number.", proof="pass")
    assert house.whole(M).articles[-1].text == "Thank you for the number."
    assert house.outcome(id) == "reply"


def test_what_was_meant_otherwise_is_said_by_answering(house: House) -> None:
    asks(house, PRINTER)
    asks(house, URGENT)
    id = house.answer(about(house, ALI, N), ALI, "No, this is about the printer next to it.", proof="pass")
    assert house.outcome(id) == "reply"
    assert house.ticket(N).repeats == 1
