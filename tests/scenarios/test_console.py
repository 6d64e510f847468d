"""The console of a running Postroom in a real browser: an agent signs in, answers, changes; the mail arrives. And what
becomes of mail when the console is killed.
"""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from .browser import browser
from .office import Office, free_port, wait_until

pytestmark = pytest.mark.scenario

LISTENS = "0A"  # a state of /proc/net/tcp
PERSIAN = "سلام\n\nاز دیروز نمی‌توانم وارد سامانه شوم.\n\nمینا"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A running Postroom with a console."""
    folder = tmp_path_factory.mktemp("console")
    opened = Office(folder, f"[console]\nport = {free_port()}\n")
    opened.start()
    try:
        yield opened
    finally:
        opened.close()


def address_of(office: Office) -> str:
    (port,) = re.findall(r"\[console\]\nport = ([0-9]+)", office.config.read_text())
    return f"http://127.0.0.1:{port}"


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("fa", 390)])
def test_an_agent_answers_and_orders_by_looking(desk: Office, language: str, width: int) -> None:
    agent = "tom@example.org" if language == "en" else "sara@example.org"
    to = "support@example.org" if language == "en" else "poshtibani@example.org"
    customer = f"mina.{language}@customer.example"
    desk.write(f"Mina <{customer}>", to, "خطای ورود به سامانه", PERSIAN)
    acknowledgement = desk.expect(customer, 1)[0]
    with browser(address_of(desk), width, language) as visitor:
        visitor.sign_in(desk, agent)
        page = visitor.go("/tickets")
        page.click("tbody tr:has-text('خطای ورود') a >> nth=0")
        page.fill("textarea[name=text]", "پاسخ ما: لطفاً دوباره امتحان کنید.")
        page.click("button[value=answer]")
        page.wait_for_url("**done=**")
        answer = desk.expect(customer, 2)[1]
        assert "لطفاً دوباره امتحان کنید" in answer.text
        assert str(acknowledgement.mail["message-id"]) in str(answer.mail["references"])
        page.select_option("aside form:has(input[value=priority]) select", "urgent")
        page.click("aside form:has(input[value=priority]) button")
        page.wait_for_selector("[role=status]")
        assert not visitor.stumbling_blocks()
        assert not visitor.scrolls_sideways()
    number = int(str(acknowledgement.subject).rpartition("[#")[2].partition("-")[0])
    told = desk.ticket(number)
    assert (told["priority"], told["status"]) == ("urgent", "waiting")


def test_a_console_that_is_killed_harms_no_mail(tmp_path: Path) -> None:
    office = Office(tmp_path, f"[console]\nport = {free_port()}\n")
    office.start()
    try:
        for number in range(30):
            office.write(f"a{number}@customer.example", "support@example.org", f"Request {number}", "Please.")
            if number % 5 == 0:
                wait_until(lambda: _web(office), 20.0, lambda: office.log)
                os.kill(_web(office), signal.SIGKILL)
        books = office.settled()
        assert books["accepted"] == books["outcomes"]["ticket"] == 30
        wait_until(lambda: _web(office), 20.0, lambda: office.log)
    finally:
        office.close()


def _web(office: Office) -> int:
    """The child that listens on the console's port, 0 while there is none."""
    assert office.process is not None
    port = int(address_of(office).rpartition(":")[2])
    rows = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    inodes = {f"socket:[{row[9]}]" for row in rows if row[1].endswith(f":{port:04X}") and row[3] == LISTENS}
    parent = office.process.pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return next((int(child) for child in children if inodes & set(_open_by(child))), 0)


def _open_by(pid: str) -> Iterator[str]:
    for place in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            yield os.readlink(place)
