"""Stories of agents' mornings: who gets a digest, when, how often, and what comes of an answer to it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from gateway.app import App
from gateway.config.hours import Mornings
from gateway.policy import Assigning, Department
from gateway.store import logins
from gateway.tickets.clock import Hours, Stint
from workers import periodic

from .house import ALI, MINA, POSHTIBANI, SARA, START, SUPPORT, TOM, House, open_house

WEEK = tuple(Stint(day, 8 * 60, 16 * 60) for day in (5, 6, 0, 1, 2))  # Saturday to Wednesday
NIGHT = timedelta(hours=18, minutes=31)  # from START to the next morning at eight in Tehran, and a minute
AGENTS = (TOM, MINA, SARA)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Both departments work from Saturday to Wednesday; Sara leads her own."""
    with open_house(tmp_path) as opened:
        opened.app = with_mornings(opened.app)
        yield opened


def with_mornings(app: App) -> App:
    support, poshtibani = (worked(each) for each in app.policy.departments)
    departments = (replace(support, lead=""), replace(poshtibani, lead="sara"))
    config = app.config.model_copy(update={"mornings": Mornings(digest="08:00", weekly="")})
    return replace(app, config=config, policy=replace(app.policy, departments=departments))


def worked(department: Department) -> Department:
    return replace(department, hours=Hours("Asia/Tehran", WEEK), promise=None, assigns=Assigning.NOBODY)


def morning(house: House, **later: float) -> None:
    """From START, a Saturday, to eight o'clock of the next day, and so much later; everybody has seen what came."""
    house.look()
    house.clock.move_to(START + NIGHT + timedelta(**later))
    house.tick()


def test_each_agent_gets_what_waits_for_them(house: House) -> None:
    house.write(ALI, SUPPORT, "Printer", "It is broken.")
    house.write(ALI, SUPPORT, "Scanner", "It is broken, too.")
    house.answer(house.to(MINA)[1], MINA, "#take")
    house.write(ALI, POSHTIBANI, "چاپگر", "خراب است.")
    morning(house)
    mina, tom, sara = house.only(MINA), house.only(TOM), house.only(SARA)
    assert {house.kind(mail) for mail in (mina, tom, sara)} == {"digest"}
    assert mina.subject == "Your morning: 1 yours, 1 nobody’s"
    assert tom.subject == "Your morning: 0 yours, 1 nobody’s"
    assert "Scanner" in mina.text
    assert "Scanner" not in tom.text
    assert "Sunday 22 November 2026, 08:01" in tom.text
    assert "چاپگر" in sara.text
    assert "بخش‌های شما" in sara.text
    assert "۱ بی‌کارشناس" in sara.subject
    assert mina.mail["auto-submitted"] == "auto-generated"


def test_one_mail_whoever_ticks_and_however_often(house: House) -> None:
    house.write(ALI, SUPPORT, "Printer", "It is broken.")
    nodes = [with_mornings(App.open(house.app.config)) for _ in range(2)]
    try:
        morning(house, minutes=-2)
        assert house.silent(*AGENTS)
        for _ in range(24):
            house.later(minutes=10)
            for node in (house.app, *nodes):
                house.deliver(periodic.run(node, 0))
    finally:
        for node in nodes:
            node.close()
    assert len(house.news(TOM)) == len(house.news(MINA)) == 1
    house.clock.move_to(START + NIGHT + timedelta(days=1))
    house.tick()
    assert len(house.news(TOM)) == 1, "and one the next day"


@pytest.mark.parametrize(("late", "count"), [({"hours": 3, "minutes": 50}, 1), ({"hours": 4}, 0), ({"hours": 12}, 0)])
def test_a_clock_that_stood_still_is_made_up_for_until_noon(house: House, late: dict[str, float], count: int) -> None:
    house.write(ALI, SUPPORT, "Printer", "It is broken.")
    morning(house, **late)
    assert len(house.news(TOM)) == count


@pytest.mark.parametrize(("days", "count"), [(0, 1), (3, 1), (4, 0), (5, 0), (6, 1)])
def test_only_on_days_on_which_the_department_works(house: House, days: int, count: int) -> None:
    """From Sunday on; Thursday and Friday are free."""
    house.write(ALI, SUPPORT, "Printer", "It is broken.")
    morning(house, days=days)
    assert len(house.news(TOM)) == count


def test_nothing_to_say_is_said_by_no_mail_and_not_made_up_for(house: House) -> None:
    morning(house)
    assert house.silent(*AGENTS)
    house.write(ALI, SUPPORT, "Printer", "It is broken.")
    house.look()
    house.later(minutes=5)
    house.tick()
    assert house.silent(*AGENTS)


def test_who_is_away_or_disabled_gets_none(house: House) -> None:
    house.write(ALI, SUPPORT, "Printer", "It is broken.")
    house.write(TOM, SUPPORT, "x", "#away", proof="pass")
    mina = house.app.policy.agent_named("mina")
    assert mina is not None
    house.app.database.write(lambda connection: logins.disable(connection, mina, START))
    morning(house)
    assert house.silent(*AGENTS)
    house.write(TOM, SUPPORT, "x", "#back", proof="pass")
    house.look()
    house.later(minutes=2)
    house.tick()
    assert house.kind(house.only(TOM)) == "digest", "he is back in time"


def test_an_answer_to_it_opens_no_ticket_and_is_told_so(house: House) -> None:
    house.write(ALI, SUPPORT, "Printer", "It is broken.")
    morning(house)
    digest = house.only(TOM)
    assert digest.mail["reply-to"] is None
    assert "[#1001-" in digest.text
    id = house.answer(digest, TOM, "I will look at the printer.")
    assert (house.outcome(id), house.tickets()) == ("answered", 1)
    told = house.only(TOM)
    assert house.kind(told) == "transcript"
    assert "no ticket was opened" in told.text
    house.answer(digest, TOM, "#away until tuesday", proof="pass")
    assert "you are away until Tuesday" in house.only(TOM).text
    assert house.balanced()


def test_a_machine_that_answers_it_sets_its_owner_away(house: House) -> None:
    house.write(ALI, SUPPORT, "Printer", "It is broken.")
    morning(house)
    digest = house.only(TOM)
    ids = {"In_Reply_To": str(digest.mail["message-id"]), "Auto_Submitted": "auto-replied"}
    subject = f"Automatic reply: {digest.subject}"
    id = house.write(TOM, digest.sender, subject, "I am on leave until 24 November.", **ids)
    assert (house.outcome(id), house.tickets()) == ("automatic", 1)
    assert "tom is away until 2026-11-24 20:30 UTC" in house.reason(id)
    morning(house, days=1)
    assert house.silent(TOM)
    assert len(house.news(MINA)) == 1


def test_it_is_never_sent_where_the_configuration_says_so(house: House) -> None:
    config = house.app.config.model_copy(update={"mornings": Mornings(digest="", weekly="")})
    house.app = replace(house.app, config=config)
    house.write(ALI, SUPPORT, "Printer", "It is broken.")
    morning(house)
    assert house.silent(*AGENTS)
