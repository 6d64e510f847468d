"""An `App` of one process on a temporary SQLite file, with a relay that says what a test wants it to say."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dramatiq
from dramatiq import Worker
from sqlalchemy import select, update

from gateway.app import App
from gateway.config import Config, demo
from gateway.intake.reading import Reader, ReadLimits
from gateway.mail.delivery import Attempt, Delivery
from gateway.mail.inbound import Envelope, Source
from gateway.mail.outbound import OutboundMail
from gateway.store.schema import mail, notice

from ..store import emptied
from ..store.sorting import ALI, letter
from ..store.spooling import id_of
from .reader import borrowing

SENT = Attempt(Delivery.SENT, "250 2.0.0 Ok")
LIMITS = ReadLimits(cpu=1, wall=3)


@dataclass
class ScriptedRelay:
    """Answers with `script`, one after the other, then with SENT; remembers what it was given."""

    script: list[Attempt | Exception] = field(default_factory=list)
    got: list[bytes] = field(default_factory=list)

    def submit(self, mail: OutboundMail, raw: bytes) -> Attempt:
        self.got.append(raw)
        answer = self.script.pop(0) if self.script else SENT
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        """Nothing is open."""


def open_app(folder: Path, relay: ScriptedRelay | None = None, url: str = "") -> App:
    config = demo(str(folder / "state"))
    if url:
        config = config.model_copy(update={"database": config.database.model_copy(update={"url": url})})
    else:
        emptied.lay(folder / "state" / "postroom.db")
    return borrowing(replace(App.open(config), relay=relay or ScriptedRelay()))


def on_a_shared_broker(app: App) -> App:
    """The same, but what it issues is anybody's."""
    broker = app.config.broker.model_copy(update={"url": "redis://127.0.0.1:9"})
    return replace(app, config=app.config.model_copy(update={"broker": broker}))


def with_poison(app: App) -> App:
    """The same, but its reading child does what a mail's subject says."""
    app.reader.close()
    return replace(app, reader=Reader(2, LIMITS, "tests.intake.poisonous"))


def drop(app: App, raw: bytes = b"", sender: str = ALI) -> int:
    """A mail into the spool; its id."""
    envelope = Envelope(sender, ("support@example.org",), Source.SMTP)
    return id_of(app.accept(envelope, raw or letter(sender)))


def row(app: App, id: int) -> Any:
    with app.database.read() as connection:
        return connection.execute(select(mail).where(mail.c.id == id)).one()


def notice_row(app: App, id: int) -> Any:
    with app.database.read() as connection:
        return connection.execute(select(notice).where(notice.c.id == id)).one()


def make_due(app: App) -> None:
    """What waits for a later try is due now."""
    now = datetime.now(UTC)
    app.database.write(lambda c: c.execute(update(mail).where(mail.c.outcome == "waiting").values(due=now)))
    app.database.write(lambda c: c.execute(update(notice).where(notice.c.state == "waiting").values(due=now)))


def start(broker: dramatiq.Broker, threads: int = 4) -> Worker:
    broker.emit_after("process_boot")
    worker = Worker(broker, worker_threads=threads, worker_timeout=20)
    worker.start()
    return worker


def until(happened: Callable[[], object], patience: float = 20) -> None:
    ends = time.monotonic() + patience
    while not happened():
        assert time.monotonic() < ends, "it did not happen in time"
        time.sleep(0.01)


__all__ = ["SENT", "Config", "ScriptedRelay", "drop", "letter", "open_app", "start", "until", "with_poison"]
