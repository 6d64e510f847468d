"""Two nodes on one PostgreSQL; one is stopped in the middle of a mail until its lease is over, and wakes up late."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from gateway.app import App
from gateway.store import facts, ledger, unit_of_work
from gateway.store.facts import Arrived
from gateway.store.schema import metadata
from gateway.store.work import Applied, Work
from gateway.triage import triage
from workers import ingest

from .. import services
from .reader import give_back
from .sleeper import WHERES
from .workshop import drop, letter, open_app, row, until

pytestmark = pytest.mark.service


class Node:
    """The one that falls asleep."""

    def __init__(self, folder: Path, url: str) -> None:
        command = [sys.executable, "-m", "tests.workers.sleeper", str(folder), url]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert self.heard() == "ready"

    def begin(self, id: int, where: str) -> None:
        """Returns when it is stopped in the middle of this mail."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{id} {where}\n")
        self.process.stdin.flush()
        _, status = os.waitpid(self.process.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status)

    def wake(self) -> int:
        """It goes on; how many notices came of it."""
        self.process.send_signal(signal.SIGCONT)
        return int(self.heard())

    def heard(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[App, Node]]:
    with ExitStack() as stack:
        url = stack.enter_context(services.postgresql())
        app = open_app(tmp_path_factory.mktemp("awake"), url=url)
        stack.callback(give_back, app)
        node = Node(tmp_path_factory.mktemp("asleep"), url)
        stack.callback(node.close)
        yield app, node


def everything(app: App) -> dict[str, list[Any]]:
    with app.database.read() as connection:
        return {table.name: sorted(map(repr, connection.execute(select(table)))) for table in metadata.sorted_tables}


@pytest.mark.parametrize("where", WHERES)
def test_who_wakes_up_after_its_lease_changes_nothing(nodes: tuple[App, Node], where: str) -> None:
    app, node = nodes
    id = drop(app, letter(subject=f"Asleep while {where}"))
    node.begin(id, where)
    assert row(app, id).attempts == 1
    until(lambda: ingest.run(app, id))  # from when its lease, and the transaction that it left open, are over
    assert (row(app, id).outcome, row(app, id).attempts) == ("ticket", 2)
    before = everything(app)
    assert node.wake() == 0
    assert everything(app) == before


@pytest.mark.parametrize("where", ["deciding", "failing"])
def test_who_wakes_up_while_another_one_works_changes_nothing(nodes: tuple[App, Node], where: str) -> None:
    app, node = nodes
    id = drop(app, letter(subject=f"Taken over while {where}"))
    node.begin(id, where)
    until(lambda: take(app, id))
    before = everything(app)
    assert node.wake() == 0
    assert everything(app) == before
    applied = finish(app, id)
    assert applied is not None
    assert (row(app, id).outcome, row(app, id).ticket) == ("ticket", applied.ticket)


def take(app: App, id: int) -> bool:
    """Its lease is over for us as well as for PostgreSQL, whose clock counts."""
    return app.database.write(lambda connection: ledger.claim(connection, id, app.holder.name)) is not None


def finish(app: App, id: int) -> Applied | None:
    """What the other one does with the mail that it took."""
    spooled = app.spool.read(id)
    arrived = Arrived(id, app.reader.read(spooled.raw, spooled.envelope), spooled.silent, accepted=spooled.accepted)
    with app.database.read() as connection:
        known = facts.gather(connection, arrived, app.policy, spooled.accepted)
    held = ledger.Claim(id, 2, 0, holder=app.holder.name)
    work = Work(arrived, triage(arrived.mail, known, app.policy), app.policy, spooled.accepted, claim=held)
    return app.database.write(lambda connection: unit_of_work.apply(connection, work))


def test_only_who_works_takes_the_place_of_a_worker(app: App) -> None:
    """Who takes a dead worker's place lets go of what it had; a reader of mailboxes would keep it from those who do."""
    assert app.fetcher.name
    assert not (app.config.state / "workers").exists()
    assert app.holder.name != app.fetcher.name
