"""An agent answers while many automatic mails wait at a slow relay: the answer goes out before them.

`python -m tests.proofs.lanes --notices 2000`, on the local broker, RabbitMQ and Redis. The real workers in this
process, a relay that takes 30 ms for a mail, and a copy of one acknowledgement for each notice that waits.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.utils import parseaddr
from pathlib import Path

from sqlalchemy import insert, select

from gateway.app import App
from gateway.config import demo
from gateway.mail.delivery import Attempt, Delivery
from gateway.mail.inbound import Envelope, Source
from gateway.mail.outbound import OutboundMail
from gateway.store.due import Share
from gateway.store.hands import heads
from gateway.store.schema import notice
from workers import call, declare, deliver, ingest, roles
from workers.shared_broker import remote_broker

from .. import services
from ..store.spooling import id_of
from ..workers.reader import borrowing, give_back
from ..workers.workshop import drop, letter, until

SLOWLY = 0.03  # seconds that the relay takes for a mail
THREADS = 2
WORDS = "Please unplug the printer."
TOM = "tom@example.org"
PATIENCE = 60.0
BROKERS = {"local": None, "rabbitmq": services.rabbitmq, "redis": services.redis_database}


@dataclass
class SlowRelay:
    """Remembers how many mails it took before the answer, and when that came."""

    pause: float = 0.0
    taken: list[bytes] = field(default_factory=list)
    answered: float = 0.0
    before: int = 0

    def submit(self, mail: OutboundMail, raw: bytes) -> Attempt:
        time.sleep(self.pause)
        self.taken.append(raw)
        if WORDS.encode() in raw and mail.recipient != TOM:
            self.answered, self.before = time.monotonic(), len(self.taken) - 1
        return Attempt(Delivery.SENT, "250 2.0.0 Ok")

    def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True)
class Result:
    seconds: float  # from the answer's acceptance until the relay has it
    before: int  # mails that went out before it, of all that waited
    notices: int

    def __str__(self) -> str:
        return f"the answer went out after {self.seconds:.2f} s, as number {self.before + 1} of {self.notices}"


def run(folder: Path, broker: str, notices: int) -> Result:
    with _opened(folder, broker) as (app, relay):
        answer = _talk(app, relay)
        _pile_up(app, notices)
        relay.pause, began_with = SLOWLY, len(relay.taken)
        with _working(app) as wake:
            until(lambda: len(relay.taken) - began_with > 2 * THREADS, PATIENCE)
            began = time.monotonic()
            wake(id_of(app.accept(*answer)))
            until(lambda: relay.answered, PATIENCE)
            relay.pause = 0.0
        return Result(relay.answered - began, relay.before - began_with, notices)


@contextmanager
def _opened(folder: Path, broker: str) -> Iterator[tuple[App, SlowRelay]]:
    with ExitStack() as stack:
        begin = BROKERS[broker]
        url = stack.enter_context(begin()) if begin else ""
        config, relay = demo(str(folder / "state")), SlowRelay()
        tables = {
            "broker": config.broker.model_copy(update={"url": url}),
            "work": config.work.model_copy(update={"threads": THREADS}),
        }
        app = borrowing(replace(App.open(config.model_copy(update=tables)), relay=relay))
        stack.callback(give_back, app)
        yield app, relay


def _talk(app: App, relay: SlowRelay) -> tuple[Envelope, bytes]:
    """A customer's mail, told to its agent; how the agent answers it."""
    for id in ingest.run(app, drop(app)):
        deliver.run(app, id)
    (told,) = [mail for mail in map(message_from_bytes, relay.taken) if TOM in str(mail["To"])]
    address = parseaddr(str(told["Reply-To"]))[1]
    raw = letter(TOM, f"Re: {told['Subject']}", WORDS, To=address, In_Reply_To=str(told["Message-ID"]))
    return Envelope(TOM, (address,), Source.SMTP), raw


def _pile_up(app: App, count: int) -> None:
    """So many more of the acknowledgement, none of which anybody has tried."""
    with app.database.read() as connection:
        first = dict(connection.execute(select(notice).where(notice.c.kind == "received")).mappings().one())
    now = app.clock.now()
    fresh = {"state": "waiting", "attempts": 0, "holder": "", "due": now, "created": now, "finished": None}
    rows = [
        {**first, **fresh, "id": 100_000 + n, "once": f"copy {n}", "message_id": f"copy.{n}@example.org"}
        for n in range(count)
    ]
    app.database.write(lambda connection: connection.execute(insert(notice), rows))


class _Wake:
    """Tells the workers of a mail."""

    def __init__(self, app: App, bell: int) -> None:
        url = app.config.broker.url
        self._remote = roles.remote_wake(url) if url else None
        self._bell = bell

    def __call__(self, id: int) -> None:
        self._remote([id], []) if self._remote else os.write(self._bell, b"x")


@contextmanager
def _working(app: App) -> Iterator[_Wake]:
    ours, theirs = os.pipe()
    os.set_blocking(ours, False)
    url = app.config.broker.url
    if url:
        broker = declare(app, remote_broker(url))
        call(broker, "deliver_notice", heads(_waiting(app)))
        broker.close()
    working = roles.start_remote(app, url) if url else roles.start_local(app, Share(), ours)
    try:
        yield _Wake(app, theirs)
    finally:
        working.stop()
        os.close(theirs)
        os.close(ours)


def _waiting(app: App) -> tuple[int, ...]:
    with app.database.read() as connection:
        return tuple(connection.scalars(select(notice.c.id).where(notice.c.state == "waiting")))


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--notices", type=int, default=2000)
    options.add_argument("--broker", nargs="*", choices=BROKERS, default=list(BROKERS))
    options.add_argument("--within", type=float, default=2.0, help="seconds that the answer may take")
    chosen = options.parse_args()
    late = False
    for broker in chosen.broker:
        with tempfile.TemporaryDirectory() as folder:
            result = run(Path(folder), broker, chosen.notices)
        print(f"{broker}: {result}", flush=True)
        late |= result.seconds > chosen.within
    return int(late)


if __name__ == "__main__":
    sys.exit(main())
