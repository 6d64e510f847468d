"""A whole Postroom in one process and one thread: `take` brings a mail in, works it off and sends all that follows.

The border server is `border.example.org`. Ali asks, Reza is a colleague of his, Eve attacks, Tom and Sara are agents.
"""

import email
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP, default
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from sqlalchemy import select, text

from gateway.app import App
from gateway.config import demo
from gateway.config.guards import Brakes
from gateway.config.hours import Repeats
from gateway.intake.reading import Question, Reader
from gateway.mail.delivery import Attempt, Delivery
from gateway.mail.inbound import Envelope, InboundMail, Source
from gateway.mail.outbound import OutboundMail
from gateway.mail.parse import parse
from gateway.store import tickets
from gateway.store.schema import article, journal, mail, notice
from gateway.tickets.ticket import Ticket
from workers import deliver, ingest

from .. import canary
from ..store import emptied
from ..store.spooling import id_of

ALI, REZA = "ali@customer.example", "reza@customer.example"
EVE = "eve@evil.example"
TOM, SARA = "tom@example.org", "sara@example.org"
DESK = "support@example.org"
STAFF = frozenset({TOM, SARA})

PASS, FAIL, NONE = "pass", "fail", ""


@dataclass(frozen=True)
class Out:
    """One mail that left."""

    recipient: str
    raw: bytes

    @cached_property
    def mail(self) -> EmailMessage:
        return read(self.raw)

    @cached_property
    def text(self) -> str:
        return self._part("plain")

    @cached_property
    def html(self) -> str:
        return self._part("html")

    @property
    def subject(self) -> str:
        return str(self.mail["subject"])

    @cached_property
    def home(self) -> str:
        """Where an answer goes."""
        return str(self.mail["reply-to"] or self.mail["from"]).rpartition("<")[2].rstrip(">")

    def _part(self, kind: str) -> str:
        part = self.mail.get_body((kind,))
        assert part is not None
        content: str = part.get_content()
        return content.replace("\r\n", "\n")


def read(raw: bytes) -> EmailMessage:
    parsed = email.message_from_bytes(raw, policy=default)
    assert isinstance(parsed, EmailMessage)
    return parsed


@dataclass
class Outbox:
    """The relay's part."""

    sent: list[Out] = field(default_factory=list)

    def submit(self, mail: OutboundMail, raw: bytes) -> Attempt:
        canary.left(mail.recipient, raw)
        self.sent.append(Out(mail.recipient, raw))
        return Attempt(Delivery.SENT, "250 2.0.0 Ok")

    def close(self) -> None:
        """Nothing is open."""


class _Reader:
    """Reads in this process; that hostile mail is read in a child is another test's matter."""

    def read(self, raw: bytes, envelope: Envelope) -> InboundMail:
        return parse(raw, envelope)

    read_patiently = read

    def read_some(self, mails: Sequence[Question], seconds: float) -> list[InboundMail]:
        return [self.read(raw, envelope) for raw, envelope in mails]

    def close(self) -> None:
        """Nothing is open."""


class House:
    def __init__(self, app: App, outbox: Outbox) -> None:
        self.app, self.outbox = app, outbox
        self._count = 0

    # --- mail comes in ------------------------------------------------------------------------------------------------

    def take(self, raw: bytes, *recipients: str, sender: str = EVE) -> int:
        """The id of the mail, after it and all that follows from it was worked off."""
        envelope = Envelope(sender, recipients or (DESK,), Source.SMTP)
        id = id_of(self.app.accept(envelope, raw))
        for waiting in ingest.run(self.app, id):
            deliver.run(self.app, waiting)
        return id

    def letter(
        self, sender: str, body: str = "Help me.", subject: str = "Printer broken", proof: str = PASS, **fields: str
    ) -> EmailMessage:
        """A mail as the border server hands it on; `proof` is its word about DMARC. "To" and the like may be given."""
        self._count += 1
        built = EmailMessage(policy=SMTP)
        domain = sender.rpartition("@")[2].rstrip(">")
        if proof:
            built["Authentication-Results"] = f"border.example.org; dmarc={proof} header.from={domain}"
        known = {"From": sender, "To": DESK, "Subject": subject, "Message-ID": f"<{self._count}@client.example>"}
        for name, value in {**known, **{name.replace("_", "-"): value for name, value in fields.items()}}.items():
            if value:
                built[name] = value
        built.set_content(body)
        return built

    def write(
        self, sender: str, body: str = "Help me.", subject: str = "Printer broken", to: str = DESK, **fields: str
    ) -> int:
        return self.take(bytes(self.letter(sender, body, subject, To=to, **fields)), to)

    def answer(self, out: Out, sender: str, body: str, proof: str = PASS, **fields: str) -> int:
        """An answer by the button, without a quote."""
        subject = out.subject if out.subject.lower().startswith("re:") else f"Re: {out.subject}"
        ids = {"In_Reply_To": str(out.mail["message-id"]), "References": str(out.mail["message-id"])}
        return self.write(sender, body, subject, out.home, **(ids | {"proof": proof} | fields))

    # --- what came of it ----------------------------------------------------------------------------------------------

    def to(self, address: str) -> list[Out]:
        return [out for out in self.outbox.sent if out.recipient == address]

    @property
    def sent(self) -> list[Out]:
        return self.outbox.sent

    def all(self, query: Any) -> list[Any]:
        with self.app.database.read() as connection:
            return list(connection.execute(query))

    def outcome(self, id: int) -> str:
        return str(self.all(select(mail.c.outcome).where(mail.c.id == id))[0][0])

    def reason(self, id: int) -> str:
        return str(self.all(select(mail.c.reason).where(mail.c.id == id))[0][0])

    def number(self, id: int) -> int:
        return int(self.all(select(mail.c.ticket).where(mail.c.id == id))[0][0] or 0)

    def ticket(self, number: int) -> Ticket:
        with self.app.database.read() as connection:
            return tickets.load(connection, [number])[number]

    def articles(self, number: int) -> list[Any]:
        return self.all(select(article).where(article.c.ticket == number).order_by(article.c.id))

    def changes(self, number: int) -> list[str]:
        return [row[0] for row in self.all(select(journal.c.change).where(journal.c.ticket == number))]

    def notices(self) -> list[Any]:
        return self.all(select(notice).order_by(notice.c.id))

    @property
    def mails(self) -> int:
        return len(self.all(select(mail.c.id)))

    def tables(self) -> dict[str, int]:
        """How many rows there are of everything that mail can move, for a look whether anything moved."""
        names = ("ticket", "participant", "article", "journal", "notice", "attempt", "confirmation")
        return {name: int(self.all(text(f"SELECT count(*) FROM {name}"))[0][0]) for name in names}


def token(out: Out) -> str:
    """The subject token of a mail of ours."""
    start = out.subject.index("[#")
    return out.subject[start : out.subject.index("]", start) + 1]


def number_in(out: Out) -> int:
    return int(token(out)[2:].partition("-")[0])


LOOSE = Brakes(hour=10**6, day=10**6, ticket=10**6, ticket_hour=10**6, echoes=10**6, domain=10**6, everyone=10**6)


@contextmanager
def opened(folder: Path, agents: str = "aligned", requesters: str = "aligned") -> Iterator[House]:
    """A house that stands in this folder, without brakes: those have their own tests. Here the same words come often,
    each time for another reason: every mail is a ticket of its own.
    """
    config = demo(str(folder / "state"))
    trust = {"authserv_id": "border.example.org", "agents": agents, "requesters": requesters}
    config = config.model_copy(
        update={"trust": config.trust.model_copy(update=trust), "brakes": LOOSE, "repeats": Repeats(within_days=0)}
    )
    outbox = Outbox()
    emptied.lay(config.state / "postroom.db")
    app = App.open(config)
    app.reader.close()
    app = replace(app, relay=outbox, reader=cast(Reader, _Reader()))
    try:
        yield House(app, outbox)
    finally:
        app.close()


def moment(**ahead: float) -> datetime:
    return datetime.now(UTC) + timedelta(**ahead)
