"""Queues that others can write to, too: what none of us sent does nothing, stops nobody, and uses up no place."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import dramatiq
import pika
import pytest
import redis
from dramatiq import Worker

from workers import DELIVER, INGEST, send
from workers.shared_broker import remote_broker

from .. import services
from .workshop import until

pytestmark = pytest.mark.service

OURS: dict[str, Any] = {
    "queue_name": "ingest",
    "actor_name": "ingest_mail",
    "args": [1],
    "kwargs": {},
    "options": {},
    "message_id": "an id",
    "message_timestamp": 0,
}
OTHERS: list[dict[str, Any]] = [
    {"queue_name": "none"},
    {"queue_name": "deliver"},
    {"queue_name": ["ingest"]},
    {"actor_name": "no_such_actor"},
    {"actor_name": "deliver_notice"},
    {"actor_name": ["ingest_mail"]},
    {"actor_name": None},
    {"args": []},
    {"args": [1, 2]},
    {"args": ["1"]},
    {"args": [1.0]},
    {"args": [True]},
    {"args": [-1]},
    {"args": [2**63]},
    {"args": {"id": 1}},
    {"kwargs": {"id": 1}},
    {"kwargs": None},
    {"options": None},
    {"options": []},
    {"options": "eta"},
    {"options": {"eta": 2**50}},
    {"options": {"eta": None}},
    {"options": {"redis_message_id": {}}},
    {"options": {"redis_message_id": "x", "retries": -1}},
    {"options": {"throws": 1}},
    {"message_id": {}},
    {"message_id": 1},
    {"more": 1},
]
WITHOUT = [{name: value for name, value in OURS.items() if name != missing} for missing in ("actor_name", "args")]
BYTES = (b"", b"\xff", b"{", b"[]", b"null", b"7", b"[" * 100_000, b"1" * 10_000)
MADE_UP = [*BYTES, *(json.dumps(each).encode() for each in [*WITHOUT, *(OURS | other for other in OTHERS)])]
PLACES = 2 * 3  # messages that a worker of three threads takes along at a time

Push = Callable[[bytes], None]


@dataclass(frozen=True)
class Shared:
    url: str
    push: Push  # puts bytes into the queue "ingest" as if they were a message


@contextmanager
def on_redis() -> Iterator[Shared]:
    with services.redis_database() as url, redis.Redis.from_url(url) as client:

        def push(content: bytes) -> None:
            name = f"made-up-{client.incr('made-up')}"
            client.hset("dramatiq:ingest.msgs", name, _named(content, name))
            client.rpush("dramatiq:ingest", name)

        yield Shared(url, push)


def _named(content: bytes, name: str) -> bytes:
    """As Dramatiq would have written it: its name in Redis stands in the message, too."""
    if content in BYTES:
        return content
    message = json.loads(content)
    return json.dumps(
        message | {"options": {"redis_message_id": name}} if message.get("options") == {} else message
    ).encode()


@contextmanager
def on_rabbitmq() -> Iterator[Shared]:
    with services.rabbitmq() as url, pika.BlockingConnection(pika.URLParameters(url)) as connection:
        channel = connection.channel()
        yield Shared(url, lambda content: channel.basic_publish("", "ingest", content))


SERVICES: dict[str, Callable[[], AbstractContextManager[Shared]]] = {"redis": on_redis, "rabbitmq": on_rabbitmq}


@pytest.fixture(params=SERVICES)
def shared(request: pytest.FixtureRequest) -> Iterator[Shared]:
    with SERVICES[request.param]() as made:
        yield made


@dataclass
class House:
    broker: dramatiq.Broker
    worker: Worker
    done: list[object]

    def works_off(self, id: int) -> None:
        send(self.broker, "ingest_mail", id)
        until(lambda: id in self.done)


@contextmanager
def house(url: str) -> Iterator[House]:
    broker, done = remote_broker(url), list[object]()
    for name, options in (("ingest_mail", INGEST), ("deliver_notice", DELIVER)):
        dramatiq.actor(actor_name=name, broker=broker, **options)(done.append)  # type: ignore[call-overload]
    worker = Worker(broker, queues={"ingest"}, worker_threads=3, worker_timeout=100)
    worker.start()
    try:
        yield House(broker, worker, done)
    finally:
        worker.stop(timeout=5_000)
        broker.close()


def test_what_none_of_us_sent_is_left_out_and_what_we_send_is_done(shared: Shared) -> None:
    with house(shared.url) as running:
        running.works_off(100)
        for number, content in enumerate(MADE_UP):
            shared.push(content)
            running.works_off(101 + number)
        assert running.done == list(range(100, 101 + len(MADE_UP)))
        assert all(thread.is_alive() for thread in running.worker.workers)


@pytest.mark.parametrize("other", [{"queue_name": "none"}, {"options": {"eta": 2**50}}, {"message_id": {}}], ids=str)
def test_many_at_once_take_up_no_place(shared: Shared, other: dict[str, Any]) -> None:
    with house(shared.url) as running:
        running.works_off(100)
        for _ in range(3 * PLACES):
            shared.push(json.dumps(OURS | other).encode())
        running.works_off(101)
        assert running.done == [100, 101]


def test_what_is_like_ours_is_done(shared: Shared) -> None:
    """Else the tests above would say nothing."""
    with house(shared.url) as running:
        running.works_off(100)
        shared.push(json.dumps(OURS).encode())
        until(lambda: running.done == [100, 1])
