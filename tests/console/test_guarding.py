"""What stands before every page."""

import pytest

from gateway.console.guarding import POLICY
from gateway.console.pages import PAGES

from .house import HOST, ConsoleHouse

FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    "origin",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site", "origin": f"http://{HOST}"},
        {},
    ],
)
def test_a_form_that_another_site_sends_is_refused(house: ConsoleHouse, origin: dict[str, str]) -> None:
    browser = house.signed_in()
    answered = browser.ask("POST", "/sign-out", b"where=everywhere", FORM | origin)
    assert answered.status == 403
    assert browser.get("/").status == 200


@pytest.mark.parametrize("origin", [{"sec-fetch-site": "same-origin"}, {"origin": f"http://{HOST}"}])
def test_our_own_forms_are_taken(house: ConsoleHouse, origin: dict[str, str]) -> None:
    assert house.signed_in().ask("POST", "/sign-out", b"", FORM | origin).to == "/sign-in"


def test_a_name_that_is_not_ours_is_not_served(house: ConsoleHouse) -> None:
    assert house.browser().get("/sign-in", host="evil.example:2580").status == 421
    assert house.browser().get("/sign-in", host="localhost:2580").status == 200


def test_what_is_too_large_is_refused_before_it_is_read(house: ConsoleHouse) -> None:
    headers = FORM | {"sec-fetch-site": "same-origin", "content-length": "999999999999"}
    assert house.browser().ask("POST", "/sign-in", b"", headers).status == 413


@pytest.mark.parametrize(
    "path", ["/sign-in", "/", "/nowhere", "/static/postroom.css", "/static/none.css", "/enter/1-x"]
)
def test_every_answer_says_what_a_browser_may_do_with_it(house: ConsoleHouse, path: str) -> None:
    headers = house.browser().get(path).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "unsafe" not in POLICY


def test_files_of_ours_are_kept_by_browsers_and_pages_are_not(house: ConsoleHouse) -> None:
    assert "immutable" in house.browser().get("/static/postroom.css").headers["cache-control"]
    assert house.browser().get("/sign-in").headers["cache-control"] == "no-store"
    assert house.browser().get("/static/../page.py").status == 404


def test_no_two_pages_share_a_name_or_answer_the_same() -> None:
    assert len({page.name for page in PAGES}) == len(PAGES)
    doors = [(page.path, method) for page in PAGES for method in page.methods]
    assert len(set(doors)) == len(doors)
