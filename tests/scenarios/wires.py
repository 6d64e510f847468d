"""Mail systems that face each other: real Postrooms, machines that answer everything, and a wire between them that may
take off whatever would tell a machine. Everything is real SMTP.
"""

import asyncio
import smtplib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import Select, func, select

from gateway.store import schema
from gateway.store.database import Database

from .. import canary
from .office import Caught, Office, Sink, free_port, wait_until

CONFIG = """
[site]
state = "{state}"
[listener]
port = {port}
hostname = "{name}.example"
[relay]
host = "127.0.0.1"
port = {relay}
tls = "none"
[reply]
domain = "in.{name}.example"
[trust]
agents = "bearer"
[work]
processes = 1
[[agent]]
name = "lead"
address = "lead@people.example"
[[department]]
name = "desk"
label = "Desk"
addresses = ["{name}@{name}.example"]
agents = ["lead"]
lead = "lead"
"""

TELLING = ("Auto-Submitted", "Precedence", "X-Auto-Response-Suppress", "References", "In-Reply-To", "Reply-To")
CALM = 60.0  # seconds within which everything must have come to rest
LEAD = "lead@people.example"

MAILS_WAIT = select(func.count()).where(schema.mail.c.outcome == "waiting")
NOTICES_WAIT = select(func.count()).where(schema.notice.c.state == "waiting")
ALERTS = select(func.group_concat(schema.notice.c.message_id, " ")).where(schema.notice.c.kind == "alert")

Home = Callable[[Caught], None]
Change = Callable[["Message[str, str]", str], None]


class Gateway(Office):
    """A Postroom for `name@name.example`, whose mail goes out over the wire."""

    def __init__(self, folder: Path, name: str, wire: "Wire") -> None:
        folder.mkdir()
        canary.agents(LEAD)
        self.folder = folder
        self.sink = wire
        self.address = f"{name}@{name}.example"
        self.config = folder / "config.toml"
        places = {"state": folder / "state", "relay": wire.port, "port": free_port(), "name": name}
        self.config.write_text(CONFIG.format(**places), encoding="utf-8")
        self.port = 0
        self.process = None
        self._count = 0
        wire.homes |= {f"{name}.example": self.take, f"in.{name}.example": self.take}

    def take(self, caught: Caught) -> None:
        hand_over(self.port, caught.sender, caught.recipient, caught.raw)

    def close(self) -> None:
        self.stop()

    def look(self, *queries: Select[Any]) -> list[Any]:
        """The first value of each. A command of ours takes a second to start, this does not."""
        database = Database(f"sqlite:///{self.folder / 'state' / 'postroom.db'}")
        try:
            with database.read() as connection:
                return [connection.scalar(query) for query in queries]
        finally:
            database.close()

    def count(self, outcome: str) -> int:
        """Mails with this outcome."""
        return int(self.look(select(func.count()).where(schema.mail.c.outcome == outcome))[0])

    def at_rest(self) -> bool:
        return self.look(MAILS_WAIT, NOTICES_WAIT) == [0, 0]


@dataclass
class Wire(Sink):
    """Takes mail as a relay does and carries it to where its recipient lives. `changes` happen to each mail on its way;
    `crossed` are the mails that were carried, which those to people are not.
    """

    homes: dict[str, Home] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    crossed: list[Caught] = field(default_factory=list)
    broken: list[BaseException] = field(default_factory=list)
    on_its_way: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        content = envelope.content
        assert isinstance(content, bytes)
        for recipient in envelope.rcpt_tos:
            home = self.homes.get(recipient.rpartition("@")[2].lower())
            if home is not None:
                mail = self._changed(Caught(envelope.mail_from or "", recipient, content))
                with self.lock:
                    self.crossed.append(mail)
                    self.on_its_way += 1
                asyncio.get_running_loop().run_in_executor(None, self._carry, home, mail)
        return answer

    def send(self, sender: str, recipient: str, mail: "Message[str, str]") -> None:
        hand_over(self.port, sender, recipient, mail.as_bytes())

    def _changed(self, caught: Caught) -> Caught:
        if not self.changes:
            return caught
        mail = message_from_bytes(caught.raw)
        for change in self.changes:
            change(mail, caught.recipient)
        return Caught(f"wire{len(self.crossed)}@hop.example", caught.recipient, mail.as_bytes())

    def _carry(self, home: Home, mail: Caught) -> None:
        try:
            home(mail)
        except (OSError, smtplib.SMTPException) as error:
            self.broken.append(error)
        finally:
            with self.lock:
                self.on_its_way -= 1

    def rest(self, *gateways: Gateway) -> float:
        """Waits until nothing moves any more; returns the seconds that it took until the last mail crossed."""
        began = last = time.monotonic()
        seen = -1

        def calm() -> bool:
            nonlocal seen, last
            before = len(self.crossed)
            if before != seen:
                seen, last = before, time.monotonic()
            still = not self.on_its_way and all(gateway.at_rest() for gateway in gateways)
            return still and len(self.crossed) == before and not self.on_its_way

        wait_until(calm, CALM, self._tale)
        assert not self.broken, self.broken
        return last - began

    def _tale(self) -> str:
        return f"still moving after {len(self.crossed)} mails: {[each.recipient for each in self.crossed[-20:]]}"


def hand_over(port: int, sender: str, recipient: str, raw: bytes) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
        client.sendmail(sender, [recipient], b"\r\n".join(raw.splitlines()) + b"\r\n")


# --- what a wire does to mail -----------------------------------------------------------------------------------------


def stripped(mail: "Message[str, str]", recipient: str) -> None:
    """Takes off all by which machines are told and threads are kept; subject and Message-ID are new on every hop."""
    for name in [name for name in mail if name in TELLING or name.lower().startswith("list-")]:
        del mail[name]
    number = time.monotonic_ns()
    for name, value in (("Subject", f"Hop {number}"), ("Message-ID", f"<{number}@hop.example>")):
        del mail[name]
        mail[name] = value


def seeming_from(next_of: dict[str, str]) -> Change:
    """Who gets a mail thinks that the next one of the ring wrote it."""

    def change(mail: "Message[str, str]", recipient: str) -> None:
        for name, value in (("From", next_of[recipient]), ("To", recipient)):
            del mail[name]
            mail[name] = value

    return change


# --- machines ---------------------------------------------------------------------------------------------------------


@dataclass
class Responder:
    """Answers everything that comes, as the worst of them do; `address` says from where, for each answer anew."""

    wire: Wire
    address: Callable[[], str]
    text: str = "I am out of the office until Monday and will read your mail then. Somebody else may be able to help."
    answered: int = 0

    def take(self, caught: Caught) -> None:
        self.answered += 1
        asked, mine = message_from_bytes(caught.raw), self.address()
        answer = EmailMessage()
        answer["From"], answer["To"] = mine, parseaddr(str(asked["From"]))[1]
        answer["Subject"], answer["Message-ID"] = "Away", f"<{time.monotonic_ns()}@away.example>"
        answer.set_content(self.text)
        self.wire.send(mine, answer["To"], answer)


@dataclass
class List:
    """Sends what comes on to its members, as mail of its own and without a word of what it is. Where it `addresses`
    them, each finds its own address in To, else the list's.
    """

    wire: Wire
    address: str
    members: tuple[str, ...]
    addresses: bool = True

    def take(self, caught: Caught) -> None:
        for member in self.members:
            post = message_from_bytes(caught.raw)
            del post["From"]
            post["From"] = self.address
            if self.addresses:
                del post["To"]
                post["To"] = member
            self.wire.send(self.address, member, post)


def first_mail(sender: str, recipient: str) -> EmailMessage:
    """What a loop begins with."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, recipient, "The first of all"
    mail["Message-ID"] = f"<{time.monotonic_ns()}@begin.example>"
    mail.set_content("Is anybody there?")
    return mail


def alerts(*gateways: Gateway) -> list[Caught]:
    """The mails that told somebody of a brake."""
    ids = {id for gateway in gateways for id in (gateway.look(ALERTS)[0] or "").split()}
    found = [each for each in gateways[0].sink.to(LEAD) if str(each.mail["Message-ID"]).strip("<>") in ids]
    assert len(found) == len(ids), "each is sent once"
    return found
