"""The table of pages and who may open them, made from the registry: nothing is open by accident."""

from itertools import product

import pytest

from gateway.console.page import Access, Page
from gateway.console.pages import PAGES

from .house import Browser, ConsoleHouse

OPEN = {"sign-in", "enter", "language"}  # to who is not signed in
# To people who wrote to us. Each asks for its own proof, a signed link or a confirmed address: see test_requests.
OPEN |= {"request", "request-file", "own-requests", "own-request", "own-file", "enter-requests", "leave-requests"}
OPEN |= {"new-request", "confirm-request"}
WHO = {"nobody": Access.ANYBODY, "tom": Access.AGENT, "olga": Access.ADMIN}


def visitor(house: ConsoleHouse, who: str) -> Browser:
    return house.browser() if who == "nobody" else house.signed_in(f"{who}@example.org")


def path_of(page: Page) -> str:
    path = page.path
    for name in ("number", "article", "place", "id", "revision", "notice"):
        path = path.replace(f"{{{name}:int}}", "1001")
    return path.replace("{code}", "1-x").replace("{name}", "x")


def test_what_is_open_to_everybody_is_named_here() -> None:
    assert {page.name for page in PAGES if page.access is Access.ANYBODY} == OPEN


@pytest.mark.parametrize("who", WHO)
def test_every_page_asks_who_it_is(house: ConsoleHouse, who: str) -> None:
    wrong = []
    browser = visitor(house, who)
    for page, method in product(PAGES, ("GET", "POST")):
        if method not in page.methods or page.name == "sign-out":
            continue
        asked = browser.get if method == "GET" else browser.post
        answered = asked(path_of(page))
        if expected(page.access, who) != outcome(answered.status, answered.to):
            wrong.append(f"{method} {page.path}: {answered.status} {answered.to}")
    assert not wrong


def expected(access: Access, who: str) -> str:
    if access is Access.ANYBODY:
        return "served"
    if who == "nobody":
        return "sign in"
    if access is Access.ADMIN:
        return "second factor" if who == "olga" else "forbidden"
    if access is Access.LEAD:
        return "served" if who == "olga" else "forbidden"
    return "served"


def outcome(status: int, to: str) -> str:
    if status == 303 and to.startswith("/sign-in"):
        return "sign in"
    if status == 303 and to.startswith("/second-factor?"):
        return "second factor"
    return "forbidden" if status == 403 else "served"
