"""Brakes on automatic answers."""

import pytest

from gateway.facts import Candidate, How, Traffic
from gateway.filters.brakes import address_brake
from gateway.findings import Verdict
from gateway.policy import Brakes

from ..builders import facts, mail, policy, ticket


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
    candidates = (Candidate(How.TOKEN, "#7", ticket(), automatic=on_ticket),)
    found = address_brake(mail(), facts(traffic=traffic, candidates=candidates), policy())
    assert (found is not None) is brakes
    assert found is None or found.verdict is Verdict.SILENT


def test_the_busiest_of_several_tickets_brakes() -> None:
    candidates = tuple(Candidate(How.TOKEN, "#", ticket(), automatic=count) for count in (0, 6, 1))
    assert address_brake(mail(), facts(candidates=candidates), policy()) is not None


def test_the_brakes_are_the_policys() -> None:
    loose = policy(brakes=Brakes(hour=100, day=1000, ticket=100))
    assert address_brake(mail(), facts(traffic=Traffic(hour=99, day=999)), loose) is None
    assert address_brake(mail(), facts(traffic=Traffic(hour=100)), loose) is not None
