"""Who asks for a link learns nothing about an address from how long the answer takes (T-ENUM-1)."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from gateway.console.page import PACE
from gateway.console.pages import PAGES
from gateway.store import guests, visits

from .guests import guest_house, request
from .house import ConsoleHouse

MORE_WORK = PACE * 0.6  # seconds: far more than a busy machine adds to the one and not to the other
ROUNDS = 5


@pytest.fixture
def house(tmp_path: Path) -> Iterator[ConsoleHouse]:
    """At its own pace. Ali is known."""
    with guest_house(tmp_path, pace=PACE) as opened:
        opened.take_in(request())
        yield opened


def slower(work: Callable[..., Any]) -> Callable[..., Any]:
    def slowly(*args: Any, **named: Any) -> Any:
        time.sleep(MORE_WORK)
        return work(*args, **named)

    return slowly


def took(house: ConsoleHouse, path: str, address: str) -> float:
    form = {"address": address, "subject": "Printer", "text": "It stops.", "department": "support"}
    browser, began = house.browser(), time.perf_counter()
    assert browser.post(path, form).status in (200, 303)
    return time.perf_counter() - began


@pytest.mark.parametrize(
    ("path", "known", "work"),
    [("/sign-in", "tom@example.org", (visits, "ask")), ("/r", "ali@customer.example", (guests, "ask"))],
)
def test_much_work_for_one_address_and_none_for_another_take_as_long(
    house: ConsoleHouse, monkeypatch: pytest.MonkeyPatch, path: str, known: str, work: tuple[Any, str]
) -> None:
    monkeypatch.setattr(*work, slower(getattr(*work)))
    both = [(took(house, path, known), took(house, path, "nobody@customer.example")) for _ in range(ROUNDS)]
    apart = median(one for one, _ in both) - median(other for _, other in both)
    assert abs(apart) < MORE_WORK / 2, both


def test_answers_come_at_the_pace_of_the_house(house: ConsoleHouse) -> None:
    for path in ("/sign-in", "/r", "/r/new"):
        assert took(house, path, "nobody@customer.example") >= PACE


def test_every_form_that_asks_for_a_link_by_an_address_is_discreet() -> None:
    assert {page.path for page in PAGES if page.discreet} == {"/sign-in", "/r", "/r/new"}
