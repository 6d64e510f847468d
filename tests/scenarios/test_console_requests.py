"""Somebody who wrote to us in a real browser: from the link of a mail to a closed request with stars, and a new request
from the form that its author confirms.
"""

import re
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from ..thorough import THOROUGH
from .browser import Visitor, browser
from .office import Office, free_port, wait_until

pytestmark = pytest.mark.scenario


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A running Postroom with pages for those who write to it."""
    port = free_port()
    opened = Office(tmp_path_factory.mktemp("requests"), f'[console]\nport = {port}\nurl = "http://127.0.0.1:{port}"\n')
    opened.start()
    try:
        yield opened
    finally:
        opened.close()


def address_of(office: Office) -> str:
    (url,) = re.findall(r'url = "(http://127[^"]+)"', office.config.read_text())
    return str(url)


def write(office: Office, customer: str, to: str) -> None:
    """Their domain vouches for them."""
    mail = EmailMessage()
    mail["Authentication-Results"] = "border.example.org; dmarc=pass header.from=customer.example"
    mail["From"], mail["To"], mail["Subject"] = f"Mina <{customer}>", to, "خطای ورود به سامانه"
    mail["Message-ID"] = f"<1.{customer}>"
    mail.set_content("سلام\n\nاز دیروز نمی‌توانم وارد سامانه شوم.\n\nمینا")
    office.send(mail, to)


def link(office: Office, to: str, path: str) -> str:
    """The path of the newest link that was mailed to somebody."""
    found: list[str] = []

    def came() -> bool:
        texts = (caught.text for caught in office.sink.to(to))
        found[:] = [each for text in texts for each in re.findall(rf"http://\S+?({path}[a-z0-9-]+)", text)]
        return bool(found)

    wait_until(came, 30.0, lambda: f"no link came\n{office.log}")
    return found[-1]


def press(visitor: Visitor, button: str, until: str, blocks: list[str]) -> None:
    visitor.page.click(button)
    visitor.page.wait_for_url(until)
    blocks += look(visitor)


def look(visitor: Visitor) -> list[str]:
    wide = ["scrolls sideways"] if visitor.scrolls_sideways() else []
    return [f"{visitor.page.url}: {each}" for each in (*visitor.stumbling_blocks(), *wide)]


def told(office: Office, agent: str, words: str) -> Callable[[], bool]:
    return lambda: any(words in caught.text for caught in office.sink.to(agent))


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("fa", 390)] if THOROUGH else [("fa", 390)])
def test_a_requesters_whole_way(desk: Office, tmp_path: Path, language: str, width: int) -> None:
    customer, blocks = f"mina.{language}@customer.example", list[str]()
    support, agent = ("support", "tom") if language == "en" else ("poshtibani", "sara")
    write(desk, customer, f"{support}@example.org")
    (tmp_path / "photo.txt").write_text("a photo")
    with browser(address_of(desk), width, language, dark=language == "fa") as visitor:
        visitor.go(link(desk, customer, "/r/(?!enter|confirm)"))
        blocks += look(visitor)
        press(visitor, "section.say button", "**asked=1", blocks)
        visitor.go(link(desk, customer, "/r/enter/"))
        blocks += look(visitor)
        press(visitor, "main button", "**/r/requests/*", blocks)
        number = int(visitor.page.url.rpartition("/")[2])
        visitor.page.fill("textarea", "هنوز هم نمی‌شود.")
        visitor.page.set_input_files("input[type=file]", tmp_path / "photo.txt")
        press(visitor, "button[name=then][value='']", "**done=yes**", blocks)
        wait_until(told(desk, f"{agent}@example.org", "هنوز هم نمی‌شود."), 30.0, lambda: desk.log)
        press(visitor, "button[value=solved]", "**done=yes**", blocks)
        visitor.page.wait_for_selector("button[name=stars]")
        visitor.page.click("button[name=stars][value='5']")
        visitor.page.wait_for_selector("button[aria-pressed=true]")
        blocks += look(visitor)
        visitor.go("/r")
        blocks += look(visitor)
    request = desk.ticket(number)
    assert (request["status"], request["rating"]) == ("closed", 5)
    assert not blocks


@pytest.mark.timeout(240)
def test_a_new_request_is_seen_once_its_author_confirmed_it(desk: Office) -> None:
    customer, blocks = "new.one@customer.example", list[str]()
    with browser(address_of(desk), 390) as visitor:
        page = visitor.go("/r/new")
        page.select_option("select[name=department]", "poshtibani")
        page.select_option("select[name=priority]", "urgent")
        page.fill("[name=subject]", "A new printer")
        page.fill("textarea", "We need a new printer.")
        page.fill("[name=name]", "New One")
        page.fill("[name=address]", customer)
        press(visitor, "main button", "**asked=1", blocks)
        confirm = link(desk, customer, "/r/confirm/")
        assert not [caught for caught in desk.sink.to("sara@example.org") if "new printer" in caught.text]
        visitor.go(confirm)
        press(visitor, "main button", "**/r/requests/*", blocks)
        number = int(re.findall(r"requests/([0-9]+)", page.url)[0])
    request = desk.ticket(number)
    assert (request["department"], request["priority"], request["requester"]) == ("poshtibani", "urgent", customer)
    wait_until(told(desk, "sara@example.org", "We need a new printer."), 30.0, lambda: desk.log)
    assert not blocks
