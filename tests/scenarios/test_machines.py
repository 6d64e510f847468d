"""Postroom on several machines: one `listen`, two `work`, over PostgreSQL and a shared broker."""

import signal
import smtplib
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from gateway.store.database import Database
from gateway.store.schema import ticket

from .. import services
from .office import Office, wait_until
from .starter import STARTER, Started

pytestmark = [pytest.mark.scenario, pytest.mark.service]

BROKERS = {"rabbitmq": services.rabbitmq, "redis": services.redis_database}


class Machines:
    """An office whose workers are processes of their own."""

    def __init__(self, folder: Path, database: str, broker: str) -> None:
        self.database = database
        secret = folder / "secret"
        secret.write_text("the same key for all machines")
        urls = f'[database]\nurl = "{database}"\n[broker]\nurl = "{broker}"\n'
        rest = f'[work]\nthreads = 4\n[reply]\nsecret = {{ file = "{secret}" }}'
        self.office = Office(folder, urls + rest)
        self.workers: list[Started] = []

    def start(self) -> None:
        self.office.start_quickly("listen")
        for _ in range(2):
            self._work()

    def _work(self) -> None:
        worker = STARTER.start(["work", "--config", str(self.office.config)], self.office.folder / "log")
        self.workers.append(worker)
        line = worker.stdout.readline()
        assert line.startswith("ready:"), line + self.office.log

    def close(self) -> None:
        for worker in self.workers:
            worker.send_signal(signal.SIGTERM)
        codes = [worker.wait(40) for worker in self.workers]
        for worker in self.workers:
            worker.stdout.close()
        self.office.close()
        assert codes == [0] * len(codes), self.office.log[-3000:]


@pytest.fixture(scope="module", params=list(BROKERS))
def machines(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    with ExitStack() as stack:
        database = stack.enter_context(services.postgresql())
        broker = stack.enter_context(BROKERS[request.param]())
        opened = Machines(tmp_path_factory.mktemp("machines"), database, broker)
        stack.callback(opened.close)
        opened.start()
        yield opened


def test_a_first_mail_is_a_ticket_and_an_answer_within_a_few_seconds(machines: Machines) -> None:
    office = machines.office
    began = time.monotonic()
    office.write("ali@customer.example", "support@example.org", "Printer broken", "It is broken.")
    office.expect("ali@customer.example", 1)
    told = office.expect("tom@example.org", 1)[0]
    assert time.monotonic() - began < 8, "the sweep must not be what found it"
    office.answer(told, "tom@example.org", "Unplug it.")
    answer = office.expect("ali@customer.example", 2)[1]
    assert "Unplug it." in answer.text


def test_a_hundred_mails_are_a_hundred_tickets(machines: Machines) -> None:
    office = machines.office
    names = [f"p{number}@customer.example" for number in range(100)]
    with smtplib.SMTP("127.0.0.1", office.port, timeout=20) as client:
        for name in names:
            head = f"From: {name}\r\nTo: support@example.org\r\nSubject: Thing {name}\r\nMessage-ID: <{name}>"
            client.sendmail(name, ["support@example.org"], f"{head}\r\n\r\nHi\r\n")
    ledger = office.settled(60)
    wait_until(lambda: not office.rows("outbox", "--state", "waiting"), 60, lambda: office.log[-3000:])
    subjects = Counter(row["subject"] for row in office.rows("tickets"))
    assert {name: subjects[f"Thing {name}"] for name in names} == dict.fromkeys(names, 1)
    assert {name: len(office.sink.to(name)) for name in names} == dict.fromkeys(names, 1)
    assert ledger["balanced"]


def test_each_end_is_told_once_though_both_nodes_watch_the_clock(machines: Machines) -> None:
    office = machines.office
    numbers = [row["number"] for row in office.rows("tickets", "--status", "new")][:20]
    people = [row["requester"] for row in office.rows("tickets", "--status", "new")][:20]
    past = datetime.now(UTC) - timedelta(days=4)
    values = {"status": "resolved", "resolved": past, "closes": past + timedelta(days=3)}
    database = Database(machines.database)
    database.write(lambda c: c.execute(update(ticket).where(ticket.c.number.in_(numbers)).values(**values)))
    database.close()

    def closed() -> list[str]:
        return [row["recipient"] for row in office.rows("outbox") if row["kind"] == "closed" and row["state"] == "sent"]

    wait_until(lambda: len(closed()) >= 20, 40, lambda: f"{closed()}\n{office.log[-3000:]}")
    time.sleep(1)
    assert sorted(closed()) == sorted(people)
    assert {each: len(office.sink.to(each)) for each in people} == dict.fromkeys(people, 2)
    closings = Counter(row["change"] for number in numbers[:3] for row in office.ticket(number)["journal"])
    assert closings["close"] == 3
