"""T-AUTH-1, T-SEC-4 with everything real: a hundred cells of the authority matrix through a Postfix that takes off
foreign `Authentication-Results` and adds its own, into a running Postroom.

A cell is honest where the author is named plainly and the border vouches for exactly that author. All others may write,
but not act: no order of theirs is obeyed, nobody is brought along, no word of theirs reaches anybody but agents.
"""

import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from email.utils import parseaddr
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import func, select

from gateway.store import tickets
from gateway.store.database import Database
from gateway.store.schema import mail, notice
from gateway.tickets.people import Standing
from gateway.tickets.standing import Act, Ruling, rule
from gateway.tickets.ticket import Priority, Status, Ticket

from ..mail.from_shapes import FROM_SHAPES, FromShape
from ..mail.results_shapes import BORDER, RESULTS_SHAPES, ResultsShape
from .office import LOOSE, Caught, Office, wait_until
from .postfix import Border
from .test_first_mail import token_of

pytestmark = [
    pytest.mark.scenario,
    pytest.mark.timeout(400),
    pytest.mark.skipif(bool(Border.missing()), reason=Border.missing() or "-"),
]

SEED, CELLS = 20261122, 100
ALI, REZA, TOM, SARA = "ali@customer.example", "reza@customer.example", "tom@example.org", "sara@example.org"
STRANGER, EVE, KIM = "kave@customer.example", "eve@evil.example", "kim@else.example"
DESK, SECRET = "support@example.org", "barrel-in-the-cellar"

RELATIONS = ("requester", "participant", "agent", "agent of another department", "stranger", "former participant")
WRITERS = dict(zip(RELATIONS, (ALI, REZA, TOM, SARA, STRANGER, REZA), strict=True))

FORWARD = f"---------- Forwarded message ---------\nFrom: Kim <{KIM}>\nSubject: Help\n\nIt burns."
TEXTS = {
    "low": "#priority urgent",
    "medium": "#close",
    "high": f"#cc {EVE}",
    "higher": f"#requester {EVE}",
    "rating": "#rate 5",
    "leaving": "#leave",
    "language": "#language fa",
    "a plain reply": "One thing more.",
    "a forward": FORWARD,
}
# A language is chosen for all of one's tickets, so nobody may do so who may: then no other cell could have done it.
HONEST_ONES = tuple(pair for pair in product(RELATIONS, TEXTS) if pair[1] != "language")
HONEST = len(HONEST_ONES)


@dataclass
class Cell:
    place: int
    shape: FromShape
    results: ResultsShape
    relation: str
    act: str
    ticket: int = 0
    home: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @property
    def honest(self) -> bool:
        return self.shape.honest and self.results.proves

    @property
    def diverts(self) -> bool:
        """Does an agent want the answers elsewhere? Then nothing is proven."""
        return self.relation.startswith("agent") and b"Reply-To" in self.shape.template

    @property
    def sender(self) -> str:
        return f"cell-{self.place}@sender.example"

    @property
    def word(self) -> str:
        """What the border finds. Who names two authors may have proven one: themselves."""
        domain = WRITERS[self.relation].partition("@")[2]
        if not self.shape.honest:
            return f"{BORDER}; dmarc=pass header.from=evil.example"
        result = "pass" if self.results.proves else "fail" if self.results.disowns else "none"
        return f"{BORDER}; dmarc={result} header.from={domain}"

    def __str__(self) -> str:
        return f"{self.relation} / {self.act} / {self.shape.name} / {self.results.name}"

    @property
    def mark(self) -> str:
        """Words that stand in this mail only."""
        return f"mark-{self.place:04}-here"

    def raw(self) -> bytes:
        writer = WRITERS[self.relation]
        head = self.results.lines(writer.partition("@")[2]) + self.shape.lines(writer)
        copied = f"Cc: {EVE}\r\n" if self.act == "a plain reply" else ""
        body = TEXTS[self.act].replace("\n", "\r\n")
        rest = (
            f"To: {self.home}\r\n{copied}Subject: Re: Printer {self.token}\r\n"
            f"Message-ID: <{self.place}@cell.example>\r\n\r\n{body}\r\n{self.mark}\r\n"
        )
        return head + rest.encode()


def sample() -> list[Cell]:
    """The honest ones first: what each relation wants, once. The others are drawn from all."""
    dice = random.Random(SEED)
    wanted = iter(HONEST_ONES)
    cells: list[Cell] = []
    while len(cells) < CELLS:
        relation, act = next(wanted, None) or (dice.choice(RELATIONS), dice.choice(tuple(TEXTS)))
        honest = len(cells) < HONEST
        shapes = [shape for shape in FROM_SHAPES if shape.honest or not honest]
        results = [each for each in RESULTS_SHAPES if each.proves or not honest]
        cell = Cell(len(cells), dice.choice(shapes), dice.choice(results), relation, act)
        if cell.honest is honest:
            cells.append(cell)
    return cells


def words_of(cells: list[Cell]) -> dict[str, str]:
    """What the border says, by envelope sender."""
    words = {cell.sender: cell.word for cell in cells}
    people = (ALI, REZA, TOM, SARA)
    return words | {each: f"{BORDER}; dmarc=pass header.from={each.partition('@')[2]}" for each in people}


@dataclass
class Desk:
    """A running Postroom behind its border server, and a look at its tables."""

    office: Office
    border: Border
    database: Database
    count: int = 0

    def write(self, sender: str, to: str, raw: bytes) -> None:
        self.border.send(sender, to, raw)
        self.count += 1

    def say(self, sender: str, to: str, subject: str, body: str, more: str = "") -> None:
        head = f"From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <say.{self.count}@x.example>\r\n{more}"
        self.write(sender, to, f"{head}\r\n{body}\r\n".encode())

    def all(self, query: Any) -> list[Any]:
        with self.database.read() as connection:
            return list(connection.execute(query))

    def ticket(self, number: int) -> Ticket:
        with self.database.read() as connection:
            return tickets.load(connection, [number])[number]

    def settled(self) -> None:
        """Waits until every mail that was written has its outcome and nothing waits to be sent."""
        self.border.emptied()
        mails = select(func.count()).select_from(mail).where(mail.c.outcome != "waiting")
        waiting = select(func.count()).select_from(notice).where(notice.c.state == "waiting")

        def done() -> bool:
            taken = self.count - len(self.border.refused)
            return int(self.all(mails)[0][0]) >= taken and int(self.all(waiting)[0][0]) == 0

        wait_until(done, 120, lambda: f"{self.all(mails)} of {self.count}\n{self.office.log[-2000:]}")


def home_of(caught: Caught) -> str:
    return parseaddr(str(caught.mail["reply-to"] or caught.mail["from"]))[1]


@dataclass(frozen=True)
class Opened:
    """A ticket of Ali's and Reza's, and where each of them answers to."""

    number: int
    token: str
    homes: dict[str, str]


def prepared(desk: Desk, count: int) -> list[Opened]:
    """Tickets that an agent has answered, so that all have an address of their own."""
    office = desk.office
    for place in range(count):
        desk.say(ALI, DESK, f"Printer {place} broken", f"It stands beside the {SECRET}, {place}.", f"Cc: {REZA}\r\n")
    desk.settled()
    for told in office.sink.to(TOM):
        desk.say(TOM, home_of(told), told.subject, "We look at it.")
    desk.settled()
    homes: dict[int, dict[str, str]] = {}
    for writer in (ALI, REZA, TOM):
        for caught in office.sink.to(writer):
            token, number = token_of(caught.subject)
            homes.setdefault(number, {})[writer] = home_of(caught)
            homes[number]["token"] = token
    return [Opened(number, found.pop("token"), found) for number, found in sorted(homes.items())]


def assigned(desk: Desk, cells: list[Cell], opened: list[Opened]) -> None:
    """Each honest cell has a ticket of its own; the others share one for each relation, as they change none."""
    shared = dict(zip(RELATIONS, opened[HONEST:], strict=True))
    for cell in cells:
        at = opened[cell.place] if cell.place < HONEST else shared[cell.relation]
        writer = WRITERS[cell.relation]
        cell.ticket, cell.token = at.number, at.token
        cell.home = at.homes.get(writer, DESK)
        if cell.relation == "stranger":
            cell.home = DESK
    left = {cell.ticket: cell.home for cell in cells if cell.relation == "former participant"}
    for number, home in left.items():
        desk.say(REZA, home, f"Re: {next(at.token for at in opened if at.number == number)}", "#leave")
    desk.settled()
    assert all(desk.ticket(number).participants == () for number in left)


@dataclass(frozen=True)
class Wish:
    """An act of the table and whether a ticket shows that it was done."""

    act: Act
    done: Any


AGENTS = {
    "low": Wish(Act.ORDER_LOW, lambda at: at.priority is Priority.URGENT),
    "medium": Wish(Act.ORDER_MEDIUM, lambda at: at.status is Status.CLOSED),
    "high": Wish(Act.ORDER_HIGH, lambda at: at.involves(EVE)),
    "higher": Wish(Act.ORDER_HIGH, lambda at: at.requester.address == EVE),
}
CUSTOMERS = {
    "medium": Wish(Act.MANAGE_OWN, lambda at: at.status is Status.CLOSED),
    "rating": Wish(Act.RATE, lambda at: at.rating == 5),
    "leaving": Wish(Act.MANAGE_OWN, lambda at: not at.involves(REZA)),
    "a plain reply": Wish(Act.ADD_PEOPLE, lambda at: at.involves(EVE)),
}
THE_REQUESTER_S = ("medium", "rating")


def told(before: Ticket, after: Ticket) -> str:
    """What orders would have changed, in words; that a reply moves a ticket between its open states is no order."""
    fields: tuple[str, ...] = ("department", "priority", "type", "product", "assignee", "rating", "language")
    fields += ("merged", "snoozed", "subject")
    changed = [name for name in fields if getattr(before, name) != getattr(after, name)]
    people = [{person.address for person in (at.requester, *at.participants)} for at in (before, after)]
    changed += ["people"] if people[0] != people[1] or before.requester.address != after.requester.address else []
    changed += ["status"] if after.status not in (Status.NEW, Status.OPEN, Status.WAITING) else []
    return ", ".join(changed)


def wrong(cell: Cell, before: Ticket, after: Ticket) -> str:
    """What is not as the table says; an order of an honest cell that is allowed was carried out, others were not."""
    wishes = AGENTS if cell.relation == "agent" else CUSTOMERS if cell.relation in ("requester", "participant") else {}
    wish = wishes.get(cell.act)
    if wish is not None and cell.honest:
        mine = cell.relation == "agent" or cell.act not in THE_REQUESTER_S or cell.relation == "requester"
        mine = mine and not cell.diverts and (cell.act, cell.relation) != ("leaving", "requester")
        allowed = mine and rule(Standing.BOUND, wish.act) is Ruling.ALLOWED
        return "" if bool(wish.done(after)) is allowed else f"{wish.act.name} should {'' if allowed else 'not '}be done"
    return told(before, after)


@pytest.fixture
def cells() -> list[Cell]:
    return sample()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Agents need a proof of their domain here, as by default."""
    opened = Office(tmp_path, brakes=LOOSE + "hour = 1_000_000\nday = 1_000_000\n")
    opened.config.write_text(opened.config.read_text().replace('agents = "bearer"', 'agents = "aligned"'))
    opened.start_quickly()
    try:
        yield opened
    finally:
        opened.close()


@pytest.fixture
def border(office: Office, cells: list[Cell]) -> Iterator[Border]:
    """In a folder that users other than root may enter."""
    with TemporaryDirectory(prefix="border") as folder:
        opened = Border(Path(folder) / "postfix", office.port, words_of(cells))
        try:
            yield opened
        finally:
            opened.stop()


@pytest.fixture
def desk(office: Office, border: Border) -> Iterator[Desk]:
    with closing(Database(f"sqlite:///{office.folder / 'state' / 'postroom.db'}")) as database:
        yield Desk(office, border, database)


def test_a_hundred_cells_through_a_border_server_do_what_the_table_says_and_no_more(
    desk: Desk, cells: list[Cell]
) -> None:
    assigned(desk, cells, prepared(desk, HONEST + len(RELATIONS)))
    before = {cell.ticket: desk.ticket(cell.ticket) for cell in cells}
    sink = desk.office.sink
    at = len(sink.caught)
    for cell in cells:
        desk.write(cell.sender, cell.home, cell.raw())
    desk.settled()
    found = [(cell, wrong(cell, before[cell.ticket], desk.ticket(cell.ticket))) for cell in cells]
    bad = [
        f"{cell.relation} / {cell.act} / {cell.shape.name} / {cell.results.name}: {why}" for cell, why in found if why
    ]
    assert not bad, "\n".join(bad)
    outside = [caught for caught in sink.caught[at:] if caught.recipient not in (TOM, SARA)]
    spoken = [(cell, caught) for cell in cells if not cell.honest for caught in outside if _says(caught, cell.mark)]
    assert not spoken, [(str(cell), caught.recipient, caught.subject) for cell, caught in spoken]
    assert not [caught.subject for caught in outside if caught.recipient in (EVE, KIM, STRANGER) and _secret(caught)]
    assert not [str(cell) for cell in cells if cell.honest and cell.sender in desk.border.refused]
    assert sum(cell.honest for cell in cells) == HONEST
    assert len(cells) == CELLS


def _says(caught: Caught, words: str) -> bool:
    return words in caught.text or words in str(caught.mail)


def _secret(caught: Caught) -> bool:
    return _says(caught, SECRET)
