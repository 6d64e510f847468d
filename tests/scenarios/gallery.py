"""Every page of the console that can be looked at, with something on it, from the registry: a page that nobody here
knows the way to is a mistake. For those who ask whether all can be used, and for whoever looks at pictures of them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from itertools import product
from pathlib import Path

from starlette.routing import compile_path

from gateway.console.page import Access, Page
from gateway.console.pages import PAGES

from ..thorough import THOROUGH
from .browser import Visitor
from .hostile import Attack
from .office import Office, free_port
from .test_console_requests import link

SEEN = tuple(page for page in PAGES if page.get)
ASIDE = (
    "/nowhere",
    "/tickets?q=printer",
    "/tickets/999999",
    "/enter/1-x",
    "/r/1-x",
    "/r/requests/999999",
    "/report?since=never",
    "/people/edit?name=olga",
    "/people/edit?name=nobody",
)
ALI = "ali@customer.example"
OLGA = '[[agent]]\nname = "olga"\naddress = "olga@example.org"\nshown = "Olga Admin"\nadmin = true\n'
SUPPORT = 'agents = ["tom"]'  # she leads the department, so that her own page of today is not empty
RULES = """
[[rule]]
name = "{name}"
when.subject = ["printer", "چاپگر"]
then.priority = "{priority}"
then.tag = "hardware"
"""
LONG = "The printer on the second floor stops after every second page and then shows a code that nobody understands"
PERSIAN = "سلام\n\nپس از وارد کردن گذرواژه، صفحهٔ Login دوباره باز می‌شود و وارد نمی‌شوم (خطای E-41).\n\nبا سپاس، مینا"


@dataclass(frozen=True, slots=True)
class Look:
    language: str
    dark: bool
    width: int

    def put_on(self, visitor: Visitor) -> None:
        visitor.page.context.add_cookies([{"name": "language", "value": self.language, "url": visitor.address}])
        visitor.page.emulate_media(color_scheme="dark" if self.dark else "light")
        visitor.page.set_viewport_size({"width": self.width, "height": 900})

    def __str__(self) -> str:
        return f"{self.language}-{'dark' if self.dark else 'light'}-{self.width}"


# Neighbours have nothing in common, so that pages that follow each other are seen in all ways.
LOOKS = tuple(Look(*each) for each in product(("en", "fa"), (False, True), (1280, 390)))
LOOKS = tuple(each for pair in zip(LOOKS[:4], reversed(LOOKS[4:]), strict=True) for each in pair)

Seen = Callable[[Visitor, str, Look], None]


@dataclass
class Gallery:
    office: Office
    looks: int  # how many of each page: all, or some of them in turn
    places: dict[str, str] = field(default_factory=dict)  # by how a page's path begins
    visited: set[str] = field(default_factory=set)  # names of pages
    _turn: int = 0

    def furnish(self) -> None:
        office = self.office
        office.send(_letter(), "support@example.org")
        office.expect(ALI, 1)
        self._rule("Printers can wait", "low")
        self._rule("چاپگرها فوری‌اند", "urgent")
        office.write("Mina Rezaee <mina@customer.example>", "poshtibani@example.org", "ورود به سامانه", PERSIAN)
        office.write("x@customer.example", "support@example.org", f"printer {'x' * 120}", "y" * 400)
        told = office.expect("tom@example.org", 2)[0]
        office.write("Eve <eve@evil.example>", "support@example.org", f"Re: {told.subject}", "Let me in, please.")
        office.answer(told, "tom@example.org", "A colleague is on the way.")
        office.answer(office.expect("sara@example.org", 1)[0], "sara@example.org", "همکار ما در حال بررسی است.")
        answer = office.expect("mina@customer.example", 2)[1]
        report = Attack(0, "The mailbox is not there, and nobody knows where it went").report(answer)
        office.hand_in(report.replace("\n", "\r\n").encode(), "", answer.sender)
        office.settled()
        (returned,) = office.rows("outbox", "--state", "bounced")
        self.places |= {
            "/tickets/{number:int}": "/tickets/1001",
            "/r/requests/{number:int}": "/r/requests/1001",
            "/articles/{article:int}": "/articles/1",
            "/files/{place:int}": "/files/0",
            "/mails/{id:int}": "/mails/1",
            "/outbox/{id:int}": f"/outbox/{returned['id']}",
            "/rules/{revision:int}": "/rules/2",
            "/roster/{revision:int}": "/roster/1",
            "/departments/{name}": "/departments/support",
            "/people/edit": "/people/edit?name=tom",
        }

    def _rule(self, name: str, priority: str) -> None:
        path = self.office.folder / "rules.toml"
        path.write_text(RULES.format(name=name, priority=priority), encoding="utf-8")
        done = self.office.command("rules", "apply", str(path), "--reason", f"{name}, as was said on Monday")
        assert done.returncode == 0, done.stdout + done.stderr

    # --- the walk -------------------------------------------------------------------------------------------------

    def walk(self, visitor: Visitor, seen: Seen) -> None:
        """From outside to the innermost pages. What was never arrived at is missing in `visited`."""
        visitor.allowed = (400, 403, 404, 410)
        self._ask_for_links(visitor)
        for page in SEEN:
            if page.access is Access.ANYBODY:
                self._visit(visitor, self._path(page), seen)
        visitor.go(self.places["/r/enter/{code}"])
        visitor.page.click("main button")
        visitor.sign_in(self.office, "tom@example.org")
        self._visit(visitor, "/rules", seen)  # which he is refused
        visitor.page.click("form[action='/sign-out'] button")
        visitor.sign_in(self.office, "olga@example.org")
        self._visit(visitor, "/rules", seen)  # which leads to her second factor
        visitor.prove()
        self._write_holidays(visitor)
        for path in (*map(self._path, SEEN), *(ASIDE if THOROUGH else ASIDE[:3])):
            self._visit(visitor, path, seen)

    def _write_holidays(self, visitor: Visitor) -> None:
        """The first revision of the roster."""
        page = visitor.go("/holidays")
        page.fill("[name=gregorian]", "12-25")
        page.fill("[name=reason]", "It is a holiday, as was said on Monday")
        page.click("form.roster button")
        page.wait_for_url("**/holidays?done=saved")

    def _ask_for_links(self, visitor: Visitor) -> None:
        office = self.office
        self.places["/r/{code}"] = link(office, ALI, "/r/(?!enter|confirm)")
        visitor.go("/r")
        visitor.page.fill("[name=address]", ALI)
        visitor.page.click("main button")
        self.places["/r/enter/{code}"] = link(office, ALI, "/r/enter/")
        page = visitor.go("/r/new")
        for name, value in {"subject": LONG, "text": PERSIAN, "address": "new@customer.example"}.items():
            page.fill(f"[name={name}]", value)
        page.click("main button")
        self.places["/r/confirm/{code}"] = link(office, "new@customer.example", "/r/confirm/")
        visitor.go("/sign-in")
        visitor.page.fill("[name=address]", "sara@example.org")
        visitor.page.click("main button")
        mailed = link(office, "sara@example.org", "/enter/")
        self.places["/enter/{code}"] = mailed

    def _path(self, page: Page) -> str:
        path = page.path
        for begins, there in sorted(self.places.items(), key=lambda each: -len(each[0])):
            path = path.replace(begins, there)
        assert "{" not in path, f"where is an example of {page.name}?"
        return path

    def _visit(self, visitor: Visitor, path: str, seen: Seen) -> None:
        for look in self._looks():
            look.put_on(visitor)
            answered = visitor.page.request.get(f"{visitor.address}{path}")
            name = _name(answered.url.removeprefix(visitor.address))
            self.visited.add(name)
            if "attachment" in answered.headers.get("content-disposition", ""):
                return  # nothing to be looked at
            if answered.headers.get("content-security-policy", "").startswith("sandbox"):
                visitor.page.goto("about:blank")  # it is part of another page, where no script can look at it
                visitor.page.set_content(answered.text())
            else:
                visitor.go(path)
            seen(visitor, name, look)

    def _looks(self) -> Iterator[Look]:
        for _ in range(self.looks):
            yield LOOKS[self._turn % len(LOOKS)]
            self._turn += 1


def _name(path: str) -> str:
    """Of the page that a path leads to; "" for none."""
    return next(
        (page.name for page in PAGES if page.get and compile_path(page.path)[0].match(path.partition("?")[0])), ""
    )


def _letter() -> EmailMessage:
    mail = EmailMessage()
    mail["Authentication-Results"] = "border.example.org; dmarc=pass header.from=customer.example"
    mail["From"], mail["To"], mail["Subject"] = f"Ali Karimi <{ALI}>", "support@example.org", LONG
    mail["Message-ID"] = "<first@customer.example>"
    mail.set_content(f"Good morning,\n\n{LONG}.\n\nhttp://customer.example/{'a' * 120}\n\nAli\n\n> {LONG}\n> {LONG}")
    mail.add_alternative(f"<p>Good morning,</p><p>{LONG}.</p><p>Ali</p>", subtype="html")
    mail.add_attachment(
        b"%PDF", maintype="application", subtype="pdf", filename=f"{'گزارش خرابی چاپگر طبقهٔ دوم ' * 4}.pdf"
    )
    mail.add_attachment(b"GIF89a", maintype="image", subtype="gif", filename="a" * 90 + ".gif")
    return mail


def opened(folder: Path, looks: int) -> Gallery:
    """Not furnished yet; whoever opens it closes its office."""
    port = free_port()
    office = Office(folder, f'{OLGA}[console]\nport = {port}\nurl = "http://127.0.0.1:{port}"\n')
    config = office.config.read_text().replace(SUPPORT, 'agents = ["tom", "olga"]\nlead = "olga"')
    office.config.write_text(config)
    office.start_quickly()
    return Gallery(office, looks)
