"""The roles of a process that works: with a broker of its own, or on a shared one. Called by the command line."""

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import dramatiq
from dramatiq import Worker

from gateway import maillog, meters
from gateway.app import App
from gateway.decisions import WAITING
from gateway.store import balance, outbox
from gateway.store.commits import Committed
from gateway.store.due import Share

from . import declare, deliver, ingest, periodic, send
from .broker import LocalBroker
from .feeder import Feeder
from .owing import repay
from .periodic import SLOT
from .processors import kept_to_one
from .shared_broker import remote_broker
from .succession import get_ready, let_go, succeed

Calls = tuple[tuple[str, list[int]], ...]  # actors and the ids to wake them for, in their order

UNSENT = 1000  # commits whose wake-ups wait for the broker; more are left to the sweep
STOP_TIMEOUT = 25.0  # seconds that running work has to end
READING_THREADS = 3  # reading a mail is work for the processor: more threads would only wait for each other


@dataclass
class Work:
    """Running workers; `stop` waits for what they are doing."""

    stop: Callable[[], None]


def start_local(app: App, share: Share, bell: int = -1) -> Work:
    """Workers around a broker that lives in this process and is fed from the due rows."""
    broker = LocalBroker()
    declare(app, broker)
    workers = _start_workers(app, broker, share)
    feeder = Feeder(app, broker, share, bell)
    feeder.start()

    def stop() -> None:
        feeder.stop()
        _stop_workers(app, workers)

    return Work(stop)


def start_remote(app: App, url: str) -> Work:
    """Workers on RabbitMQ or Redis, and the clock that wakes the periodic work of all nodes."""
    broker = declare(app, remote_broker(url, app.line.stand))
    workers = _start_workers(app, broker)
    ended = threading.Event()
    clock = threading.Thread(target=ring_slots, args=(app, broker, ended), name="clock", daemon=True)
    clock.start()

    def stop() -> None:
        ended.set()
        clock.join()
        _stop_workers(app, workers)
        broker.close()

    return Work(stop)


def remote_wake(url: str) -> Committed:
    """Tells the workers behind a shared broker of committed mails, from a thread of its own: a broker that is slow or
    gone never holds up a commit. What gets lost is found by the sweep.
    """
    line: queue.SimpleQueue[Calls] = queue.SimpleQueue()
    threading.Thread(target=_ring_remote, args=(url, line), name="wake", daemon=True).start()

    def wake(replies: list[int], others: list[int]) -> None:
        if line.qsize() < UNSENT:
            line.put((("ingest_reply", replies), ("ingest_mail", others)))

    return wake


def _ring_remote(url: str, line: "queue.SimpleQueue[Calls]") -> None:
    broker: dramatiq.Broker | None = None
    while True:
        calls = line.get()
        count = sum(len(ids) for _, ids in calls)
        try:
            if broker is None:
                broker = remote_broker(url)
                broker.declare_queue("replies")
                broker.declare_queue("ingest")
            for actor, ids in calls:
                for spool_id in ids:
                    send(broker, actor, spool_id)
            meters.woken("called", count)
        except Exception as error:
            meters.woken("lost", count)
            maillog.unavailable("broker", type(error).__name__)
            broker = None


def tick(app: App) -> int:
    """The periodic work that is due now, once, and then whatever is due for reading and sending. Returns how much."""
    done = 0
    succeed(app)
    periodic.run(app, int(datetime.now(UTC).timestamp() // SLOT))
    due = periodic.overdue(app, datetime.now(UTC))
    while due:
        answers, notices = list(due.answers), list(due.notices)
        app.line.stand(due.mails)
        for spool_id in due.mails:
            brought = ingest.bring(app, spool_id)
            answers += brought.answers
            notices += brought.others
        for ids in (answers, notices):
            for notice_id in app.hands.join_neighbours(ids):
                deliver.run(app, notice_id)
        done += len(due.mails) + len(answers) + len(notices)
        due = periodic.overdue(app, datetime.now(UTC))
    return done


def work_off(app: App, ids: list[int]) -> Iterator[int]:
    """Works until no mail of these waits and their notices were each tried once, as far as a relay answers; yields how
    many mails are left.
    """
    working = start_local(app, Share())
    try:
        while (left := _left(app, ids)) or _untried(app, ids):
            yield left
            time.sleep(0.2)
    finally:
        working.stop()


def _left(app: App, ids: list[int]) -> int:
    with app.database.read() as connection:
        return balance.outcomes_of(connection, ids).get(WAITING, 0)


def _untried(app: App, ids: list[int]) -> bool:
    now = app.clock.now()
    with app.database.read() as connection:
        return outbox.untried(connection, ids, now)


def _start_workers(app: App, broker: dramatiq.Broker, share: Share = Share()) -> list[Worker]:  # noqa: B008
    """Reading has threads of its own: a relay that takes its time holds up sending and nothing else."""
    succeed(app)
    get_ready(app)
    broker.emit_after("process_boot")
    workers = [
        Worker(broker, queues={"replies", "ingest", "periodic"}, worker_threads=READING_THREADS, worker_timeout=200),
        Worker(broker, queues={"answers", "deliver"}, worker_threads=app.config.work.threads, worker_timeout=200),
    ]
    broker.logger.addFilter(_is_news)
    with kept_to_one(share.index, share.of):
        for worker in workers:
            worker.start()
    return workers


def _is_news(record: logging.LogRecord) -> bool:
    """Dramatiq wonders at the second worker's middleware; each serves its own worker's queues."""
    return "middleware of the same type twice" not in str(record.msg)


def _stop_workers(app: App, workers: list[Worker]) -> None:
    ends = time.monotonic() + STOP_TIMEOUT
    for worker in workers:
        worker.stop(timeout=max(1, int(1000 * (ends - time.monotonic()))))
    let_go(app)


def ring_slots(app: App, broker: dramatiq.Broker, ended: threading.Event) -> None:
    """Wakes the periodic work once a slot, until `ended`; it does not matter how many nodes do."""
    slot = 0
    while not ended.wait(1.0):
        meters.beat()
        meters.levels(0, app.database.in_use)
        try:
            repay(app)
        except Exception as error:  # without us no time passes any more
            maillog.stumbled("clock", error)
        now = int(datetime.now(UTC).timestamp() // SLOT)
        if now != slot:
            slot = now
            try:
                send(broker, "periodic_work", slot)
            except Exception as error:
                maillog.unavailable("broker", type(error).__name__)


def broker_answers(url: str) -> str:
    """ "" where the broker answers, else why not."""
    broker = remote_broker(url)
    try:
        broker.declare_queue("ingest")
        broker.get_declared_queues()
        send(broker, "ingest_mail", 0)  # no mail has this id: a worker that gets it does nothing
    except Exception as error:
        return f"does not answer ({type(error).__name__})"
    finally:
        broker.close()
    return ""
