"""Notices go out through relays that fail at random in every way a relay can, by workers that are killed at random
while they have one. In the end each notice must be sent or refused for good, and nobody may have got a second copy,
except of a notice whose row counts an attempt that nobody heard the end of.

`python -m tests.proofs.relays --notices 2000`
"""

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event, func, select, update

from gateway.app import App
from gateway.mail.delivery import Attempt, Resting
from gateway.mail.outbound import OutboundMail
from gateway.outgoing.relays import LOGIN_REST, Relays, Route
from gateway.outgoing.submit import RelayAddress, SmtpRelay, Tls
from gateway.store.outbox import LEASE
from gateway.store.schema import attempt, notice
from workers import deliver, ingest, succession

from ..workers.reader import give_back
from ..workers.workshop import drop, open_app
from .relays_moody import Moody

THREADS = 6
RATE = 0.12  # of all replies, at first; later rounds are calmer, as days are
ROUNDS = 60
TIMEOUT = 0.15  # seconds; four times as long after the last dot
KILLED = 0.01  # of all attempts end with their worker


class Killed(BaseException):
    """As a worker's end by SIGKILL: nothing of ours catches it, and nothing is written down."""


@dataclass
class Deadly:
    """The relays, and now and then the end of whoever asks them: before the mail went out, or after."""

    relays: Relays
    dice: random.Random
    rate: float = KILLED
    kills: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def submit(self, mail: OutboundMail, raw: bytes) -> Attempt | Resting:
        with self.lock:
            before, after = (self.dice.random() < self.rate / 2 for _ in range(2))
            self.kills += before or after
        if before:
            raise Killed
        answer = self.relays.submit(mail, raw)
        if after:
            raise Killed
        return answer

    def close(self) -> None:
        self.relays.close()


@dataclass
class Result:
    notices: int
    rounds: int
    seconds: float
    kills: int
    met: Counter[str]
    ends: Counter[str]
    attempts: Counter[str]
    copies: int
    seconds_copies: int
    uncertain: int
    wrong: list[str]

    def __str__(self) -> str:
        lines = [
            f"{self.notices} notices in {self.rounds} rounds and {self.seconds:.1f} s; {self.kills} workers killed",
            "ends:     " + _told(self.ends),
            "attempts: " + _told(self.attempts),
            "faults:   " + _told(self.met),
            f"{self.copies} copies were taken, {self.seconds_copies} of them second ones; {self.uncertain} attempts are"
            f" counted as uncertain; {len(self.wrong)} notices are wrong",
        ]
        return "\n".join(lines)


def _told(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counted.items()))


@contextmanager
def moody_relays(dice: random.Random, count: int) -> Iterator[tuple[Moody, ...]]:
    made = tuple(Moody(random.Random(dice.random()), piped=number % 2 == 0) for number in range(count))
    for each in made:
        each.start()
    try:
        yield made
    finally:
        for each in made:
            each.stop()


def prove(folder: Path, notices: int, seed: int, rate: float = RATE) -> Result:
    dice = random.Random(seed)
    with moody_relays(dice, 3) as moods:
        now = [0.0]
        deadly = Deadly(Relays(_routes(moods), lambda: now[0]), random.Random(dice.random()))
        app = _app(folder, deadly)
        try:
            ids = _issue(app, notices)
            nobodies = frozenset(_address(number) for number in range(0, notices, 20))
            started, rounds = time.monotonic(), 0
            while (due := _waiting(app)) and rounds < ROUNDS:
                for moody in moods:
                    moody.rate, moody.nobodies = rate * max(0.0, 1 - rounds / 12), nobodies
                deadly.rate = KILLED if rounds < 12 else 0.0
                _round(app, due)
                now[0] += LOGIN_REST
                rounds += 1
            deadly.close()
            seconds = time.monotonic() - started
            return _judged(app, ids, moods, Result(notices, rounds, seconds, deadly.kills, *_nothing()))
        finally:
            give_back(app)


def _nothing() -> Any:
    return Counter(), Counter(), Counter(), 0, 0, 0, []


def _routes(moods: tuple[Moody, ...]) -> tuple[Route, ...]:
    """The first one has mail of one department only, which is everybody's here."""
    addresses = [
        RelayAddress("127.0.0.1", moody.port, Tls.NONE, timeout=TIMEOUT, name=f"relay{number}")
        for number, moody in enumerate(moods)
    ]
    return tuple(
        Route(each.name, SmtpRelay(each), ("support",) if number == 0 else ()) for number, each in enumerate(addresses)
    )


def _app(folder: Path, relay: Deadly) -> App:
    app = replace(open_app(folder), relay=relay)
    event.listen(app.database.engine, "connect", lambda opened, _: opened.execute("PRAGMA synchronous=OFF"))
    app.database.engine.dispose()
    return app


def _address(number: int) -> str:
    return f"person{number}@customer.example"


def _issue(app: App, count: int) -> list[int]:
    """Copies of one acknowledgement, each to somebody else. Every second one is in our hands from the start."""
    first = ingest.run(app, drop(app))[0]

    def write(connection: Any) -> list[int]:
        row = dict(connection.execute(select(notice).where(notice.c.id == first)).mappings().one())
        connection.execute(update(notice).values(state="cancelled"))
        del row["id"]
        now = datetime.now(UTC)
        held = {"holder": app.holder.name, "attempts": 1, "due": now + LEASE}
        free = {"holder": "", "attempts": 0, "due": now}
        for number in range(count):
            own = {"recipient": _address(number), "message_id": f"{number}.proof@in.example.org", "once": f"x{number}"}
            connection.execute(notice.insert().values(row | own | (held if number % 2 else free)))
        return list(connection.scalars(select(notice.c.id).where(notice.c.state == "waiting").order_by(notice.c.id)))

    return app.database.write(write)


def _waiting(app: App) -> list[int]:
    with app.database.read() as connection:
        return list(connection.scalars(select(notice.c.id).where(notice.c.state == "waiting").order_by(notice.c.id)))


def _round(app: App, due: list[int]) -> None:
    """Each is tried once; whoever was killed is succeeded; then it is as late as it must be for the next try."""

    def one(id: int) -> None:
        with suppress(Killed):
            deliver.run(app, id)

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(one, due))
    succession.succeed(app)
    late = update(notice).where(notice.c.state == "waiting", notice.c.holder == "").values(due=datetime.now(UTC))
    app.database.write(lambda connection: connection.execute(late))


def _judged(app: App, ids: list[int], moods: tuple[Moody, ...], result: Result) -> Result:
    taken: Counter[tuple[str, str]] = sum((moody.taken for moody in moods), Counter())
    with app.database.read() as connection:
        rows = connection.execute(select(notice).where(notice.c.id >= ids[0])).all()  # agents hear of what is refused
        counted = Counter(connection.scalars(select(attempt.c.notice)))
        ways = connection.execute(select(attempt.c.delivery, func.count()).group_by(attempt.c.delivery)).all()
    copies = {row.id: taken.pop((row.message_id, row.recipient), 0) for row in rows}
    wrong = [sentence for row in rows for sentence in faults(row, copies[row.id], counted[row.id])]
    wrong += [f"{message_id} went to {recipient}" for message_id, recipient in taken]
    return replace(
        result,
        met=sum((moody.met for moody in moods), Counter()),
        ends=Counter(row.state for row in rows if row.id in ids),
        attempts=Counter({row.delivery: row[1] for row in ways}),
        copies=sum(copies.values()),
        seconds_copies=sum(max(0, each - 1) for each in copies.values()),
        uncertain=sum(row.uncertain for row in rows),
        wrong=wrong,
    )


def faults(row: Any, copies: int, attempts: int) -> Iterator[str]:
    """What is wrong with the end of one notice, of which so many copies were taken."""
    told = f"notice {row.id}, {row.state}, uncertain {row.uncertain}, copies {copies}, attempts {attempts}"
    if row.state not in ("sent", "bounced"):
        yield f"{told}: it has no end"
    if copies > row.uncertain + (row.state == "sent"):
        yield f"{told}: somebody got it too often"
    if row.state == "sent" and not copies:
        yield f"{told}: nobody got it"
    if row.attempts != attempts:
        yield f"{told}: {row.attempts} attempts are counted"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--notices", type=int, default=2000)
    options.add_argument("--seed", type=int, default=int(time.time()))
    chosen = options.parse_args()
    print(f"seed {chosen.seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        result = prove(Path(folder), chosen.notices, chosen.seed)
    print(result)
    for line in result.wrong[:20]:
        print(line)
    sys.exit(1 if result.wrong else 0)


if __name__ == "__main__":
    main()
