"""The database is frozen, restarted, killed, full of connections or locked while people write (T-DB-1 to 3). An amount
is so many seconds of it. Who writes meanwhile is asked to come back, soon; all is well soon after.
"""

import asyncio
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import psycopg
from sqlalchemy import select

from gateway.store.database import Database
from gateway.store.schema import mail

from ..proofs.kill import database_of
from ..scenarios.office import Office, wait_until
from .drill import Counts, Drill, Found, Round, Size, measured
from .offices import PLANTED, children
from .people import CUT, Letter, hand_in, judged
from .servers import Cluster, Held, cluster, postgresql_missing

WRITERS = 4
PACE = 0.15  # seconds between two mails of a writer, on average
ANSWERED_WITHIN = 5.0
NORMAL_WITHIN = 10.0
BACKENDS = "SELECT pid, query FROM pg_stat_activity WHERE datname = 'postroom' AND pid <> pg_backend_pid()"

Outage = Callable[[Cluster, float, random.Random], int]  # of so many seconds; returns how many faults that were


def frozen(server: Cluster, seconds: float, dice: random.Random) -> int:
    """Every process of it is stopped: connections are open, and nobody answers."""
    server.freeze()
    try:
        time.sleep(seconds)
    finally:
        server.thaw()
    return 1


def killed(server: Cluster, seconds: float, dice: random.Random) -> int:
    server.kill()
    time.sleep(seconds)
    server.start()
    return 1


def restarted(server: Cluster, seconds: float, dice: random.Random) -> int:
    """In immediate mode, again and again."""
    ends, faults = time.monotonic() + seconds, 0
    while time.monotonic() < ends:
        server.restart()
        faults += 1
        time.sleep(dice.uniform(0.2, 1.5))
    return faults


def cut(server: Cluster, seconds: float, dice: random.Random) -> int:
    """Connections end at random, those first that are about to commit: nobody knows then whether they did."""
    ends, faults = time.monotonic() + seconds, 0
    with server.connect() as admin:
        while time.monotonic() < ends:
            backends = admin.execute(BACKENDS).fetchall()
            committing = [pid for pid, query in backends if str(query).upper().startswith("COMMIT")]
            chosen = committing or ([dice.choice(backends)[0]] if backends and dice.random() < 0.1 else [])
            for pid in chosen:
                admin.execute("SELECT pg_terminate_backend(%s)", (pid,))
            faults += len(chosen)
            time.sleep(dice.uniform(0, 0.02))
    return faults


def crowded(server: Cluster, seconds: float, dice: random.Random) -> int:
    """Somebody else has every connection that there is."""
    held, ends = Held(), time.monotonic() + seconds
    with server.connect() as admin:
        while time.monotonic() < ends:
            held.take_all(server)
            mine = tuple(each.info.backend_pid for each in held.kept)
            for pid, _ in admin.execute(BACKENDS).fetchall():
                if pid not in mine:
                    admin.execute("SELECT pg_terminate_backend(%s)", (pid,))
            time.sleep(0.05)
        held.give_back()
    return 1


def locked(server: Cluster, seconds: float, dice: random.Random) -> int:
    """Somebody has the tables to themselves. To take all of them may end in a deadlock with those who work: then it is
    tried again.
    """
    with server.connect(database="postroom") as other:
        while True:
            with suppress(psycopg.errors.DeadlockDetected), other.transaction():
                other.execute("LOCK TABLE spool, mail, ticket, notice IN ACCESS EXCLUSIVE MODE")
                time.sleep(seconds)
                return 1


@dataclass(frozen=True)
class Answer:
    """What came of one try: when it began and ended, by the monotonic clock."""

    began: float
    ended: float
    words: str


@dataclass
class Crowd:
    """People who write one mail after the other until they are told to stop, each time through any of these ports."""

    ports: tuple[int, ...]
    tag: str
    dice: random.Random
    pace: float = PACE
    patience: float = 20.0  # seconds for one try
    accepted: list[Letter] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    enough: bool = False

    async def run(self) -> None:
        await asyncio.gather(*(self._write(number) for number in range(WRITERS)))

    async def _write(self, writer: int) -> None:
        number = 0
        while not self.enough:
            letter = Letter(f"{self.tag}w{writer}m{number}", self.dice.choice((500, 3_000, 40_000)))
            while not await self._sent(letter):
                await asyncio.sleep(0.2)
            self.accepted.append(letter)
            number += 1
            await asyncio.sleep(self.dice.uniform(0, 2 * self.pace))

    async def _sent(self, letter: Letter) -> bool:
        began = time.monotonic()
        words = CUT
        with suppress(TimeoutError):
            async with asyncio.timeout(self.patience):
                words = await hand_in(self.dice.choice(self.ports), letter)
        self.answers.append(Answer(began, time.monotonic(), words))
        return words.startswith("250")


@dataclass(frozen=True)
class Spell:
    """When the fault was there, how often, and how long it took afterwards until a mail's acknowledgement came."""

    began: float
    ended: float
    faults: int
    normal: float


async def lived_through(office: Office, crowd: Crowd, fault: Callable[[], int]) -> Spell:
    writing = asyncio.create_task(crowd.run())
    await asyncio.sleep(1.5)
    began = time.monotonic()
    faults = await asyncio.to_thread(fault)
    ended = time.monotonic()
    normal = await asyncio.to_thread(_normal_again, office, crowd)
    crowd.enough = True
    await asyncio.wait_for(writing, 60)
    return Spell(began, ended, faults, normal)


def _normal_again(office: Office, crowd: Crowd) -> float:
    """Seconds until a mail that is written from now on is acknowledged."""
    began, known = time.monotonic(), len(crowd.accepted)

    def acknowledged() -> bool:
        came = {each.recipient for each in office.sink.caught}
        return any(letter.sender in came for letter in crowd.accepted[known:])

    wait_until(acknowledged, 6 * NORMAL_WITHIN, lambda: f"not normal again\n{office.log[-2000:]}")
    return time.monotonic() - began


def drilled(office: Office, round: Round, fault: Callable[[], int]) -> Found:
    """One outage in an office that is running, and what came of it."""
    born = children(office)
    crowd = Crowd((office.port,), f"{round.drill.replace('-', '')}{round.number}", round.dice)
    spell = asyncio.run(lived_through(office, crowd, fault))
    found = judged(office, crowd.accepted)
    during = [each for each in crowd.answers if spell.began < each.began < spell.ended]
    refused = [each for each in during if each.words.startswith("4")]
    slowest = max((each.ended - each.began for each in crowd.answers), default=0.0)
    broken = [*_strange(crowd.answers), *burnt(office)]
    broken += [f"an answer took {slowest:.1f} s"] if slowest > ANSWERED_WITHIN else []
    broken += [f"{spell.normal:.1f} s until all was well"] if spell.normal > NORMAL_WITHIN else []
    broken += [] if children(office) == born else ["a process did not survive"]
    figures = (
        measured("slowest answer", slowest, "s"),
        measured("seconds until a new mail is acknowledged", spell.normal, "s"),
        measured("refused meanwhile", len(refused), "answers"),
    )
    return found + Found(Counts(faults=spell.faults), tuple(broken), figures)


def _strange(answers: list[Answer]) -> Iterator[str]:
    odd = Counter(each.words[:60] for each in answers if not each.words.startswith(("250", "451", "421")))
    yield from (f"{count} times answered {words!r}" for words, count in odd.items())


def burnt(office: Office) -> Iterator[str]:
    """Attempts that were counted against a mail which was not at fault."""
    database = Database(database_of(office))
    try:
        with database.read() as connection:
            rows = connection.execute(select(mail.c.id, mail.c.attempts, mail.c.failures, mail.c.parked)).all()
    finally:
        database.close()
    for row in rows:
        if row.failures or row.parked or row.attempts > 1:
            yield f"mail {row.id}: {row.attempts} attempts, {row.failures} failures, parked {row.parked}"


@contextmanager
def housed(folder: Path, tables: str = "", fault: str = "") -> Iterator[Office]:
    """Running, with one work process."""
    office = Office(folder, f"{tables}[work]\nprocesses = 1\n")
    if fault:
        office.program, office.environment = PLANTED, {"PLANTED": fault}
    try:
        office.start()
        yield office
    finally:
        office.close()


def on_postgresql(server: Cluster, folder: Path) -> str:
    """The configuration's tables for this server."""
    key = folder / "reply.key"
    key.write_text("a key that is only used in drills\n")
    return f'[database]\nurl = "{server.url}"\n[reply]\nsecret = {{ file = "{key}" }}\n'


def with_postgresql(outage: Outage, round: Round, fault: str = "") -> Found:
    with cluster() as server, housed(round.folder, on_postgresql(server, round.folder), fault) as office:
        return drilled(office, round, lambda: outage(server, round.amount, round.dice))


def with_sqlite(round: Round, fault: str = "") -> Found:
    def exclusively() -> int:
        other = sqlite3.connect(database_of(office).removeprefix("sqlite:///"), isolation_level=None, timeout=20)
        other.execute("BEGIN EXCLUSIVE")
        time.sleep(round.amount)
        other.rollback()
        other.close()
        return 1

    with housed(round.folder, fault=fault) as office:
        return drilled(office, round, exclusively)


OUTAGES: dict[str, Outage] = {
    "frozen": frozen,
    "killed": killed,
    "restarted": restarted,
    "cut": cut,
    "crowded": crowded,
    "locked": locked,
}


def drills() -> Iterator[Drill]:
    promise = "every mail is answered within 5 s, all is well 10 s after, no attempt is burnt, nothing lost or doubled"
    for name, outage in OUTAGES.items():
        seconds = Size(3, 60) if outage in (frozen, killed, locked) else Size(3, 30)
        run = partial(with_postgresql, outage)
        words = f"PostgreSQL is {name} under load: {promise}"
        yield Drill(f"database-{name}", words, run, Size(1, 8), seconds, (postgresql_missing,))
    words = f"SQLite is locked by somebody else under load: {promise}"
    yield Drill("database-locked-sqlite", words, with_sqlite, Size(1, 8), Size(3, 60))
