"""Files of strangers in a real browser: a click brings them down, and the page that they stood on is still there."""

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from .browser import Visitor, browser
from .office import Office, free_port
from .test_console_requests import address_of, link

pytestmark = pytest.mark.scenario

ALI = "ali@customer.example"
FILES = {
    "page.html": ("text", "html", b"<!doctype html><title>Opened</title><script>alert(1)</script>"),
    "drawing.svg": ("image", "svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "paper.pdf": ("application", "pdf", b"%PDF-1.7\n"),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A running Postroom, to which Ali sent files."""
    port = free_port()
    opened = Office(tmp_path_factory.mktemp("files"), f'[console]\nport = {port}\nurl = "http://127.0.0.1:{port}"\n')
    opened.start_quickly()
    try:
        opened.send(letter(), "support@example.org")
        opened.expect(ALI, 1)
        yield opened
    finally:
        opened.close()


def letter() -> EmailMessage:
    mail = EmailMessage()
    mail["Authentication-Results"] = "border.example.org; dmarc=pass header.from=customer.example"
    mail["From"], mail["To"], mail["Subject"] = f"Ali <{ALI}>", "support@example.org", "Files"
    mail["Message-ID"] = "<files@customer.example>"
    mail.set_content("Please look.")
    for name, (main, sub, content) in FILES.items():
        mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return mail


@pytest.mark.parametrize("who", ["an agent", "a requester"])
def test_a_click_on_a_file_keeps_it_and_opens_nothing(desk: Office, who: str) -> None:
    with browser(address_of(desk)) as visitor:
        if who == "an agent":
            visitor.sign_in(desk, "tom@example.org")
            visitor.go("/tickets/1001")
        else:
            visitor.go(link(desk, ALI, "/r/(?!enter|confirm)"))
        # What a page asks for is one thing, what the answer says another: it has to do without the page's word.
        for attribute in (True, False):
            assert {name: kept(visitor, name, attribute) for name in FILES} == {
                name: content for name, (*_, content) in FILES.items()
            }


def kept(visitor: Visitor, name: str, attribute: bool) -> bytes:
    """What comes down on a click."""
    here, found = visitor.page.url, visitor.page.locator(f"ul.files a:has-text('{name}')")
    if not attribute:
        found.evaluate("link => link.removeAttribute('download')")
    with visitor.page.expect_download() as download:
        found.click()
    assert visitor.page.url == here
    assert visitor.page.title().startswith("#1001")
    assert download.value.suggested_filename == name
    return Path(download.value.path()).read_bytes()
