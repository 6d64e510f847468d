"""Dramatiq: its actors, and every retry policy on this page.

An actor's argument is one integer. Rows are the truth and carry their own times for another try (`due`, `attempts`), so
no actor is ever retried by the broker: what was forgotten is found again by the feeder or the sweeper.
"""

import dramatiq

from gateway import maillog, meters
from gateway.app import App
from gateway.store.hands import heads

from . import deliver, ingest, periodic
from .periodic import Room
from .shared_broker import room

# The lowest number goes first. The clock is rare and small; behind a long backlog it would never have its turn.
PERIODIC = {"queue_name": "periodic", "priority": 0}
ANSWER = {"queue_name": "answers", "priority": 5}  # what people wrote to people: before all that writes itself
DELIVER = {"queue_name": "deliver", "priority": 10}
INGEST_REPLY = {"queue_name": "replies", "priority": 15}  # to a signed address of ours: before the line of new mail
INGEST = {"queue_name": "ingest", "priority": 20}

ROOMS = ("ingest", "answers", "deliver")  # whose queues the sweep fills, as in `Room`
QUEUES = {
    "ingest_mail": "ingest",
    "ingest_reply": "replies",
    "deliver_answer": "answers",
    "deliver_notice": "deliver",
    "periodic_work": "periodic",
}


def declare(app: App, broker: dramatiq.Broker) -> dramatiq.Broker:
    """Makes actors of the plain functions, on this broker and for this app. Nothing is global."""

    def ingest_mail(spool_id: int) -> None:
        brought = ingest.bring(app, spool_id)
        for actor, notices in (("deliver_answer", brought.answers), ("deliver_notice", brought.others)):
            call(broker, actor, app.hands.join(notices) if app.sender else heads(notices))

    def ingest_reply(spool_id: int) -> None:
        ingest_mail(spool_id)

    def deliver_answer(notice_id: int) -> None:
        deliver_notice(notice_id)

    def deliver_notice(notice_id: int) -> None:
        if app.sender:
            deliver.run_called(app, notice_id)
        else:
            deliver.run_neighbours(app, notice_id)

    def periodic_work(slot: int) -> None:
        call(broker, "deliver_notice", grouped(periodic.run(app, slot)))
        forgotten = periodic.sweep(app, lambda: Room(*(room(broker, name) for name in ROOMS)))
        meters.woken("swept", len(forgotten))
        call(broker, "deliver_answer", grouped(forgotten.answers))
        call(broker, "ingest_reply", forgotten.replies)
        call(broker, "ingest_mail", forgotten.mails)
        call(broker, "deliver_notice", grouped(forgotten.notices))

    def grouped(notices: tuple[int, ...]) -> tuple[int, ...]:
        return app.hands.join_neighbours(notices) if app.sender else heads(notices)

    reading = ((ingest_mail, INGEST), (ingest_reply, INGEST_REPLY))
    sending = ((deliver_answer, ANSWER), (deliver_notice, DELIVER))
    for function, options in (*reading, *sending, (periodic_work, PERIODIC)):
        dramatiq.actor(function, actor_name=function.__name__, broker=broker, **options)  # type: ignore[call-overload]
    return broker


def setup() -> None:
    """For Dramatiq's own command line, on many machines: `dramatiq workers:setup -p 2 -t 4`."""
    from . import standalone

    standalone.begin()


def call(broker: dramatiq.Broker, actor: str, ids: tuple[int, ...]) -> None:
    """Wakes an actor for each of these. What a broker that is down does not take is found by the sweep."""
    try:
        for id in ids:
            send(broker, actor, id)
        meters.woken("called", len(ids))
    except Exception as error:  # whatever a broker's client raises
        maillog.unavailable("broker", type(error).__name__)
        meters.woken("lost")


def send(broker: dramatiq.Broker, actor: str, id: int) -> None:
    """Wakes an actor. A wake-up that is lost costs time, never a mail."""
    broker.enqueue(dramatiq.Message(queue_name=QUEUES[actor], actor_name=actor, args=(id,), kwargs={}, options={}))
