"""Debian's Chromium visiting the console of a running Postroom. Whatever goes wrong in it fails the test: an error on
its console, a request that fails, a request to anybody but us.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, Request, Response, sync_playwright

from .office import Office, wait_until

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
ARGUMENTS = [*QUIET.split(), "--disable-component-update", "--disable-sync"]
LINK = re.compile(r"http://\S+/enter/[0-9]+-[a-z2-7]+")
BLOCKED = re.compile(
    r"Content Security Policy|Blocked script|sandboxed|Refused|Unsafe attempt|violates the following", re.IGNORECASE
)
INVISIBLE = """[...document.querySelectorAll('button, a, label, summary, h1, h2, p, li, td, dt, dd')].filter(each => {
    const behind = which => getComputedStyle(which).backgroundColor;
    let ground = each;
    while (ground.parentElement && behind(ground) === 'rgba(0, 0, 0, 0)') ground = ground.parentElement;
    return each.innerText.trim() && getComputedStyle(each).color === behind(ground);
}).map(each => each.outerHTML.slice(0, 200))"""
SERIOUS = frozenset({"serious", "critical"})


@dataclass
class Visitor:
    """One person's browser window."""

    page: Page
    address: str  # of the console
    troubles: list[str] = field(default_factory=list)
    allowed: tuple[int, ...] = ()  # statuses beyond 399 that are meant to come
    blocks: bool = False  # the browser is to refuse things, and says so

    def watch(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        self.page.on("dialog", self._dialog)
        self.page.on("request", self._request)
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        meant = self.allowed and "Failed to load resource" in message.text
        meant = meant or (self.blocks and bool(BLOCKED.search(message.text)))
        if message.type in ("error", "warning") and not meant:
            self.troubles.append(f"console: {message.text}")

    def _dialog(self, dialog: Dialog) -> None:
        self.troubles.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        if not self.blocks and not request.url.startswith((f"{self.address}/", "data:", "about:")):
            self.troubles.append(f"request to another origin: {request.url}")

    def _failed(self, request: Request) -> None:
        blocked = self.blocks and request.failure == "csp"
        if not blocked and request.failure != "net::ERR_ABORTED":  # a download, or a page that was left
            self.troubles.append(f"failed: {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.allowed:
            self.troubles.append(f"{response.status}: {response.url}")

    def go(self, path: str) -> Page:
        self.page.goto(f"{self.address}{path}")
        return self.page

    def sign_in(self, office: Office, address: str) -> None:
        before = len(office.sink.to(address))
        self.go("/sign-in")
        self.page.fill("[name=address]", address)
        self.page.click("main button")
        wait_until(lambda: self._link(office, address, before), 20.0, lambda: f"no link came\n{office.log}")
        self.page.goto(self._link(office, address, before))
        self.page.click("main button")
        self.page.wait_for_url(f"{self.address}/")

    def prove(self) -> None:
        """Shows a second factor, for the first time, and goes to the rules."""
        page = self.go("/rules")
        assert "/second-factor" in page.url
        secret = page.inner_text("main code")
        page.fill("[name=code]", pyotp.TOTP(secret).now())
        page.click("main button")
        page.wait_for_url("**/rules")

    def _link(self, office: Office, address: str, before: int) -> str:
        for caught in office.sink.to(address)[before:]:
            if found := LINK.search(caught.text):
                return found[0]
        return ""

    def stumbling_blocks(self) -> list[str]:
        """What axe-core calls serious or critical on the page as it is; and words in the very colour of what is behind
        them, of which it says nothing.
        """
        found = Axe().run(self.page).response["violations"]
        serious = [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found if each["impact"] in SERIOUS]
        return [*serious, *(f"invisible: {each}" for each in self.page.evaluate(INVISIBLE))]

    def scrolls_sideways(self) -> bool:
        return bool(
            self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")
        )


def _led(port: int) -> list[str]:
    return [f"--host-resolver-rules=MAP * 127.0.0.1:{port}, EXCLUDE 127.0.0.1"] if port else []


@contextmanager
def browser(
    address: str, width: int = 1280, language: str = "en", dark: bool = False, elsewhere: int = 0
) -> Iterator[Visitor]:
    """`elsewhere`: a port of this machine that all other names lead to, so that it is seen what would leave."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    with sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *_led(elsewhere)])
        context: BrowserContext = chromium.new_context(
            viewport={"width": width, "height": 900},
            locale="fa-IR" if language == "fa" else "en-GB",
            color_scheme="dark" if dark else "light",
            accept_downloads=True,
        )
        visitor = Visitor(context.new_page(), address)
        visitor.watch()
        yield visitor
        chromium.close()
    assert not visitor.troubles, "\n".join(dict.fromkeys(visitor.troubles))
