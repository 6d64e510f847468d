"""People who wrote to us, on their pages: their mails, their links, their forms."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from sqlalchemy import select, update

from gateway.notices import Kind, NoticeView
from gateway.outgoing.compose import answerable_view
from gateway.outgoing.render import Rendered, Renderer, templates_folder
from gateway.store import letters, outbox
from gateway.store.outbox import Claimed
from gateway.store.schema import notice

from .house import ADMIN, Browser, ConsoleHouse, console_house

URL = "http://127.0.0.1:2580"
PAGES = f'[console]\nport = 2580\nurl = "{URL}"\n'
RENDERER = Renderer(templates_folder())
PROVEN = "Authentication-Results"


@dataclass(frozen=True, slots=True)
class Mailed:
    """One mail that goes out, with the words that it will have."""

    kind: Kind
    to: str
    view: NoticeView
    words: Rendered


@contextmanager
def guest_house(folder: Path, extra: str = PAGES + ADMIN, pace: float = 0.0) -> Iterator[ConsoleHouse]:
    with console_house(folder, extra, pace=pace) as house:
        yield house


def request(
    subject: str = "Printer stops",
    text: str = "It stops.",
    sender: str = "Ali <ali@customer.example>",
    proven: bool = True,
    name: str = "",
    to: str = "support@example.org",
) -> bytes:
    made = EmailMessage()
    if proven:
        domain = sender.rpartition("@")[2].strip(">")
        made[PROVEN] = f"border.example.org; dmarc=pass header.from={domain}"
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Message-ID"] = f"<{abs(hash((subject, text, sender)))}@customer.example>"
    made.set_content(text)
    if name:
        made.add_attachment(b"GIF89a", maintype="image", subtype="gif", filename=name)
    return made.as_bytes()


def mailed(house: ConsoleHouse, *kinds: Kind) -> list[Mailed]:
    """All mails that were issued, in turn, as they would go out at this moment; those of some kinds only."""
    now = datetime.now(UTC)
    house.app.database.write(lambda connection: connection.execute(update(notice).values(holder="", due=now)))
    with house.app.database.read() as connection:
        ids = tuple(connection.scalars(select(notice.c.id).order_by(notice.c.id)))
    claimed = house.app.database.write(lambda connection: outbox.claim_all(connection, ids, "a test", now))
    found = [_mail(house, each, now) for each in sorted(claimed, key=lambda one: one.id)]
    return [each for each in found if not kinds or each.kind in kinds]


def _mail(house: ConsoleHouse, claimed: Claimed, now: datetime) -> Mailed:
    with house.app.database.read() as connection:
        letter = letters.gather(connection, claimed, house.app.policy)
    assert letter is not None
    view = answerable_view(letter, house.app.policy, now)
    return Mailed(view.kind, letter.recipient, view, RENDERER.render(view))


def link_in(text: str, path: str = "/r/") -> str:
    """The path of the first link below `path`; "" for none."""
    found = re.search(rf"{re.escape(URL)}({re.escape(path)}[A-Za-z0-9/-]+)", text)
    return found[1] if found else ""


def confirmed(house: ConsoleHouse, address: str = "ali@customer.example", language: str = "en") -> Browser:
    """A browser in which somebody proved their address."""
    browser = house.browser(language)
    assert browser.post("/r", {"address": address}).to == "/r?asked=1"
    last = mailed(house, Kind.VISIT)[-1]
    assert last.to == address
    entered = browser.post(link_in(last.words.text, "/r/enter/"))
    assert entered.status == 303
    return browser


def form_data(fields: dict[str, str], files: dict[str, bytes]) -> tuple[bytes, dict[str, str]]:
    """A form with files, and its headers."""
    edge = "----edge"
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for name, content in files.items():
        head = f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        parts.append(head.encode() + b"Content-Type: image/gif\r\n\r\n" + content + b"\r\n")
    headers = {"content-type": f"multipart/form-data; boundary={edge}", "sec-fetch-site": "same-origin"}
    return b"".join(parts) + f"--{edge}--\r\n".encode(), headers
