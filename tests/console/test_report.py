"""The report in the console: any period in either calendar, and nothing in its frame that could run."""

import pytest

from .house import Browser, ConsoleHouse
from .test_tickets import request


@pytest.fixture
def olga(house: ConsoleHouse) -> Browser:
    house.take_in(request())
    return house.signed_in("olga@example.org")


@pytest.mark.parametrize(
    "query", ["", "?since=1405-01-01", "?since=%DB%B1%DB%B4%DB%B0%DB%B5/01/01&department=support", "?until=2026-01-31"]
)
def test_a_period_is_shown_in_a_frame_in_which_nothing_runs(olga: Browser, query: str) -> None:
    shown = olga.get(f"/report{query}")
    assert '<iframe class="report" sandbox=""' in shown.text
    page = olga.get(f"/report/page{query}")
    assert page.status == 200
    assert page.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert "<svg" in page.text or "until" in query  # of that time there is nothing to draw


@pytest.mark.parametrize(
    "query",
    ["since=x", "since=2026-13-40", "since=2026-11-28&until=2026-11-01", "department=nobody", "since=0001-01-01"],
)
def test_a_period_that_is_none_is_said(olga: Browser, query: str) -> None:
    assert "There is no such period" in olga.get(f"/report?{query}").text
    assert olga.get(f"/report/page?{query}").status == 404


def test_who_leads_nobody_has_no_use_for_it(house: ConsoleHouse) -> None:
    assert house.signed_in("tom@example.org").get("/report").status == 403
