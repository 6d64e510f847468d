"""Mails that want a script to run in the console of whoever reads them: in the subject, the name, the text, the HTML
and the names of files. No script runs, no dialog opens, nothing is asked of anybody but us.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ..thorough import THOROUGH
from .browser import Visitor, browser
from .office import Office, free_port, wait_until
from .payloads import ACTIVE, payloads
from .test_console import address_of

pytestmark = pytest.mark.scenario

CANARY = "window.__ran = false; const old = window.alert; window.alert = () => { window.__ran = true; old('ran'); };"


def attack(number: int, payload: str) -> EmailMessage:
    mail = EmailMessage()
    one_line = " ".join(payload.split())
    mail["From"] = f'"{_quoted(one_line)[:180]}" <evil{number}@evil.example>'
    mail["To"] = "support@example.org"
    mail["Subject"] = one_line
    mail["Message-ID"] = f"<attack.{number}@evil.example>"
    mail.set_content(f"{payload}\n\n{number}\n")
    mail.add_alternative(f"<p>{number}</p>{payload}", subtype="html")
    mail.add_attachment(payload.encode(), maintype="image", subtype="svg+xml", filename=f"{one_line[:100]}.svg")
    mail.add_attachment(payload.encode(), maintype="text", subtype="html", filename=f"{one_line[:100]}.html")
    return mail


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


@pytest.mark.timeout(3000 if THOROUGH else 400)
def test_nothing_that_somebody_writes_runs_in_the_console(tmp_path: Path) -> None:
    attacks = list(payloads(1000 if THOROUGH else len(ACTIVE)))
    office = Office(tmp_path, f"[console]\nport = {free_port()}\n")
    office.start()
    try:
        for number, payload in enumerate(attacks):
            office.send(attack(number, payload), "support@example.org")
        office.settled(600)
        numbers = [row["number"] for row in office.rows("tickets", "--last", "2000")]
        assert len(numbers) > len(attacks) * 0.9  # some look forged and are held back
        with tripwire() as (port, came), browser(address_of(office), elsewhere=port) as visitor:
            visitor.blocks = True
            visitor.page.add_init_script(CANARY)
            visitor.sign_in(office, "tom@example.org")
            for path in ("/", "/tickets"):
                look(visitor, path)
            for number in numbers:
                look(visitor, f"/tickets/{number}")
            assert visitor.go("/account").title().startswith("Account"), "somebody signed us out"
            assert not came
            assert not visitor.troubles
            visitor.page.goto("http://evil.example/page")
            wait_until(lambda: "/seen.png" in came, 20.0, lambda: "what leaves is not noticed")
            visitor.troubles.clear()  # the picture is not there
    finally:
        office.close()


@contextmanager
def tripwire() -> Iterator[tuple[int, list[str]]]:
    """A server that all foreign names lead to; what was asked of it."""
    came: list[str] = []

    class Asked(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            came.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<img src=http://evil.example/seen.png>")

        def log_message(self, *words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Asked)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port, came
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def look(visitor: Visitor, path: str) -> None:
    """Opens the page and all that is folded away in it, frames included."""
    page = visitor.go(path)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    for frame in page.frames[1:]:  # in which nothing can be asked, as no script runs there, not even ours
        frame.wait_for_load_state()
    assert not page.evaluate("window.__ran"), f"{path}: a script ran"
    assert page.url.endswith(path), f"{path}: went to {page.url}"
