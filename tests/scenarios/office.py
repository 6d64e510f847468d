"""A whole Postroom in a folder of its own: the real processes, and a real SMTP server that gets the outgoing mail."""

import asyncio
import email
import json
import os
import signal
import smtplib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from .. import canary
from .starter import STARTER, Started
from .typist import TYPIST, Command, Ended

PATIENCE = 30.0

CONFIG = """
[site]
name = {{ en = "Example Organisation", fa = "سازمان نمونه" }}
state = "{state}"
[listener]
port = {port}
connections_per_address = 500
[mornings]
digest = ""
weekly = ""
[repeats]
within_days = 0
[relay]
host = "127.0.0.1"
port = {relay}
tls = "none"
[trust]
agents = "bearer"
authserv_id = "border.example.org"
{extra}
[[agent]]
name = "tom"
address = "tom@example.org"
shown = "Tom Baker"
[[agent]]
name = "sara"
address = "sara@example.org"
shown = "سارا احمدی"
language = "fa"
[[department]]
name = "support"
label = {{ en = "Support", fa = "پشتیبانی" }}
addresses = ["support@example.org"]
agents = ["tom"]
[[department]]
name = "poshtibani"
label = {{ en = "Persian Support", fa = "پشتیبانی فارسی" }}
addresses = ["poshtibani@example.org"]
agents = ["sara"]
language = "fa"
"""

# Most stories send much mail from one domain that nothing proves; those about brakes have the limits of the house.
LOOSE = """
[brakes]
echoes = 1_000_000
domain = 1_000_000
everyone = 1_000_000
"""


@dataclass
class Caught:
    """One mail that the sink got."""

    sender: str
    recipient: str
    raw: bytes

    @property
    def mail(self) -> EmailMessage:
        parsed = email.message_from_bytes(self.raw, policy=default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    @property
    def text(self) -> str:
        part = self.mail.get_body(("plain",))
        assert part is not None
        content: str = part.get_content()
        return content

    @property
    def subject(self) -> str:
        return str(self.mail["subject"])


@dataclass
class Sink:
    """The relay's part: takes every mail, remembers it."""

    port: int = 0
    caught: list[Caught] = field(default_factory=list)
    open: set[asyncio.BaseTransport] = field(default_factory=set)
    says: Callable[[str], str] = lambda recipient: "250 2.0.0 Ok"  # to a mail for somebody, once it is here

    def start(self) -> None:
        started = threading.Event()
        self._loop = asyncio.new_event_loop()

        def run() -> None:
            asyncio.set_event_loop(self._loop)
            server = self._loop.run_until_complete(
                self._loop.create_server(
                    lambda: _Session(self, loop=self._loop, hostname="sink", data_size_limit=50_000_000),
                    "127.0.0.1",
                    self.port,
                )
            )
            self.port = server.sockets[0].getsockname()[1]
            started.set()
            self._loop.run_forever()
            server.close()
            for transport in list(self.open):
                transport.close()
            self._loop.run_until_complete(asyncio.sleep(0.05))
            self._loop.close()

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()
        started.wait(10)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        for rcpt in envelope.rcpt_tos:
            self.take(Caught(envelope.mail_from or "", rcpt, content))
        return self.says(envelope.rcpt_tos[0])

    def take(self, caught: Caught) -> None:
        canary.left(caught.recipient, caught.raw)
        self.caught.append(caught)

    def to(self, address: str) -> list[Caught]:
        return [each for each in self.caught if each.recipient == address]


class _Session(SMTP):
    """Remembers its connection, so that a stopping sink can close it."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.event_handler.open.add(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.open.discard(self.transport)
        super().connection_lost(error)


class Office:
    """`start()` brings everything up; `write()` sends a mail in; `expect()` waits for mail that comes out."""

    def __init__(self, folder: Path, extra: str = "", brakes: str = LOOSE) -> None:
        self.folder = folder
        self.sink = Sink()
        self.sink.start()
        self.config = folder / "config.toml"
        places = {"state": folder / "state", "relay": self.sink.port, "port": free_port(), "extra": extra + brakes}
        self.config.write_text(CONFIG.format(**places), encoding="utf-8")
        self.port = 0
        self.process: subprocess.Popen[str] | Started | None = None
        self.program = "gateway"  # a module; drills start one that has a planted fault
        self.environment: dict[str, str] = {}  # in addition to our own
        self._count = 0

    def start(self, *roles: str) -> None:
        command = [sys.executable, "-m", self.program, *(roles or ("up",)), "--config", str(self.config)]
        log = (self.folder / "log").open("a")
        surroundings = os.environ | self.environment
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True, env=surroundings
        )
        log.close()
        self._await_ready()

    def start_quickly(self, *roles: str) -> None:
        """The same without the second in which Python loads our libraries: for stories about something else."""
        self.process = STARTER.start([*(roles or ("up",)), "--config", str(self.config)], self.folder / "log")
        self._await_ready()

    def _await_ready(self) -> None:
        assert self.process is not None
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line.startswith("ready:"), line + (self.folder / "log").read_text()
        if "smtp " in line:
            self.port = int(line.split("smtp ")[1].split(",")[0].rpartition(":")[2])

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(40)
            assert self.process.stdout is not None
            self.process.stdout.close()
            self.process = None

    def kill(self) -> None:
        """SIGKILL for the whole tree."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)
            assert self.process.stdout is not None
            self.process.stdout.close()
            self.process = None

    def close(self) -> None:
        self.stop()
        self.sink.stop()

    # --- people ---------------------------------------------------------------------------------------------------

    def write(self, sender: str, to: str, subject: str, body: str, **headers: str) -> EmailMessage:
        """Sends a mail as a person's client would. `to` may be a signed address; a header named `_x` is not sent."""
        mail = self.written(sender, to, subject, body, **headers)
        self.send(mail, to)
        return mail

    def written(self, sender: str, to: str, subject: str, body: str, **headers: str) -> EmailMessage:
        """What `write` sends."""
        self._count += 1
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, to, subject
        mail["Message-ID"] = f"<{self._count}.{time.time_ns()}@client.example>"
        for name, value in headers.items():
            mail[name.replace("_", "-")] = value
        mail.set_content(body)
        return mail

    def send(self, mail: EmailMessage, to: str) -> None:
        address = parseaddr(str(mail["From"]))[1]
        with smtplib.SMTP("127.0.0.1", self.port, timeout=20) as client:
            client.send_message(mail, address, [to])

    def hand_in(self, raw: bytes, sender: str, to: str) -> None:
        """Sends a mail whose bytes are made elsewhere."""
        with smtplib.SMTP("127.0.0.1", self.port, timeout=20) as client:
            client.sendmail(sender, [to], raw)

    def answer(self, caught: Caught, sender: str, body: str, **headers: str) -> EmailMessage:
        """Answers a mail from its recipient's own client: Reply-To, Re:, In-Reply-To, the quote below."""
        mail = self.answered(caught, sender, body, **headers)
        self.send(mail, str(mail["To"]))
        return mail

    def answered(self, caught: Caught, sender: str, body: str, **headers: str) -> EmailMessage:
        """What `answer` sends."""
        old = caught.mail
        to = parseaddr(str(old["reply-to"] or old["from"]))[1]
        subject = caught.subject if caught.subject.lower().startswith("re:") else f"Re: {caught.subject}"
        quoted = "\n".join(f"> {line}" for line in caught.text.splitlines())
        text = f"{body}\n\nOn Sat, 21 Nov 2026 at 10:00, Somebody <support@example.org> wrote:\n{quoted}\n"
        ids = {"In_Reply_To": str(old["message-id"]), "References": str(old["message-id"])}
        return self.written(sender, to, subject, text, **(ids | headers))

    # --- looking --------------------------------------------------------------------------------------------------

    def expect(self, address: str, count: int, patience: float = PATIENCE) -> list[Caught]:
        """Waits until `count` mails went to this address; returns them, oldest first."""
        wait_until(lambda: len(self.sink.to(address)) >= count, patience, lambda: self._story(address, count))
        return self.sink.to(address)

    def command(self, *words: str, days: float = 0) -> Ended:
        """Runs a command of ours, `days` later than now."""
        return TYPIST.type(Command((*words, "--config", str(self.config)), days))

    def rows(self, *words: str) -> list[dict[str, Any]]:
        done = self.command(*words, "--json")
        assert done.returncode in (0, 1), done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def ticket(self, number: int) -> dict[str, Any]:
        return self.rows("ticket", str(number))[0]

    def settled(self, patience: float = PATIENCE) -> dict[str, Any]:
        """Waits until no mail is waiting; returns the ledger."""
        found: dict[str, Any] = {}

        def still() -> bool:
            found.update(self.rows("ledger")[0])
            return bool(found["waiting"] == found["parked"])

        wait_until(still, patience, lambda: f"still waiting: {found}\n{self.log}")
        return found

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()

    def _story(self, address: str, count: int) -> str:
        came = [f"{each.recipient}: {each.subject}" for each in self.sink.caught]
        return f"{len(self.sink.to(address))} of {count} mails to {address}; in all: {came}\n{self.log[-3000:]}"


PORTS = range(12_000, 32_000, 5)  # none is taken for a connection; the next ones are for who needs some in a row
_WORKERS = 8  # of the tests at most, each with ports of its own: one may be chosen long before it is listened at
_share = len(PORTS) // _WORKERS
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % _WORKERS
_chosen = islice(cycle(PORTS[_worker * _share : (_worker + 1) * _share]), os.getpid() % _share, None)


def free_port() -> int:
    """A port that stays ours through restarts of the listener."""
    for port in islice(_chosen, _share):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no port is free")


def wait_until(happened: Any, patience: float, story: Any) -> None:
    ends = time.monotonic() + patience
    while not happened():
        if time.monotonic() > ends:
            raise AssertionError(story())
        time.sleep(0.02)
