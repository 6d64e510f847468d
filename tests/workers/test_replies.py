"""A mail that answers one of ours is read before a long line of new mail, on each broker."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.utils import parseaddr

import pytest
from dramatiq.brokers.stub import StubBroker
from sqlalchemy import func, select

from gateway.app import App
from gateway.mail.inbound import Envelope, Source
from gateway.store.newcomers import among
from gateway.store.schema import mail
from workers import call, declare, deliver, ingest, roles
from workers.shared_broker import remote_broker

from .. import services
from ..store.spooling import id_of
from .workshop import ScriptedRelay, drop, letter, row, until

LINE = 120  # new mails
TOM = "tom@example.org"
BROKERS = {"redis": services.redis_database, "rabbitmq": services.rabbitmq}


def decided(app: App) -> int:
    with app.database.read() as connection:
        return connection.scalar(select(func.count()).where(mail.c.outcome == "ticket")) or 0


def answer(app: App, relay: ScriptedRelay) -> tuple[Envelope, bytes]:
    """How an agent answers a customer's mail, to the address that is signed."""
    for id in ingest.run(app, drop(app)):
        deliver.run(app, id)
    (told,) = [sent for sent in map(message_from_bytes, relay.got) if TOM in str(sent["To"])]
    address = parseaddr(str(told["Reply-To"]))[1]
    raw = letter(TOM, f"Re: {told['Subject']}", "Unplug it.", To=address, In_Reply_To=str(told["Message-ID"]))
    return Envelope(TOM, (address,), Source.SMTP), raw


@pytest.mark.service
@pytest.mark.parametrize("broker", BROKERS)
def test_on_a_shared_broker_it_goes_before_the_line(app: App, relay: ScriptedRelay, broker: str) -> None:
    reply = answer(app, relay)
    line = tuple(drop(app, letter(f"p{n}@c{n}.example", f"Thing {n}")) for n in range(LINE))
    begin: Callable[[], AbstractContextManager[str]] = BROKERS[broker]
    with begin() as url:
        table = app.config.broker.model_copy(update={"url": url})
        shared = replace(app, config=app.config.model_copy(update={"broker": table}))
        told = declare(shared, remote_broker(url))
        call(told, "ingest_mail", line)
        told.close()
        working = roles.start_remote(shared, url)
        try:
            until(lambda: decided(app) > 1, 60)
            id = id_of(app.accept(*reply))
            roles.remote_wake(url)([id], [])
            until(lambda: row(app, id).outcome == "reply", 60)
            before = decided(app)
        finally:
            working.stop()
    print(f"{before} of {LINE} new mails were read before it")
    assert before < LINE / 2, "it stood in the line of new mail"


def test_who_waits_for_a_commit_hears_which_mails_are_replies(app: App, relay: ScriptedRelay) -> None:
    heard: list[tuple[list[int], list[int]]] = []
    reply = answer(app, relay)
    opened = App.open(app.config, lambda replies, others: heard.append((replies, others)))
    try:
        new, answered = id_of(opened.accept(Envelope("a@b.example", ("support@example.org",)), letter())), 0
        answered = id_of(opened.accept(*reply))
        until(lambda: len(heard) == 2)
    finally:
        opened.close()
    assert heard == [([], [new]), ([answered], [])]


def test_one_that_was_forgotten_is_called_by_the_sweep_as_what_it_is(app: App, relay: ScriptedRelay) -> None:
    reply = answer(app, relay)
    id, other = id_of(app.accept(*reply)), drop(app, letter("p@c.example", "Thing"))
    with app.database.read() as connection:
        assert among(connection, (id, other)) == {id}
        assert among(connection, ()) == frozenset()
    past = datetime.now(UTC) - timedelta(minutes=1)
    app.database.write(lambda c: c.execute(mail.update().where(mail.c.outcome == "waiting").values(due=past)))
    broker = StubBroker(middleware=[])
    declare(app, broker)
    broker.actors["periodic_work"].fn(1)
    assert broker.queues["replies"].qsize() == 1
    assert broker.queues["ingest"].qsize() == 1
