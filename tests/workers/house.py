"""A whole house in one process: a mail comes in, is decided about, and what it brings leaves before `take` returns.

People write and answer as their clients would; `news` gives what somebody got since they last looked.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from itertools import count
from pathlib import Path
from typing import Any

import time_machine
from sqlalchemy import func, select

from gateway.app import App
from gateway.config import Agent, Config, Repeats, demo
from gateway.config.guards import Brakes
from gateway.config.hours import Mornings
from gateway.mail.delivery import Attempt, Delivery
from gateway.mail.inbound import Envelope, Source
from gateway.mail.outbound import OutboundMail
from gateway.mail.token import mint
from gateway.store import balance, listings, tickets
from gateway.store.listed import TicketFilter
from gateway.store.schema import mail, notice, participant
from gateway.tickets.ticket import Ticket
from workers import deliver, ingest, periodic

from .. import canary
from ..scenarios.office import Caught
from ..store import emptied
from ..store.spooling import id_of
from .reader import borrowing, give_back

START = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
AUTHSERV = "border.example.org"
ALI, REZA, EVE, NIMA = "ali@customer.example", "reza@customer.example", "eve@elsewhere.example", "nima@customer.example"
TOM, MINA, SARA = "tom@example.org", "mina@example.org", "sara@example.org"
SUPPORT, POSHTIBANI = "support@example.org", "poshtibani@example.org"
_MANY = 1_000_000


@dataclass
class Postbox:
    """The relay: keeps what it is given."""

    caught: list[Caught] = field(default_factory=list)

    def submit(self, mail: OutboundMail, raw: bytes) -> Attempt:
        canary.left(mail.recipient, raw)
        self.caught.append(Caught(mail.envelope_sender, mail.recipient, raw))
        return Attempt(Delivery.SENT, "250 2.0.0 Ok")

    def close(self) -> None:
        """Nothing is open."""


def promising(config: Config, minutes: int, **changes: Any) -> Config:
    """Each department promises an answer within so many minutes; 0 for stories that are about something else."""
    update = {"promise_minutes": minutes, **changes}
    return config.model_copy(update={"department": tuple(each.model_copy(update=update) for each in config.department)})


def config_at(folder: Path, agents: str, url: str = "") -> Config:
    """Tom and Mina answer in `support`, Sara in `poshtibani`. They and requesters need the standing `agents`. Nobody is
    promised anything, and each request is one of its own.
    """
    config = promising(demo(str(folder / "state")), 0)
    mina = Agent(name="mina", address=MINA, shown="Mina Sadr")
    support = config.department[0].model_copy(update={"agents": ("tom", "mina")})
    brakes = Brakes(hour=_MANY, day=_MANY, ticket=_MANY, ticket_hour=_MANY, echoes=_MANY, domain=_MANY, everyone=_MANY)
    requesters = "bearer" if agents == "bearer" else "aligned"
    trust = config.trust.model_copy(update={"agents": agents, "requesters": requesters, "authserv_id": AUTHSERV})
    return config.model_copy(
        update={
            "agent": (*config.agent, mina),
            "department": (support, *config.department[1:]),
            "brakes": brakes,
            "mornings": Mornings(digest="", weekly=""),
            "repeats": Repeats(within_days=0),
            "trust": trust,
            "database": config.database.model_copy(update={"url": url}),
        }
    )


@contextmanager
def open_house(
    folder: Path, agents: str = "bearer", url: str = "", changed: Callable[[Config], Config] = lambda config: config
) -> Iterator["House"]:
    postbox = Postbox()
    if not url:
        emptied.lay(folder / "state" / "postroom.db")
    with time_machine.travel(START, tick=True) as clock:
        app = borrowing(replace(App.open(changed(config_at(folder, agents, url))), relay=postbox))
        try:
            yield House(app, postbox, clock)
        finally:
            give_back(app)


@dataclass
class House:
    app: App
    postbox: Postbox
    clock: Any
    _numbers: Iterator[int] = field(default_factory=count)
    _seen: dict[str, int] = field(default_factory=dict)

    # --- what comes in ------------------------------------------------------------------------------------------------

    def take(self, raw: bytes, sender: str, *recipients: str, login: str = "") -> int:
        """A mail in, and all that follows from it out; the mail's id."""
        envelope = Envelope(sender, recipients, Source.SMTP, login=login)
        id = id_of(self.app.accept(envelope, raw))
        self.deliver(ingest.run(self.app, id))
        return id

    def deliver(self, notices: tuple[int, ...]) -> None:
        for notice_id in notices:
            deliver.run(self.app, notice_id)

    def write(
        self, sender: str, to: str, subject: str, body: str, proof: str = "", login: str = "", **fields: str
    ) -> int:
        """`proof`: "pass" or "fail", what the border says about the sender's domain."""
        address = parseaddr(sender)[1]
        built = EmailMessage(policy=SMTP)
        if proof:
            domain = address.rpartition("@")[2]
            built["Authentication-Results"] = f"{AUTHSERV}; dmarc={proof} header.from={domain}"
        built["From"], built["To"], built["Subject"] = sender, to, subject
        built["Message-ID"] = f"<{next(self._numbers)}@client.example>"
        for name, value in fields.items():
            built[name.replace("_", "-")] = value
        built.set_content(body)
        return self.take(bytes(built), address, parseaddr(to)[1], login=login)

    def answer(self, caught: Caught, sender: str, body: str, proof: str = "", login: str = "", **fields: str) -> int:
        """To where the mail asks for answers, with a quote of it below."""
        old = caught.mail
        to = fields.pop("To", "") or parseaddr(str(old["reply-to"] or old["from"]))[1]
        subject = caught.subject if caught.subject.startswith("Re:") else f"Re: {caught.subject}"
        quoted = "\n".join(f"> {line}" for line in caught.text.splitlines())
        text = f"{body}\n\nOn Sat, 21 Nov 2026 at 10:00, Somebody <support@example.org> wrote:\n{quoted}\n"
        ids = {"In_Reply_To": str(old["message-id"]), "References": str(old["message-id"])}
        return self.write(sender, to, subject, text, proof, login, **(ids | fields))

    # --- time ---------------------------------------------------------------------------------------------------------

    def later(self, **span: float) -> None:
        self.clock.shift(timedelta(**span))

    def tick(self) -> None:
        self.deliver(periodic.run(self.app, 0))

    # --- looking ------------------------------------------------------------------------------------------------------

    def to(self, address: str) -> list[Caught]:
        return [caught for caught in self.postbox.caught if caught.recipient == address]

    def news(self, address: str) -> list[Caught]:
        """What came since the last look."""
        mails = self.to(address)
        seen = self._seen.get(address, 0)
        self._seen[address] = len(mails)
        return mails[seen:]

    def only(self, address: str) -> Caught:
        """The one mail that came since the last look."""
        found = self.news(address)
        assert len(found) == 1, [caught.subject for caught in found]
        return found[0]

    def silent(self, *addresses: str) -> bool:
        """Did nothing come to any of them since the last look?"""
        return not [caught for address in addresses for caught in self.news(address)]

    def look(self) -> None:
        """Everybody has seen what came so far."""
        for caught in self.postbox.caught:
            self.news(caught.recipient)

    def kind(self, caught: Caught) -> str:
        message_id = str(caught.mail["message-id"]).strip("<>")
        return str(self._one(select(notice.c.kind).where(notice.c.message_id == message_id)))

    def kinds(self, address: str) -> list[str]:
        """Of all that somebody got."""
        return [self.kind(caught) for caught in self.to(address)]

    def ticket(self, number: int) -> Ticket:
        with self.app.database.read() as connection:
            return tickets.load(connection, [number])[number]

    def whole(self, number: int) -> Any:
        """With its articles and journal, as the command line shows it."""
        with self.app.database.read() as connection:
            return listings.ticket_whole(connection, number, self.app.policy.ring.locator)

    def journal(self, number: int) -> list[tuple[str, str, str]]:
        return [(row.change, row.old, row.new) for row in self.whole(number).journal]

    def tickets(self) -> int:
        with self.app.database.read() as connection:
            return len(list(listings.ticket_rows(connection, TicketFilter(), self.app.policy.ring.locator)))

    def token(self, number: int) -> str:
        return mint(number, self.app.policy.ring.locator)

    def outcome(self, id: int) -> str:
        return str(self._one(select(mail.c.outcome).where(mail.c.id == id)))

    def reason(self, id: int) -> str:
        return str(self._one(select(mail.c.reason).where(mail.c.id == id)))

    def places(self, number: int) -> int:
        return int(self._one(select(func.count()).where(participant.c.ticket == number)))

    def balanced(self) -> bool:
        with self.app.database.read() as connection:
            return balance.equation(connection).balanced

    def _one(self, query: Any) -> Any:
        with self.app.database.read() as connection:
            return connection.scalar(query)
