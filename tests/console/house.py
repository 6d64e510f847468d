"""The console's application in this process, on a database of its own, and browsers without a screen to visit it."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast
from urllib.parse import urlencode, urlsplit

from sqlalchemy import select

from gateway.app import App
from gateway.config import parse
from gateway.console.guarding import Asgi
from gateway.console.page import Accept, Desk
from gateway.console.site import site
from gateway.intake.reading import Question, Reader
from gateway.mail import entering
from gateway.mail.acceptance import Acceptance, Accepted
from gateway.mail.inbound import Envelope, InboundMail
from gateway.mail.parse import parse as read_mail
from gateway.store.schema import entrance
from workers import ingest

from ..scenarios.office import CONFIG, free_port

HOST = "127.0.0.1:2580"
CONSOLE = "[console]\nport = 2580\n"
ADMIN = '[[agent]]\nname = "olga"\naddress = "olga@example.org"\nshown = "Olga Admin"\nadmin = true\n'


@dataclass(frozen=True, slots=True)
class Answered:
    status: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()

    @property
    def to(self) -> str:
        """Where it sends the browser, "" for nowhere."""
        return self.headers.get("location", "")


@dataclass
class Browser:
    """One visitor: keeps cookies, tells where its requests are made."""

    application: Asgi
    cookies: dict[str, str] = field(default_factory=dict)
    language: str = "en"

    def get(self, path: str, **headers: str) -> Answered:
        return self.ask("GET", path, headers=headers)

    def post(self, path: str, form: dict[str, str] | None = None, **headers: str) -> Answered:
        kind = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
        return self.ask("POST", path, urlencode(form or {}).encode(), kind | _named(headers))

    def ask(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Answered:
        given = {"host": HOST, "accept-language": self.language} | _named(headers or {})
        if self.cookies:
            given["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answered, cookies = asyncio.run(_converse(self.application, method, path, body, given))
        for each in cookies:
            name, _, value = each.partition(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
            if "Max-Age=0" in each:
                del self.cookies[name]
        return answered


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


async def _converse(
    application: Asgi, method: str, path: str, body: bytes, headers: dict[str, str]
) -> tuple[Answered, list[str]]:
    parts = urlsplit(path)
    given = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    if body:
        given.append((b"content-length", str(len(body)).encode()))
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": parts.path,
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": given,
        "client": ("192.0.2.1", 1),
        "server": ("127.0.0.1", 2580),
    }
    told: list[dict[str, object]] = []
    asked: list[bool] = []

    async def receive() -> dict[str, object]:
        if asked:
            await asyncio.sleep(60)  # whoever waits for more waits for the browser to leave
        asked.append(True)
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: object) -> None:
        assert isinstance(message, dict)
        told.append(message)

    await application(scope, receive, send)
    status, raw = told[0]["status"], told[0]["headers"]
    assert isinstance(status, int)
    assert isinstance(raw, list)
    pairs = [(name.decode().lower(), value.decode("latin-1")) for name, value in raw]
    content = b"".join(bytes(each.get("body", b"")) for each in told[1:])  # type: ignore[call-overload]
    cookies = [value for name, value in pairs if name == "set-cookie"]
    return Answered(status, dict(pairs), content), cookies


@dataclass
class ConsoleHouse:
    app: App
    application: Asgi

    def browser(self, language: str = "en") -> Browser:
        return Browser(self.application, language=language)

    def take_in(self, raw: bytes, sender: str = "ali@customer.example", to: str = "support@example.org") -> int:
        """Takes a mail over and decides about it; its id."""
        accepted = self.app.accept(Envelope(sender, (to,)), raw)
        assert isinstance(accepted, Accepted)
        ingest.run(self.app, accepted.id)
        return accepted.id

    def link(self, browser: Browser, address: str) -> str:
        """The path of the link that is mailed to who asks for one; "" where none is."""
        with self.app.database.read() as connection:
            before = set(connection.scalars(select(entrance.c.id)))
        browser.post("/sign-in", {"address": address})
        with self.app.database.read() as connection:
            asked = [row for row in connection.execute(select(entrance)) if row.id not in before]
        return f"/enter/{entering.mint(asked[0].id, asked[0].agent, self.app.policy.ring)}" if asked else ""

    def signed_in(self, address: str = "tom@example.org", language: str = "en") -> Browser:
        browser = self.browser(language)
        assert browser.post(self.link(browser, address)).to == "/"
        return browser


class _Reader:
    """Without a child: what is read here is our own."""

    def read(self, raw: bytes, envelope: Envelope) -> InboundMail:
        return read_mail(raw, envelope)

    read_patiently = read

    def read_some(self, mails: Sequence[Question], seconds: float) -> list[InboundMail]:
        return [self.read(raw, envelope) for raw, envelope in mails]


@contextmanager
def console_house(
    folder: Path, extra: str = CONSOLE + ADMIN, url: str = "", pace: float = 0.0
) -> Iterator[ConsoleHouse]:
    """`pace`: nobody here measures how long an answer takes, but for those who say so."""
    database = f"[database]\nurl = {json.dumps(url)}\n" if url else ""
    text = CONFIG.format(state=folder / "state", port=free_port(), relay=free_port(), extra=extra + database)
    opened = App.open(parse(text, "config.toml"))
    app = replace(opened, reader=cast(Reader, _Reader()))
    try:
        parts = (app.config, app.policy, app.database, app.clock, app.spool, app.blobs, _at_once(app))
        yield ConsoleHouse(app, site(Desk(*parts, app.read_again, pace=pace)))
    finally:
        opened.close()


def _at_once(app: App) -> Accept:
    """As if a worker were there, who does what comes in at once."""

    def accept(envelope: Envelope, content: bytes) -> Acceptance:
        accepted = app.accept(envelope, content)
        if isinstance(accepted, Accepted):
            ingest.run(app, accepted.id)
        return accepted

    return accept
