"""The broker within one process: nothing lost over a stop, nothing twice in flight, nothing kept."""

import gc
import logging
import threading
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from typing import Any

import dramatiq
import pytest
from dramatiq import Message, Worker
from dramatiq.brokers.stub import StubBroker
from dramatiq.errors import QueueNotFound

from workers import DELIVER, INGEST, INGEST_REPLY, PERIODIC, call, send, shared_broker
from workers.broker import LocalBroker
from workers.shared_broker import FULL, LEAST, remote_broker, room

from .. import services
from .workshop import start, until


def act(broker: LocalBroker, function: Callable[[int], None], options: dict[str, Any]) -> None:
    dramatiq.actor(actor_name=function.__name__, broker=broker, **options)(function)


def with_actor(broker: LocalBroker, work: "list[int] | None" = None, pause: float = 0.0) -> list[int]:
    done: list[int] = [] if work is None else work

    def ingest_mail(id: int) -> None:
        time.sleep(pause)
        done.append(id)
        if id < 0:
            raise LookupError("a bad one")

    act(broker, ingest_mail, INGEST)
    return done


def has_room(broker: dramatiq.Broker, ids: int) -> bool:
    return room(broker, "ingest") == ids


def stop(worker: Worker) -> None:
    worker.stop(timeout=5_000)


def test_twenty_over_a_stop_and_a_start_are_all_done_once() -> None:
    broker = LocalBroker()
    done = with_actor(broker, pause=0.02)
    for id in range(20):
        send(broker, "ingest_mail", id)
    worker = start(broker, threads=2)
    until(lambda: len(done) >= 3)
    stop(worker)
    assert 3 <= len(done) < 20
    assert broker.waiting("ingest") == 20 - len(done)
    heir = LocalBroker()
    with_actor(heir, done)
    for id in range(20):
        if id not in done:
            send(heir, "ingest_mail", id)
    worker = start(heir)
    until(lambda: len(done) == 20)
    stop(worker)
    assert sorted(done) == list(range(20))


def test_the_same_broker_goes_on_where_its_stopped_worker_left() -> None:
    """Prefetched messages are put back by the worker that stops."""
    broker = LocalBroker()
    done = with_actor(broker, pause=0.02)
    for id in range(20):
        send(broker, "ingest_mail", id)
    first = start(broker, threads=2)
    until(lambda: len(done) >= 3)
    stop(first)
    second = Worker(broker, worker_threads=4, worker_timeout=20)
    second.start()
    until(lambda: len(done) == 20)
    stop(second)
    assert sorted(done) == list(range(20))
    assert broker.idle()


def test_an_id_that_waits_or_is_worked_on_is_not_queued_again() -> None:
    broker = LocalBroker()
    begun, go = threading.Event(), threading.Event()
    done: list[int] = []

    def ingest_mail(id: int) -> None:
        begun.set()
        go.wait(10)
        done.append(id)

    act(broker, ingest_mail, INGEST)
    for _ in range(3):
        send(broker, "ingest_mail", 7)
    assert broker.waiting("ingest") == 1
    worker = start(broker, threads=1)
    assert begun.wait(10)
    send(broker, "ingest_mail", 7)
    assert (broker.waiting("ingest"), broker.idle()) == (0, False)
    go.set()
    until(broker.idle)
    send(broker, "ingest_mail", 7)
    until(lambda: done == [7, 7])
    stop(worker)


def test_what_is_in_hand_is_counted_until_it_is_done() -> None:
    broker = LocalBroker()
    begun, go = threading.Event(), threading.Event()

    def ingest_mail(id: int) -> None:
        begun.set()
        go.wait(10)

    act(broker, ingest_mail, INGEST)
    broker.declare_queue("deliver")
    for id in (1, 2, 3, 3):
        send(broker, "ingest_mail", id)
    worker = start(broker, threads=1)
    assert begun.wait(10)
    until(lambda: broker.waiting("ingest") == 0)
    assert (broker.in_hand("ingest"), broker.in_hand("deliver")) == (3, 0), "fetched ones count, too"
    go.set()
    until(broker.idle)
    assert broker.in_hand("ingest") == 0
    stop(worker)


def test_a_mail_is_in_its_line_once_whichever_actor_reads_it() -> None:
    broker = LocalBroker()

    def ingest_mail(id: int) -> None: ...

    def ingest_reply(id: int) -> None: ...

    for function, options in ((ingest_reply, INGEST_REPLY), (ingest_mail, INGEST)):
        act(broker, function, options)
        send(broker, function.__name__, 7)
    assert (broker.waiting("replies"), broker.waiting("ingest")) == (1, 0)


def test_one_that_fails_is_forgotten_and_may_come_again() -> None:
    broker = LocalBroker()
    done = with_actor(broker)
    worker = start(broker)
    send(broker, "ingest_mail", -1)
    until(broker.idle)
    send(broker, "ingest_mail", -1)
    until(lambda: done == [-1, -1])
    stop(worker)


def test_what_is_done_or_failed_leaves_nothing_in_memory() -> None:
    broker = LocalBroker()
    done = with_actor(broker)
    worker = start(broker)

    def work_off(first: int) -> None:
        for id in range(first, first + 1000):
            send(broker, "ingest_mail", -id if id % 10 == 0 else id)
        until(broker.idle)
        done.clear()

    logging.disable()  # pytest would keep every traceback
    work_off(1)
    gc.collect()
    tracemalloc.start()
    work_off(10_000)
    gc.collect()
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    logging.disable(logging.NOTSET)
    stop(worker)
    assert kept < 200_000, kept


def test_the_clock_and_notices_go_before_mails_that_wait() -> None:
    order: list[str] = []
    broker = LocalBroker()

    def ingest_mail(id: int) -> None:
        time.sleep(0.002)
        order.append("ingest_mail")

    def deliver_notice(id: int) -> None:
        order.append("deliver_notice")

    def periodic_work(id: int) -> None:
        order.append("periodic_work")

    for function, options in ((ingest_mail, INGEST), (deliver_notice, DELIVER), (periodic_work, PERIODIC)):
        act(broker, function, options)
    for id in range(300):
        send(broker, "ingest_mail", id)
    worker = start(broker, threads=1)
    until(lambda: len(order) > 20)
    send(broker, "periodic_work", 1)
    send(broker, "deliver_notice", 1)
    until(lambda: len(order) == 302)
    stop(worker)
    assert order.index("periodic_work") < 200
    assert order.index("deliver_notice") < 200


def test_an_unknown_queue_is_an_error_and_flushing_forgets() -> None:
    broker = LocalBroker()
    with pytest.raises(QueueNotFound):
        broker.waiting("nowhere")
    with_actor(broker)
    send(broker, "ingest_mail", 1)
    broker.flush_all()
    assert broker.idle()
    send(broker, "ingest_mail", 1)
    assert broker.waiting("ingest") == 1


def test_a_sweep_leaves_a_local_queue_to_the_feeder_and_an_unknown_one_is_empty() -> None:
    local = LocalBroker()
    with_actor(local)
    assert room(local, "ingest") == 0
    assert room(StubBroker(), "ingest") == FULL
    assert room(remote_broker("redis://127.0.0.1:9/0"), "ingest") == FULL


@pytest.mark.service
def test_a_sweep_hardly_adds_to_a_long_shared_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_broker, "FULL", 300)
    for service in (services.rabbitmq, services.redis_database):
        with service() as url:
            broker = remote_broker(url)
            broker.declare_queue("ingest")
            assert room(broker, "ingest") == 300
            call(broker, "ingest_mail", tuple(range(20)))
            until(partial(has_room, broker, 280))
            call(broker, "ingest_mail", tuple(range(300)))
            until(partial(has_room, broker, LEAST))
            broker.close()


def test_a_broker_that_is_down_costs_a_log_line_and_no_exception() -> None:
    broker = remote_broker("redis://127.0.0.1:9/0")
    broker.declare_queue("ingest")
    call(broker, "ingest_mail", (1, 2, 3))


def test_a_message_is_an_integer() -> None:
    broker = LocalBroker()
    with_actor(broker)
    send(broker, "ingest_mail", 7)
    message = broker.queues["ingest"].get_nowait()
    assert isinstance(message, Message)
    assert (message.args, message.kwargs, message.options) == ((7,), {}, {})
