"""Workers that Dramatiq's own command line starts, over PostgreSQL and a shared broker."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from .. import services
from .office import Office, wait_until

pytestmark = [pytest.mark.scenario, pytest.mark.service]

ROOT = Path(__file__).parents[2]
BROKERS = {"rabbitmq": services.rabbitmq, "redis": services.redis_database}
WORKERS = [sys.executable, "-m", "dramatiq", "workers:setup", "-p", "2", "-t", "4"]


def start(config: Path, log: Path) -> subprocess.Popen[bytes]:
    """In a session of its own, so that a signal reaches the one process that it is meant for (KillMode=mixed)."""
    environment = os.environ | {"POSTROOM_CONFIG": str(config)}
    with log.open("a") as out:
        return subprocess.Popen(WORKERS, cwd=ROOT, env=environment, stdout=out, stderr=out, start_new_session=True)


@pytest.fixture(params=list(BROKERS))
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    with ExitStack() as stack:
        database = stack.enter_context(services.postgresql())
        broker = stack.enter_context(BROKERS[request.param]())
        (tmp_path / "secret").write_text("the same key for all machines")
        urls = f'[database]\nurl = "{database}"\n[broker]\nurl = "{broker}"\n'
        opened = Office(tmp_path, f'{urls}[reply]\nsecret = {{ file = "{tmp_path / "secret"}" }}')
        stack.callback(opened.close)
        opened.start("listen")
        yield opened


def test_mail_comes_in_and_goes_out_and_the_workers_end_in_good_order(office: Office) -> None:
    log = office.folder / "log"
    workers = start(office.config, log)
    try:
        office.write("ali@customer.example", "support@example.org", "Printer broken", "It is broken.")
        told = office.expect("tom@example.org", 1)[0]
        office.answer(told, "tom@example.org", "Unplug it.")
        assert "Unplug it." in office.expect("ali@customer.example", 2)[1].text
        wait_until(lambda: not office.rows("outbox", "--state", "waiting"), 20, lambda: office.log[-3000:])
    finally:
        workers.send_signal(signal.SIGTERM)
        code = workers.wait(40)
    assert code == 0, office.log[-3000:]
    assert "Traceback" not in office.log
    assert "Killing" not in office.log


def test_without_a_broker_it_says_so_in_one_line_and_ends(tmp_path: Path) -> None:
    office = Office(tmp_path)
    workers = start(office.config, tmp_path / "log")
    assert workers.wait(40) != 0
    said = [line for line in (tmp_path / "log").read_text().splitlines() if line.startswith("postroom: ")]
    assert set(said) == {
        "postroom: [broker] names no url: dramatiq workers:setup needs RabbitMQ or Redis (else run postroom work)"
    }
    office.close()
