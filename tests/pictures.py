"""The pictures of the console in the README: a small house with mail of a morning, looked at by a browser.
`python -m tests.pictures [FOLDER]`, or `make pictures`.
"""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .scenarios.browser import Visitor, browser
from .scenarios.office import Office, free_port

FOLDER = Path("docs/pictures")
LANGUAGES = {"tom@example.org": "en", "sara@example.org": "fa"}


@dataclass(frozen=True, slots=True)
class Request:
    who: str
    to: str
    subject: str
    text: str


MORNING = (
    Request(
        "Ali Karimi <ali@north.example>",
        "support@example.org",
        "Printer on the second floor",
        "Good morning,\n\nthe printer stops after every second page and shows code E-41.\n\nAli",
    ),
    Request(
        "Jane Miller <jane@west.example>",
        "support@example.org",
        "Invoice 2026-1107",
        "Priority: high\n\nThe sum differs from what we agreed on. Could you look at it before Friday?\n\nJane",
    ),
    Request(
        "مینا رضایی <mina@shomal.example>",
        "poshtibani@example.org",
        "ورود به سامانه ممکن نیست",
        "اولویت: فوری\n\nسلام\nپس از وارد کردن گذرواژه، صفحه دوباره باز می‌شود و وارد نمی‌شوم.\nبا سپاس، مینا",
    ),
    Request(
        "رضا کاظمی <reza@gharb.example>",
        "poshtibani@example.org",
        "تمدید قرارداد پشتیبانی",
        "سلام، قرارداد ما تا پایان آذر است. لطفاً شرایط تمدید را بفرستید.",
    ),
    Request(
        "Omar Haddad <omar@south.example>",
        "support@example.org",
        "Export to accounting fails",
        "The export says that a column is missing since the update of last week.",
    ),
)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        port = free_port()
        office = Office(Path(place), f"[console]\nport = {port}\n")
        office.start()
        try:
            for each in MORNING:
                office.write(each.who, each.to, each.subject, each.text)
            office.settled()
            for address, language in LANGUAGES.items():
                _picture_all(office, f"http://127.0.0.1:{port}", address, language, folder)
        finally:
            office.close()


def _picture_all(office: Office, console: str, address: str, language: str, folder: Path) -> None:
    for name, width, dark in (("wide", 1280, False), ("phone", 390, True)):
        with browser(console, width, language, dark) as visitor:
            visitor.sign_in(office, address)
            mine = _mine(visitor)
            if name == "wide":
                _answer(visitor, mine, language)
            for page, path in {"today": "/", "tickets": "/tickets?status=all", "ticket": mine}.items():
                visitor.go(path)
                visitor.page.screenshot(path=folder / f"{page}-{language}-{name}.png", full_page=page != "ticket")


def _mine(visitor: Visitor) -> str:
    visitor.go("/tickets")
    found = visitor.page.get_attribute("tbody tr >> nth=-1 >> a >> nth=0", "href")
    assert found is not None
    return found


def _answer(visitor: Visitor, ticket: str, language: str) -> None:
    words = "Thank you, a colleague is on the way." if language == "en" else "سپاس؛ همکار ما در حال بررسی است."
    visitor.go(ticket)
    visitor.page.fill("textarea[name=text]", words)
    visitor.page.click("button[value=answer]")
    visitor.page.wait_for_url("**done=**")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
