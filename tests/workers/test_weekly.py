"""The weekly report in a whole house: it comes on Saturday morning, and an answer to it is no request."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.config import Config
from gateway.config.hours import Mornings

from .house import ALI, SUPPORT, TOM, House, open_house


def on_saturdays(config: Config) -> Config:
    return config.model_copy(update={"mornings": Mornings(digest="")})


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path, changed=on_saturdays) as opened:
        yield opened


def test_a_lead_gets_the_week_as_mail_and_whoever_answers_opens_nothing(house: House) -> None:
    house.write(ALI, SUPPORT, "Printer broken", "It is broken.")
    house.look()
    house.later(days=6, hours=18)  # Saturday, 7:30 in Tehran
    house.tick()
    assert house.silent(TOM)
    house.later(minutes=31)
    for _ in range(3):
        house.tick()
        house.later(minutes=2)
    weekly = house.only(TOM)
    assert house.kind(weekly) == "weekly"
    assert weekly.subject == "Support: 21 Nov to 27 Nov"
    assert "Opened                          1 (0)" in weekly.text
    assert weekly.mail["reply-to"] is None
    assert weekly.mail["auto-submitted"] == "auto-generated"
    tickets = house.tickets()
    id = house.answer(weekly, f"Tom <{TOM}>", "Well done, all of you!", To=SUPPORT)
    assert house.outcome(id) == "answered"
    assert house.reason(id) == "answers a mail of ours that is about no ticket"
    assert house.tickets() == tickets
    told = house.only(TOM)
    assert house.kind(told) == "transcript"
    assert house.balanced()


def test_a_customer_who_names_the_report_still_opens_a_request(house: House) -> None:
    """The ids of our mail are no secret, and whoever is no agent asks for something."""
    house.write(ALI, SUPPORT, "Printer broken", "It is broken.")
    house.later(days=6, hours=19)
    house.tick()
    weekly = house.to(TOM)[-1]
    assert house.kind(weekly) == "weekly"
    id = house.answer(weekly, ALI, "Another thing.", To=SUPPORT)
    assert house.outcome(id) == "ticket"


def test_never_means_never(tmp_path: Path) -> None:
    with open_house(tmp_path) as house:
        house.write(ALI, SUPPORT, "Printer broken", "It is broken.")
        house.look()
        house.later(days=6, hours=19)
        house.tick()
        assert house.silent(TOM)
