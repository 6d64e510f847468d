"""The real actors on brokers in memory: from wake-up to mail, and two apps side by side."""

from pathlib import Path

import dramatiq
from dramatiq.brokers.stub import StubBroker
from sqlalchemy import func, select

from gateway.app import App
from gateway.store.schema import mail, ticket
from workers import declare, send
from workers.broker import LocalBroker

from .workshop import ScriptedRelay, drop, letter, open_app, start, until


def count(app: App, outcome: str = "ticket") -> int:
    with app.database.read() as connection:
        return connection.scalar(select(func.count()).where(mail.c.outcome == outcome)) or 0


def test_a_wake_up_becomes_a_ticket_and_two_mails_on_a_stub_broker(app: App, relay: ScriptedRelay) -> None:
    broker = StubBroker(middleware=[])
    declare(app, broker)
    worker = start(broker)
    send(broker, "ingest_mail", drop(app))
    for name in ("ingest", "deliver"):
        broker.join(name, timeout=10_000, fail_fast=True)
    worker.stop()
    assert (count(app), len(relay.got)) == (1, 2)


def test_the_same_on_our_own_broker_each_wake_up_three_times(app: App, relay: ScriptedRelay) -> None:
    broker = LocalBroker()
    declare(app, broker)
    ids = [drop(app, letter(subject=f"T{n}", sender=f"p{n}@customer.example")) for n in range(20)]
    for _ in range(3):
        for id in ids:
            send(broker, "ingest_mail", id)
    worker = start(broker)
    until(lambda: count(app) == 20 and len(relay.got) == 40)
    until(broker.idle)
    worker.stop()
    assert len(relay.got) == 40


def test_a_lost_wake_up_is_found_by_the_periodic_actor(app: App, relay: ScriptedRelay) -> None:
    from datetime import UTC, datetime, timedelta

    broker = StubBroker(middleware=[])
    declare(app, broker)
    drop(app)
    long_ago = datetime.now(UTC) - timedelta(minutes=1)
    app.database.write(lambda connection: connection.execute(mail.update().values(due=long_ago)))
    worker = start(broker)
    send(broker, "periodic_work", 1)
    until(lambda: len(relay.got) == 2)
    worker.stop()
    assert count(app) == 1


def test_two_apps_on_two_brokers_in_one_process_do_not_meet(tmp_path: Path) -> None:
    apps = [open_app(tmp_path / name) for name in "ab"]
    brokers: list[dramatiq.Broker] = [declare(apps[0], StubBroker(middleware=[])), declare(apps[1], LocalBroker())]
    running = [start(broker, 2) for broker in brokers]
    for app, broker, mails in zip(apps, brokers, (3, 5), strict=True):
        for number in range(mails):
            send(broker, "ingest_mail", drop(app, letter(subject=f"T{number}")))
    until(lambda: (count(apps[0]), count(apps[1])) == (3, 5))
    for worker in running:
        worker.stop()
    for app, mails in zip(apps, (3, 5), strict=True):
        with app.database.read() as connection:
            assert connection.scalar(select(func.count()).select_from(ticket)) == mails
        app.close()
