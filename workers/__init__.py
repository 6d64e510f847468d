"""Dramatiq: three kinds of actor, and every retry policy on this page.

An actor's argument is one integer. Rows are the truth and carry their own times for another try (`due`, `attempts`), so
no actor is ever retried by the broker: what was forgotten is found again by the feeder or the sweeper.
"""

import dramatiq

from gateway.app import App

from . import deliver, ingest, periodic

INGEST = {"queue_name": "ingest", "priority": 10}
DELIVER = {"queue_name": "deliver", "priority": 0}
PERIODIC = {"queue_name": "periodic", "priority": 20}

QUEUES = {"ingest_mail": "ingest", "deliver_notice": "deliver", "periodic_work": "periodic"}


def declare(app: App, broker: dramatiq.Broker) -> dramatiq.Broker:
    """Makes actors of the plain functions, on this broker and for this app. Nothing is global."""

    def ingest_mail(spool_id: int) -> None:
        for notice_id in ingest.run(app, spool_id):
            send(broker, "deliver_notice", notice_id)

    def deliver_notice(notice_id: int) -> None:
        deliver.run(app, notice_id)

    def periodic_work(slot: int) -> None:
        due = periodic.run(app, slot)
        for spool_id in due.mails:
            send(broker, "ingest_mail", spool_id)
        for notice_id in due.notices:
            send(broker, "deliver_notice", notice_id)

    for function, options in ((ingest_mail, INGEST), (deliver_notice, DELIVER), (periodic_work, PERIODIC)):
        dramatiq.actor(function, actor_name=function.__name__, broker=broker, **options)  # type: ignore[call-overload]
    return broker


def send(broker: dramatiq.Broker, actor: str, id: int) -> None:
    """Wakes an actor. A wake-up that is lost costs time, never a mail."""
    broker.enqueue(dramatiq.Message(queue_name=QUEUES[actor], actor_name=actor, args=(id,), kwargs={}, options={}))
