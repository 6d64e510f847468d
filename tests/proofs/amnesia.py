"""Wipes the broker's memory again and again while mail comes in. The sending client is the oracle.

Every mail that got 250 must be on exactly one ticket and be acknowledged under one Message-ID, and what was forgotten
must be found within a minute.
"""

import argparse
import os
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pika
import pytest
import redis
from pika.exceptions import AMQPError

from .. import services
from ..scenarios.office import Office
from .kill import CONNECTIONS, Client, children_of, drained

FOUND_WITHIN = 60.0  # seconds after the last wipe (reference: security, section 5)
QUEUES = ("replies", "ingest", "answers", "deliver", "periodic")

Wipe = Callable[[], int]  # returns how many wake-ups (or worker processes) were wiped out


@contextmanager
def embedded(folder: Path) -> Iterator[tuple[Office, Wipe]]:
    """The broker within the work processes: it forgets everything when they are killed."""
    with _running(folder, "[work]\nprocesses = 2") as office:
        assert office.process is not None
        parent = office.process.pid
        listener = children_of(parent)[0]

        def wipe() -> int:
            workers = [pid for pid in children_of(parent) if pid != listener]
            for pid in workers:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            return len(workers)

        yield office, wipe


@contextmanager
def rabbitmq(folder: Path) -> Iterator[tuple[Office, Wipe]]:
    with services.rabbitmq() as url, _running(folder, f'[broker]\nurl = "{url}"') as office:
        yield office, lambda: _purge(url)


@contextmanager
def redis_database(folder: Path) -> Iterator[tuple[Office, Wipe]]:
    with services.redis_database() as url, _running(folder, f'[broker]\nurl = "{url}"') as office:
        yield office, lambda: _flush(url)


@contextmanager
def _running(folder: Path, extra: str) -> Iterator[Office]:
    office = Office(folder, extra)
    try:
        office.start()
        yield office
    finally:
        office.close()


BROKERS = {"embedded": embedded, "rabbitmq": rabbitmq, "redis": redis_database}


def _purge(url: str) -> int:
    """Empties every queue of ours, as an operator's purge does."""
    connection = pika.BlockingConnection(pika.URLParameters(url))
    wiped = 0
    for name in QUEUES:
        with suppress(AMQPError):  # not declared yet
            wiped += connection.channel().queue_purge(name).method.message_count
    connection.close()
    return wiped


def _flush(url: str) -> int:
    client = redis.Redis.from_url(url)
    wiped = sum(int(client.hlen(f"dramatiq:{name}.msgs")) for name in QUEUES)
    client.flushdb()
    client.close()
    return wiped


@dataclass(frozen=True)
class Result:
    broker: str
    mails: int
    wipes: int
    wiped: int
    found: float
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    unacknowledged: tuple[str, ...]
    balanced: bool

    @property
    def kept(self) -> bool:
        broken = self.lost or self.doubled or self.unacknowledged
        return self.balanced and not broken and self.found <= FOUND_WITHIN

    def __str__(self) -> str:
        return (
            f"{self.broker}: {self.mails} mails, {self.wipes} wipes of {self.wiped} wake-ups or workers, all done"
            f" {self.found:.0f} s after the last mail: {len(self.lost)} lost, {len(self.doubled)} on two tickets,"
            f" {len(self.unacknowledged)} not acknowledged under one Message-ID, balanced {self.balanced}"
        )


def run(broker: str, folder: Path, mails: int, wipes: int) -> Result:
    with BROKERS[broker](folder) as (office, wipe):
        names = [f"{broker}{number}" for number in range(mails)]
        wiped = sum(_send_and_wipe(office, names[start::wipes], wipe) for start in range(wipes))
        sent = time.monotonic()
        office.settled(2 * FOUND_WITHIN)
        drained(office, FOUND_WITHIN)
        found = time.monotonic() - sent
        return judge(office, Result(broker, mails, 2 * wipes, wiped, found, (), (), (), False), names)


def _send_and_wipe(office: Office, names: list[str], wipe: Wipe) -> int:
    """Sends these mails over several connections, and wipes when half of them are accepted and when all are."""
    clients = [Client(office, names[start::CONNECTIONS]) for start in range(CONNECTIONS)]
    threads = [threading.Thread(target=client.run) for client in clients]
    for thread in threads:
        thread.start()
    while sum(len(client.accepted) for client in clients) < len(names) // 2:
        time.sleep(0.002)
    wiped = wipe()
    for thread in threads:
        thread.join()
    return wiped + wipe()


def judge(office: Office, so_far: Result, names: list[str]) -> Result:
    """What the client knows against what there is."""
    subjects = Counter(ticket["subject"] for ticket in office.rows("tickets"))
    ids = {name: {each.mail["Message-ID"] for each in office.sink.to(f"{name}@customer.example")} for name in names}
    return Result(
        **{**so_far.__dict__, "balanced": bool(office.rows("ledger")[0]["balanced"])}
        | {
            "lost": tuple(name for name in names if subjects[f"Thing {name}"] == 0),
            "doubled": tuple(name for name in names if subjects[f"Thing {name}"] > 1),
            "unacknowledged": tuple(name for name in names if len(ids[name]) != 1),
        }
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mails", type=int, default=500)
    options.add_argument("--wipes", type=int, default=10)
    options.add_argument("--broker", choices=[*BROKERS, "all"], default="all")
    chosen = options.parse_args()
    broken = 0
    for broker in BROKERS if chosen.broker == "all" else [chosen.broker]:
        with tempfile.TemporaryDirectory() as folder:
            try:
                result = run(broker, Path(folder), chosen.mails, chosen.wipes)
            except pytest.skip.Exception as reason:
                print(f"{broker}: not tried: {reason}", flush=True)
                continue
        broken += not result.kept
        print(f"{result}{'' if result.kept else '  BROKEN'}", flush=True)
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
