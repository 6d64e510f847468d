"""The broker forgets everything, is down, tells everything three times, or carries what others made up (T-BRK-1 to 3).
It is a wake-up and never the truth: mail goes on, and nothing that it says by itself changes anything.
"""

import asyncio
import hashlib
import json
import random
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

import pika
import redis
from sqlalchemy import select

from gateway.store.database import Database
from gateway.store.schema import metadata
from workers import QUEUES

from .. import services
from ..gate import Gate
from ..proofs.kill import database_of
from ..scenarios.office import Office, wait_until
from .drill import Counts, Drill, Found, Round, Size, measured
from .offices import children
from .outages import Crowd, housed
from .people import Letter, hand_in, judged
from .servers import own_redis, redis_missing

EVERY = 2.0  # seconds between two wipes
FOUND_WITHIN = 60.0
SWEPT = 1.0  # seconds of pace between two mails of a writer in a long drill
LIKE_OURS = 0.2  # of the made-up messages: those that nothing tells from ours but that what they ask for is done
CLOCKWORK = ("periodic_slot", "search_part", "search_place", "search_due")  # tables that the time alone changes


@dataclass(frozen=True)
class Broker:
    """`shut` and `open` end it and bring it back; `push` puts bytes into a queue as if they were a message."""

    url: str
    wipe: Callable[[], None]
    shut: Callable[[], None]
    open: Callable[[], None]
    push: Callable[[list[tuple[str, bytes]]], None]
    left: Callable[[], int]


@contextmanager
def on_redis() -> Iterator[Broker]:
    with own_redis() as server, redis.Redis(port=server.port) as client:

        def push(made: list[tuple[str, bytes]]) -> None:
            for number, (queue, content) in enumerate(made):
                client.hset(f"dramatiq:{queue}.msgs", f"forged-{number}", _named(content, f"forged-{number}"))
                client.rpush(f"dramatiq:{queue}", f"forged-{number}")

        def left() -> int:
            return sum(int(client.llen(f"dramatiq:{queue}")) for queue in set(QUEUES.values()))

        yield Broker(server.url, lambda: client.flushall() and None, server.kill, server.start, push, left)


def _named(content: bytes, name: str) -> bytes:
    """Of a message like ours, its name in Redis stands in it, too."""
    return content.replace(b'"options": {}', f'"options": {{"redis_message_id": "{name}"}}'.encode())


@contextmanager
def on_rabbitmq() -> Iterator[Broker]:
    """A virtual host of the server that is there, behind a gate."""
    with services.rabbitmq() as url:
        there = urlsplit(url)
        with Gate(there.hostname or "127.0.0.1", there.port or 5672) as gate:
            way = there._replace(netloc=f"{there.username}:{there.password}@127.0.0.1:{gate.port}").geturl()
            yield Broker(way, lambda: _delete(url), gate.shut, gate.open, partial(_publish, url), partial(_count, url))


def _delete(url: str) -> None:
    """The queues themselves, with what workers have fetched and not said that they did: a purge leaves them that, and
    hits nothing where the line is short.
    """
    with pika.BlockingConnection(pika.URLParameters(url)) as connection:
        channel = connection.channel()
        for queue in set(QUEUES.values()):
            channel.queue_delete(queue)


def _publish(url: str, made: list[tuple[str, bytes]]) -> None:
    with pika.BlockingConnection(pika.URLParameters(url)) as connection:
        channel = connection.channel()
        for queue, content in made:
            channel.basic_publish("", queue, content)


def _count(url: str) -> int:
    with pika.BlockingConnection(pika.URLParameters(url)) as connection:
        channel = connection.channel()
        declared = [channel.queue_declare(queue, passive=True) for queue in set(QUEUES.values())]
        return sum(each.method.message_count for each in declared)


BROKERS: dict[str, Callable[[], AbstractContextManager[Broker]]] = {"redis": on_redis, "rabbitmq": on_rabbitmq}
Act = Callable[[Broker, Round], int]  # returns how many faults that were


def wiped(broker: Broker, round: Round) -> int:
    for _ in range(round.amount):
        time.sleep(EVERY)
        broker.wipe()
    return round.amount


def down(broker: Broker, round: Round) -> int:
    broker.shut()
    time.sleep(round.amount)
    broker.open()
    return 1


def quiet(broker: Broker, round: Round) -> int:
    """Nothing but what the office does itself."""
    time.sleep(round.amount)
    return 1


def drilled(name: str, act: Act, round: Round, fault: str = "") -> Found:
    """Under load. Mail is accepted all the time, and all is found a minute later."""
    with BROKERS[name]() as broker, housed(round.folder, f'[broker]\nurl = "{broker.url}"\n', fault) as office:
        born = children(office)
        crowd = Crowd((office.port,), f"b{round.number}", round.dice, pace=SWEPT if round.amount > 60 else 0.15)
        began = time.monotonic()
        faults = asyncio.run(_meanwhile(crowd, lambda: act(broker, round)))
        rate = 60 * faults / (time.monotonic() - began)
        took = _all_thanked(office, crowd.accepted)
        found = judged(office, crowd.accepted)
        broken = [f"answered {each.words!r}" for each in crowd.answers if not each.words.startswith("250")]
        broken += [f"{took:.0f} s until all was found"] if took > FOUND_WITHIN else []
        broken += [] if children(office) == born else ["a process did not survive"]
    figures = (measured("faults a minute", rate), measured("seconds until all is found", took, "s"))
    return found + Found(Counts(faults=faults), tuple(broken), figures)


def _all_thanked(office: Office, letters: list[Letter]) -> float:
    """Seconds until each of them is acknowledged: the relay sees it at once, and our own commands take their time."""
    began, senders = time.monotonic(), {each.sender for each in letters}
    wait_until(lambda: senders <= {each.recipient for each in office.sink.caught}, 180, lambda: office.log[-2000:])
    return time.monotonic() - began


async def _meanwhile(crowd: Crowd, act: Callable[[], int]) -> int:
    writing = asyncio.create_task(crowd.run())
    await asyncio.sleep(1)
    faults = await asyncio.to_thread(act)
    crowd.enough = True
    await asyncio.wait_for(writing, 60)
    return faults


def forged(name: str, round: Round, fault: str = "") -> Found:
    """Messages that nobody of us sent: nothing changes, nobody dies, and the next mail goes its way."""
    with BROKERS[name]() as broker, housed(round.folder, f'[broker]\nurl = "{broker.url}"\n', fault) as office:
        letters = [Letter(f"f{round.number}n{number}") for number in range(3)]
        _accepted(office, letters[:2])
        found = judged(office, letters[:2])
        born, before = children(office), everything(office)
        made = [message_of(round.dice) for _ in range(round.amount)]
        began = time.monotonic()
        broker.push(made)
        wait_until(lambda: not broker.left(), 300, lambda: f"{broker.left()} are left\n{office.log[-2000:]}")
        took = time.monotonic() - began
        after = everything(office)
        changed = [table for table in before if before[table] != after[table]]
        _accepted(office, letters[2:])
        found = found + judged(office, letters[2:])
        broken = [f"made-up messages changed {', '.join(changed)}"] if changed else []
        broken += [] if children(office) == born else ["a process did not survive"]
    rate = measured("made-up messages a second", round.amount / took)
    return found + Found(Counts(inputs=round.amount), tuple(broken), (rate,))


def _accepted(office: Office, letters: list[Letter]) -> None:
    for letter in letters:
        answer = asyncio.run(hand_in(office.port, letter))
        assert answer.startswith("250"), answer


def everything(office: Office) -> dict[str, str]:
    """What each table holds, as a digest."""
    database = Database(database_of(office))
    try:
        with database.read() as connection:
            tables = [each for each in metadata.sorted_tables if each.name not in CLOCKWORK]
            rows = {each.name: sorted(map(repr, connection.execute(select(each)))) for each in tables}
    finally:
        database.close()
    return {name: hashlib.sha256("\n".join(found).encode()).hexdigest() for name, found in rows.items()}


def message_of(dice: random.Random) -> tuple[str, bytes]:
    """A queue, and what lies in it."""
    if dice.random() >= LIKE_OURS:
        return dice.choice(tuple(QUEUES.values())), made_up(dice)
    actor, queue = dice.choice(tuple(QUEUES.items()))
    message = {"queue_name": queue, "actor_name": actor, "args": [dice.randrange(8)], "kwargs": {}, "options": {}}
    return queue, json.dumps(message).encode()


def made_up(dice: random.Random) -> bytes:
    """Bytes that are no message, half a message, or a message about what is not to be done."""
    kind = dice.randrange(6)
    if kind == 0:
        return dice.randbytes(dice.randrange(200))
    if kind == 1:
        return json.dumps(dice.choice([[], {}, 7, None, "x", {"args": [1]}, {"queue_name": "ingest"}])).encode()
    actor = dice.choice((*QUEUES, "no_such_actor", "__import__", "os.system"))
    argument = dice.choice((1, 2, -1, 0, 2**40, 2**80, 1.5, "1", "'; DROP TABLE mail; --", None, [1], {"a": 1}, True))
    message = {
        "queue_name": dice.choice((*QUEUES.values(), "none")),
        "actor_name": actor,
        "args": [argument] * dice.choice((0, 1, 1, 1, 2)),
        "kwargs": dice.choice(({}, {}, {"spool_id": 1}, {"x": 1})),
        "options": dice.choice(
            ({}, {}, {"eta": 2**50}, {"retries": -1}, {"redis_message_id": "x"}, {"pipe_target": {}})
        ),
        "message_id": dice.choice(("x", "forged", f"m{dice.randrange(1000)}")),
        "message_timestamp": dice.choice((0, -1, 2**60)),
    }
    whole = json.dumps(message).encode()
    return whole[: dice.randrange(len(whole))] if kind == 2 else whole


def drills() -> Iterator[Drill]:
    for name in BROKERS:
        need = redis_missing if name == "redis" else services.absent_rabbitmq
        promise = "forgets everything every 2 s under load: all is accepted, and done within a minute"
        run = partial(drilled, name, wiped)
        yield Drill(f"broker-wiped-{name}", f"{name} {promise}", run, Size(1, 4), Size(4, 250), (need,))
        promise = "is down under load: all is accepted, and done within a minute after"
        run = partial(drilled, name, down)
        yield Drill(f"broker-down-{name}", f"{name} {promise}", run, Size(1, 6), Size(2, 600), (need,))
        promise = "brings each message three times: one ticket, one mail"
        run = partial(drilled, name, quiet, fault="thrice")
        yield Drill(f"broker-thrice-{name}", f"{name} {promise}", run, Size(1, 4), Size(2, 60), (need,))
        promise = "carries messages that somebody made up: nothing changes and nobody dies"
        yield Drill(
            f"broker-forged-{name}",
            f"{name} {promise}",
            partial(forged, name),
            Size(1, 2_000),
            Size(2, 10_000),
            (need,),
        )
