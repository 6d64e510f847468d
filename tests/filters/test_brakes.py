"""Brakes on automatic answers."""

from collections.abc import Callable
from typing import Any

import pytest

from gateway.facts import Candidate, Facts, How, Traffic
from gateway.filters import FILTERS
from gateway.filters.brakes import (
    LIMITS,
    address_brake,
    day_brake,
    domain_brake,
    echo_brake,
    flood_brake,
    gist,
    ticket_brake,
    total_brake,
)
from gateway.findings import Finding, Verdict
from gateway.policy import Brakes
from gateway.tickets.people import Standing

from ..builders import ALI, facts, mail, policy, ticket

BRAKES = (address_brake, day_brake, ticket_brake, flood_brake, echo_brake, domain_brake, total_brake)
UNPROVEN = (Standing.UNPROVEN, Standing.BEARER)


def bitten(known: Facts, brakes: Brakes | None = None) -> list[Finding]:
    said = (check(mail(), known, policy(brakes=brakes or Brakes())) for check in BRAKES)
    return [finding for finding in said if finding is not None]


def on_tickets(*counts: int, lately: int = 0) -> tuple[Candidate, ...]:
    return tuple(Candidate(How.TOKEN, "#7", ticket(), automatic=count, lately=lately) for count in counts)


@pytest.mark.parametrize(
    ("traffic", "on_ticket", "brakes"),
    [
        (Traffic(), 0, False),
        (Traffic(hour=2, day=9), 5, False),
        (Traffic(hour=3), 0, True),
        (Traffic(day=10), 0, True),
        (Traffic(), 6, True),
    ],
)
def test_three_an_hour_ten_a_day_and_six_on_a_ticket_are_the_last(
    traffic: Traffic, on_ticket: int, brakes: bool
) -> None:
    found = bitten(facts(traffic=traffic, candidates=on_tickets(on_ticket)))
    assert bool(found) is brakes
    assert all(finding.verdict is Verdict.SILENT for finding in found)


def test_the_busiest_of_several_tickets_brakes() -> None:
    assert [found.check for found in bitten(facts(candidates=on_tickets(0, 6, 1)))] == ["ticket_brake"]


def test_the_brakes_are_the_policys() -> None:
    loose = Brakes(hour=100, day=1000, ticket=100)
    assert not bitten(facts(traffic=Traffic(hour=99, day=999)), loose)
    assert bitten(facts(traffic=Traffic(hour=100)), loose)


def test_thirty_mails_an_hour_to_one_ticket_are_a_flood_whoever_answers_between() -> None:
    assert not bitten(facts(candidates=on_tickets(0, lately=29)))
    assert [found.check for found in bitten(facts(candidates=on_tickets(0, lately=30)))] == ["flood_brake"]


@pytest.mark.parametrize("standing", [each for each in Standing if each is not Standing.FORGED])
def test_domains_and_the_whole_are_braked_for_those_whom_nothing_proves(standing: Standing) -> None:
    full = facts(ALI, standing, traffic=Traffic(domain=100, everyone=1000))
    expected = ["domain_brake", "total_brake"] if standing in UNPROVEN else []
    assert [found.check for found in bitten(full)] == expected
    assert not bitten(facts(ALI, standing, traffic=Traffic(domain=99, everyone=999)))


@pytest.mark.parametrize("standing", [Standing.UNPROVEN, Standing.ALIGNED])
def test_echoes_are_braked_whoever_seems_to_write(standing: Standing) -> None:
    assert not bitten(facts(ALI, standing, traffic=Traffic(echoes=3)))
    assert [found.check for found in bitten(facts(ALI, standing, traffic=Traffic(echoes=4)))] == ["echo_brake"]


def test_each_brake_bites_at_its_own_limit_and_says_how_much_went_out() -> None:
    counts: dict[str, Callable[[int], dict[str, Any]]] = {
        "address_brake": lambda n: {"traffic": Traffic(hour=n)},
        "day_brake": lambda n: {"traffic": Traffic(day=n)},
        "ticket_brake": lambda n: {"candidates": on_tickets(n)},
        "flood_brake": lambda n: {"candidates": on_tickets(0, lately=n)},
        "echo_brake": lambda n: {"traffic": Traffic(echoes=n)},
        "domain_brake": lambda n: {"traffic": Traffic(domain=n)},
        "total_brake": lambda n: {"traffic": Traffic(everyone=n)},
    }
    assert set(counts) == set(LIMITS) == {check.__name__ for check in BRAKES}
    brakes = Brakes(hour=11, day=12, ticket=13, ticket_hour=14, echoes=15, domain=16, everyone=17)
    for name, made in counts.items():
        limit = LIMITS[name](brakes)
        assert not bitten(facts(ALI, Standing.UNPROVEN, **made(limit - 1)), brakes)
        (found,) = bitten(facts(ALI, Standing.UNPROVEN, **made(limit)), brakes)
        assert found.check == name
        assert str(limit) in found.reason


def test_every_brake_stands_in_the_registry() -> None:
    assert set(BRAKES) <= set(FILTERS)


LONG = "Thank you for writing to us. Our people will look at your question {} as soon as they can. Yours, Robots Ltd."


def test_a_machine_that_counts_its_mails_still_says_the_same() -> None:
    assert gist(LONG.format("4711")) == gist(LONG.format("۴۷۱۲").upper())
    assert gist("I am away.\r\n\r\nAnn") == gist("I am  away. Ann\n")
    assert gist("Re: [#1042-7KQM] away") == gist("Re: [#1043-8KQM] away")
    assert gist(LONG.format("one")) != gist(LONG.format("two"))


def test_people_who_say_little_say_different_things() -> None:
    assert gist("Room 101 is cold") != gist("Room 102 is cold")
    assert gist("  \n") == ""
