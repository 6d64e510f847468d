"""One work node and two on one PostgreSQL and one Redis, each held to a share of a core by its control group, so that
the database and the machine are not the limit: `python -m tests.bench.scaleout`. Mails are accepted beforehand and then
worked off. Needs root. Ends with 1 where two make less than 1.7 times one.
"""

import argparse
import asyncio
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import create_engine, func, select

from gateway.store.database import Database
from gateway.store.schema import mail, notice

from ..scenarios.office import free_port
from ..services import postgresql, redis_database
from .desk import configuration
from .house import LISTENING, Backends, tree_seconds, wait_for_port
from .letters import Letters
from .shares import held
from .through import send, sink

LEAST = 1.7
WARM = 60  # mails that each node works on before it counts


@dataclass(frozen=True, slots=True)
class Figures:
    nodes: int
    share: float  # of a core, for each node
    speed: float  # mails a second, from the first that is worked on to the last notice at the sink
    used: float  # cores, all nodes together
    postgresql: float  # cores


@dataclass(frozen=True, slots=True)
class Office:
    folder: Path
    config: Path
    port: int
    database: Database

    def start(self, role: str, *words: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "gateway", role, "--config", str(self.config), *words]
        with (self.folder / "log").open("a") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)


@contextmanager
def office(relay: int, url: str, broker: str) -> Iterator[Office]:
    with tempfile.TemporaryDirectory(prefix="postroom-scale-") as name:
        folder, port = Path(name), free_port()
        tables = LISTENING.format(port=port, processes=1) + f'[broker]\nurl = "{broker}"\n'
        text = configuration(folder, relay, url, tables)
        (folder / "config.toml").write_text(text, encoding="utf-8")
        database = Database(url)
        try:
            yield Office(folder, folder / "config.toml", port, database)
        finally:
            database.close()


@contextmanager
def running(process: "subprocess.Popen[bytes]") -> Iterator["subprocess.Popen[bytes]"]:
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def measure(nodes: int, share: float, mails: int) -> Figures:
    with ExitStack() as stack:
        relay, _ = stack.enter_context(sink())
        url, broker = stack.enter_context(postgresql()), stack.enter_context(redis_database())
        place = stack.enter_context(office(relay, url, broker))
        with running(place.start("listen")):
            wait_for_port(place.port)
            accepted = Letters(5).openings([f"p{n}@load{n % 97}.example" for n in range(mails)])
            asyncio.run(send(place.port, list(accepted), 10))
        backends = Backends(create_engine(url, isolation_level="AUTOCOMMIT"))
        stack.callback(backends.engine.dispose)
        workers = [stack.enter_context(running(place.start("work"))) for _ in range(nodes)]
        for each in workers:
            stack.enter_context(held(each, share))
        return _drained(place, workers, backends, share, mails)


def _drained(
    place: Office, workers: "list[subprocess.Popen[bytes]]", backends: Backends, share: float, mails: int
) -> Figures:
    first = _wait_for(place, WARM * len(workers), mails)
    began, spent, served = time.monotonic(), sum(tree_seconds(each.pid) for each in workers), backends.seconds()
    while (left := _left(place)) and time.monotonic() < began + 600:
        time.sleep(0.5)
        backends.seconds()
    took = time.monotonic() - began
    if left:
        raise RuntimeError(f"{left} rows still wait")
    used = (sum(tree_seconds(each.pid) for each in workers) - spent) / took
    return Figures(len(workers), share, (mails - first) / took, used, (backends.seconds() - served) / took)


def _wait_for(place: Office, wanted: int, mails: int) -> int:
    """How many are done, as soon as these many are: every node has begun by then."""
    ends = time.monotonic() + 300
    while time.monotonic() < ends:
        with place.database.read() as connection:
            waiting = connection.scalar(select(func.count()).where(mail.c.outcome == "waiting")) or 0
        if mails - waiting >= wanted:
            return int(mails - waiting)
        time.sleep(0.25)
    raise RuntimeError("no node began: " + (place.folder / "log").read_text()[-2000:])


def _left(place: Office) -> int:
    with place.database.read() as connection:
        mails = connection.scalar(select(func.count()).where(mail.c.outcome == "waiting")) or 0
        return mails + (connection.scalar(select(func.count()).where(notice.c.state == "waiting")) or 0)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mails", type=int, default=1500)
    options.add_argument("--share", type=float, default=0.4)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--into", type=Path, help="a folder for scaleout.json")
    chosen = options.parse_args()
    pairs = []
    for _ in range(chosen.rounds):
        pairs.append([measure(nodes, chosen.share, chosen.mails) for nodes in (1, 2)])
        print(f"  {pairs[-1]}", file=sys.stderr, flush=True)
    ratio = statistics.median(two.speed / one.speed for one, two in pairs)
    told = {"ratio": round(ratio, 2), "rounds": [[asdict(each) for each in pair] for pair in pairs]}
    print(json.dumps(told, indent=1))
    if chosen.into is not None:
        (chosen.into / "scaleout.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    sys.exit(1 if ratio < LEAST else 0)


if __name__ == "__main__":
    main()
