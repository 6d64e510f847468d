"""Two nodes on one PostgreSQL, one of them frozen in the middle of sending for longer than its lease, and thawed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from gateway.app import App
from gateway.outgoing.folder import FolderRelay
from gateway.store.schema import attempt, notice
from workers import deliver, ingest

from .. import services
from .reader import give_back
from .workshop import drop, on_a_shared_broker, open_app

pytestmark = pytest.mark.service

NODE = """
import os, signal, sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from gateway.outgoing.folder import FolderRelay
from gateway.store import outbox
from tests.workers.workshop import on_a_shared_broker, open_app
from workers import deliver, posting

folder, url, mails, id, moment = sys.argv[1:]
outbox.LEASE, posting.NEEDED = timedelta(seconds=60 if moment == "handing over" else 6), timedelta(seconds=3)

class Freezing(FolderRelay):
    def submit(self, mail, raw):
        os.kill(os.getpid(), signal.SIGSTOP)
        return super().submit(mail, raw)

class FreezingSigner:
    def sign(self, mail, raw):
        os.kill(os.getpid(), signal.SIGSTOP)
        return raw

app = on_a_shared_broker(open_app(Path(folder), None, url))
relay = (Freezing if moment == "handing over" else FolderRelay)(Path(mails))
app = replace(app, relay=relay, **({"signer": FreezingSigner()} if moment == "before" else {}))
deliver.run(app, int(id))
"""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with services.postgresql() as found:
        yield found


@contextmanager
def node(folder: Path, url: str, mails: Path, id: int, moment: str) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen([sys.executable, "-c", NODE, str(folder), url, str(mails), str(id), moment])
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGCONT)
        process.kill()
        process.wait()


def until_frozen(process: "subprocess.Popen[bytes]") -> None:
    pid, status = os.waitpid(process.pid, os.WUNTRACED)
    assert pid, "the node ended before it was frozen"
    assert os.WIFSTOPPED(status), status


def lease_ends(app: App, id: int) -> None:
    """As if it had been frozen for so long: nothing but the row says when a lease ends."""
    over = update(notice).where(notice.c.id == id).values(due=app.clock.now())
    app.database.write(lambda connection: connection.execute(over))


def sent_by(app: App, id: int) -> Callable[[], bool]:
    """Tries, as a sweep does; true once it is sent."""

    def sent() -> bool:
        deliver.run(app, id)
        with app.database.read() as connection:
            return connection.scalar(select(notice.c.state).where(notice.c.id == id)) == "sent"

    return sent


def attempts(app: App, id: int) -> list[tuple[int, str]]:
    with app.database.read() as connection:
        query = select(attempt.c.number, attempt.c.delivery).where(attempt.c.notice == id).order_by(attempt.c.number)
        return [(row.number, row.delivery) for row in connection.execute(query)]


@pytest.fixture
def other(tmp_path: Path, url: str) -> Iterator[App]:
    opened = on_a_shared_broker(open_app(tmp_path / "other", None, url))
    yield opened
    give_back(opened)


def frozen_and_thawed(other: App, tmp_path: Path, url: str, moment: str) -> tuple[int, list[Any], Any]:
    """The notice, the mails that went out, and its row."""
    mails = tmp_path / "mails"
    object.__setattr__(other, "relay", FolderRelay(mails))
    id = ingest.run(other, drop(other, sender=f"{moment.replace(' ', '.')}@customer.example"))[0]
    with node(tmp_path / "node", url, mails, id, moment) as process:
        until_frozen(process)
        if moment == "handing over":
            lease_ends(other, id)
        sent, ends = sent_by(other, id), time.monotonic() + 20
        while not sent():
            assert time.monotonic() < ends
            time.sleep(0.1)
        process.send_signal(signal.SIGCONT)
        assert process.wait(20) == 0
    with other.database.read() as connection:
        row = connection.execute(select(notice).where(notice.c.id == id)).one()
    return id, list(mails.glob("*.eml")), row


def test_who_thaws_before_it_handed_over_sends_nothing(other: App, tmp_path: Path, url: str) -> None:
    id, mails, row = frozen_and_thawed(other, tmp_path, url, "before")
    assert len(mails) == 1
    assert (row.state, row.attempts, row.holder) == ("sent", 2, "")
    assert attempts(other, id) == [(1, "lost"), (2, "sent")]


def test_who_thaws_while_handing_over_makes_a_copy_that_is_accounted_for(other: App, tmp_path: Path, url: str) -> None:
    id, mails, row = frozen_and_thawed(other, tmp_path, url, "handing over")
    assert len(mails) == 2
    assert (row.state, row.attempts, row.uncertain, row.holder) == ("sent", 2, 1, "")
    assert attempts(other, id) == [(1, "lost"), (2, "sent")], "what the first one says too late changes nothing"
