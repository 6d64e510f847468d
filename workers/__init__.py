"""Dramatiq: three kinds of actor, and every retry policy on this page.

An actor's argument is one integer. Rows are the truth and carry their own times for another try (`due`, `attempts`), so
no actor is ever retried by the broker: what was forgotten is found again by the feeder or the sweeper.
"""

import dramatiq

from gateway import maillog
from gateway.app import App

from . import deliver, ingest, periodic
from .broker import room

# The lowest number goes first. The clock is rare and small; behind a long backlog it would never have its turn.
PERIODIC = {"queue_name": "periodic", "priority": 0}
DELIVER = {"queue_name": "deliver", "priority": 10}
INGEST = {"queue_name": "ingest", "priority": 20}

QUEUES = {"ingest_mail": "ingest", "deliver_notice": "deliver", "periodic_work": "periodic"}


def declare(app: App, broker: dramatiq.Broker) -> dramatiq.Broker:
    """Makes actors of the plain functions, on this broker and for this app. Nothing is global."""

    def ingest_mail(spool_id: int) -> None:
        call(broker, "deliver_notice", ingest.run(app, spool_id))

    def deliver_notice(notice_id: int) -> None:
        deliver.run(app, notice_id)

    def periodic_work(slot: int) -> None:
        call(broker, "deliver_notice", periodic.run(app, slot))
        forgotten = periodic.sweep(app, lambda: (room(broker, "ingest"), room(broker, "deliver")))
        call(broker, "ingest_mail", forgotten.mails)
        call(broker, "deliver_notice", forgotten.notices)

    for function, options in ((ingest_mail, INGEST), (deliver_notice, DELIVER), (periodic_work, PERIODIC)):
        dramatiq.actor(function, actor_name=function.__name__, broker=broker, **options)  # type: ignore[call-overload]
    return broker


def call(broker: dramatiq.Broker, actor: str, ids: tuple[int, ...]) -> None:
    """Wakes an actor for each of these. What a broker that is down does not take is found by the sweep."""
    try:
        for id in ids:
            send(broker, actor, id)
    except Exception as error:  # whatever a broker's client raises
        maillog.unavailable("broker", type(error).__name__)


def send(broker: dramatiq.Broker, actor: str, id: int) -> None:
    """Wakes an actor. A wake-up that is lost costs time, never a mail."""
    broker.enqueue(dramatiq.Message(queue_name=QUEUES[actor], actor_name=actor, args=(id,), kwargs={}, options={}))
