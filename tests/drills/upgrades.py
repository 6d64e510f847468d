"""An upgrade under load (T-UPG-1, T-UPG-2): the previous version works while this one brings the tables up, is killed
in the middle of it and begins again; both work side by side; the old one is stopped and drains. An amount is so many
kills. The previous version is taken from the history of this repository.
"""

import asyncio
import io
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from gateway.store.database import Database
from gateway.store.migrate import HEAD, version

from ..proofs.kill import database_of
from ..scenarios.office import Office
from ..store.previous import STEP
from .drill import Counts, Drill, Found, Round, Size, measured
from .offices import Plan, Store
from .outages import Crowd, on_postgresql
from .people import judged
from .servers import cluster, postgresql_missing

DRAINED_WITHIN = 30.0
STATEMENTS = 14  # the steps have more than these, also where some of them are taken already
SIDE_BY_SIDE = 3.0  # seconds


def previous_commit() -> str:
    """The last commit whose tables were at the step that `previous` has frozen; "" where history does not say."""
    words = ("log", "-1", "--format=%H", f'-SHEAD = "{STEP}"', "--", "gateway/store/migrate.py")
    changed = _git(*words).decode().strip()
    return _git("rev-parse", "--verify", "-q", f"{changed}^").decode().strip() if changed else ""


def history_missing() -> str:
    return "" if previous_commit() else "the history with the previous version is not here"


def _git(*words: str) -> bytes:
    try:
        return subprocess.run(["git", *words], capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return b""


def unpacked(folder: Path) -> Path:
    """The previous version's code."""
    old = folder / "previous"
    content = _git("archive", previous_commit(), "gateway", "workers", "templates")
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        archive.extractall(old, filter="data")
    return old


@dataclass
class Upgrade:
    """The office as the previous version runs it, and a second one of this version beside it, where it may be."""

    office: Office
    fault: str  # of whoever takes the steps
    beside: "subprocess.Popen[str] | None" = None
    kills: int = 0
    drained: float = 0.0

    def die(self, number: int) -> bool:
        """One run of the steps; True where it was killed."""
        command = [sys.executable, "-m", "tests.drills.dying", database_of(self.office), str(number), self.fault]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert ended.returncode in (0, -signal.SIGKILL), ended.stderr[-1000:]
        self.kills += ended.returncode != 0
        return ended.returncode != 0

    def start_beside(self) -> None:
        home = self.office.folder / "beside"
        home.mkdir()
        config = home / "config.toml"
        text = self.office.config.read_text("utf-8")
        config.write_text(text.replace(str(self.office.folder / "state"), str(home / "state")), "utf-8")
        command = [sys.executable, "-m", "gateway", "work", "--config", str(config)]
        with (self.office.folder / "log").open("a") as log:
            self.beside = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        assert self.beside.stdout is not None
        line = self.beside.stdout.readline()
        assert line.startswith("ready"), line + self.office.log[-3000:]

    def stop_beside(self) -> None:
        if self.beside is not None:
            self.beside.terminate()
            self.beside.wait(40)
            assert self.beside.stdout is not None
            self.beside.stdout.close()

    def take_over(self) -> None:
        """The old version is stopped, and this one started in its place."""
        began = time.monotonic()
        self.office.stop()
        self.drained = time.monotonic() - began
        self.office.program, self.office.environment = "gateway", {}
        self.office.start()


@contextmanager
def old_office(folder: Path, plan: Plan) -> Iterator[Office]:
    """Running, in the previous version."""
    with ExitStack() as stack:
        tables = ""
        if plan.store is Store.POSTGRESQL:
            tables = on_postgresql(stack.enter_context(cluster()), folder)
        office = Office(folder, f"{tables}[work]\nprocesses = 1\n")
        stack.callback(office.close)
        office.environment = {"PYTHONPATH": str(unpacked(folder)), "PYTHONSAFEPATH": "1"}
        office.start()
        yield office


def drilled(round: Round, plan: Plan) -> Found:
    with old_office(round.folder, plan) as office:
        upgrade = Upgrade(office, plan.fault)
        before = reached(office)
        crowd = Crowd((office.port,), f"u{round.number}", round.dice, pace=0.5)
        try:
            asyncio.run(_lived(upgrade, crowd, round, plan))
            found = judged(office, crowd.accepted)
        finally:
            upgrade.stop_beside()
        after = reached(office)
    odd = {each.words for each in crowd.answers if each.words and not each.words.startswith(("250", "4"))}
    broken = [f"answered {words!r}" for words in odd]
    broken += [] if (before, after) == (STEP, HEAD) else [f"the tables went from step {before} to {after}"]
    broken += [f"{upgrade.drained:.0f} s until the old version had ended"] if upgrade.drained > DRAINED_WITHIN else []
    broken += [] if upgrade.kills else ["nothing was killed in the middle of the steps"]
    figures = (measured("seconds until the old version had ended", upgrade.drained, "s"),)
    return found + Found(Counts(faults=upgrade.kills), tuple(broken), figures)


def reached(office: Office) -> str:
    database = Database(database_of(office))
    try:
        return version(database)
    finally:
        database.close()


async def _lived(upgrade: Upgrade, crowd: Crowd, round: Round, plan: Plan) -> None:
    writing = asyncio.create_task(crowd.run())
    await asyncio.sleep(2)
    for _ in range(round.amount):
        await asyncio.to_thread(upgrade.die, round.dice.randrange(1, STATEMENTS))
    await asyncio.to_thread(upgrade.die, 0)
    if plan.store is Store.POSTGRESQL:
        await asyncio.to_thread(upgrade.start_beside)
    await asyncio.sleep(SIDE_BY_SIDE)
    await asyncio.to_thread(upgrade.take_over)
    await asyncio.sleep(SIDE_BY_SIDE)
    crowd.enough = True
    await asyncio.wait_for(writing, 60)


def drills() -> Iterator[Drill]:
    promise = "the previous version works under load while the steps of this one are killed and taken again"
    sqlite, postgresql = partial(drilled, plan=Plan(Store.SQLITE)), partial(drilled, plan=Plan(Store.POSTGRESQL))
    yield Drill("upgrade-sqlite", promise, sqlite, Size(1, 2), Size(5, 10), (history_missing,))
    needs = (history_missing, postgresql_missing)
    yield Drill("upgrade-postgresql", f"{promise}, then both side by side", postgresql, Size(1, 2), Size(5, 10), needs)
