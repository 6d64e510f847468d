"""The search field above the list of tickets: with the filters, in the link, in both languages."""

import html
from urllib.parse import quote

import pytest

from gateway.store.search import filling, finding, shelf

from .house import Browser, ConsoleHouse
from .test_tickets import request


def fill(house: ConsoleHouse) -> None:
    while filling.step(house.app.database) is not None:
        pass


@pytest.fixture
def tom(house: ConsoleHouse) -> Browser:
    house.take_in(request("Printer stops", "It stops on the second floor."))
    house.take_in(request("گزارش خرابی", "می‌خواهم کاغذ چاپگر عوض شود."))
    fill(house)
    return house.signed_in()


def rows(browser: Browser, query: str) -> int:
    """How many tickets are shown."""
    page = browser.get(f"/tickets?{query}")
    assert page.status == 200
    return max(page.text.count("<tr>") - 1, 0)


@pytest.mark.parametrize("typed", ["printer", "PRI", '"second floor"', "#1001", "1001", "ali stops"])
def test_a_ticket_is_found(tom: Browser, typed: str) -> None:
    page = tom.get(f"/tickets?q={quote(typed)}").text
    assert 'href="/tickets/1001"' in page
    assert f'value="{html.escape(typed)}"' in page.replace("&#34;", "&quot;"), "it stands in the field"


@pytest.mark.parametrize("typed", ["كاغذ", "میخواهم", "چاپ", "خرابی گزارش", "#۱۰۰۲"])
def test_a_persian_word_is_found_however_it_is_written(tom: Browser, typed: str) -> None:
    page = tom.get(f"/tickets?q={quote(typed)}").text
    assert 'href="/tickets/1002"' in page
    assert 'href="/tickets/1001"' not in page


def test_together_with_the_filters_and_in_the_link(
    house: ConsoleHouse, tom: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rows(tom, "q=ali") == 2
    assert rows(tom, "q=ali&assignee=tom") == 0
    assert rows(tom, "q=ali&status=all&before=1002") == 1
    monkeypatch.setattr("gateway.console.tickets.LISTED", 1)
    page = tom.get("/tickets?q=ali+customer&assignee=-").text
    assert 'href="/tickets?assignee=-&amp;q=ali+customer&amp;before=1002"' in page
    assert 'href="/tickets/1002"' in page
    assert 'href="/tickets/1001"' in tom.get("/tickets?assignee=-&q=ali+customer&before=1002").text


def test_nothing_is_said_kindly(tom: Browser) -> None:
    page = tom.get("/tickets?q=zeppelin").text
    assert "Nothing found among the tickets chosen above." in page
    assert 'href="/tickets?q=zeppelin&amp;status=all"' in page
    assert "A shorter word may find more" in tom.get("/tickets?q=zeppelin&status=all").text
    tom.post("/language", {"language": "fa", "to": "/tickets"})
    assert "چیزی پیدا نشد" in tom.get("/tickets?q=zeppelin&status=all").text


def test_how_far_the_index_is_filled_is_said(house: ConsoleHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    for subject in ("One", "Two", "Three"):
        house.take_in(request(subject))
    tom = house.signed_in()
    assert "about to be filled" in tom.get("/tickets?q=two").text
    monkeypatch.setattr(filling, "NEAR", 0)
    monkeypatch.setattr(filling, "BATCH", 1)
    for _ in range(2):
        filling.step(house.app.database)
    page = tom.get("/tickets?q=stops").text
    assert "33 % so far: tickets from #1003 on" in page
    assert page.count("<tr>") == 2
    fill(house)
    assert "so far" not in tom.get("/tickets?q=stops").text
    assert rows(tom, "q=stops") == 3


def test_a_search_among_much_goes_on(house: ConsoleHouse, tom: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "EXAMINED", 1)
    monkeypatch.setattr(finding, "STRIDE", 1)
    page = tom.get("/tickets?q=ali&assignee=tom").text
    assert "Nothing found so far" in page
    assert "Search on, before #1002" in page


def test_without_fts5_the_page_says_so(tom: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "has_fts5", lambda: False)
    page = tom.get("/tickets?q=printer").text
    assert "no full-text search" in page
    assert 'href="/tickets/1001"' in page
    assert rows(tom, "q=second") == 0


@pytest.mark.parametrize(
    "typed", ['"', "%22%22%22", "%00", "%ff%fe", "%ed%a0%80", "(", "a+AND", "*", "NEAR(", "a" * 4000]
)
def test_nothing_that_is_typed_is_a_mistake(tom: Browser, typed: str) -> None:
    assert rows(tom, f"q={typed}") <= 2
    assert rows(tom, f"q=printer+{typed}&status=all") <= 2


def test_what_is_typed_never_runs(tom: Browser) -> None:
    evil = '"><script>alert(1)</script>'
    page = tom.get(f"/tickets?q={quote(evil)}&status=all").text
    assert "<script>alert" not in page
