"""Brokers: our own inside of one process, or Dramatiq's for RabbitMQ and Redis. None of them holds anything dear."""

import queue
import threading
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

import dramatiq
from dramatiq import Consumer, Message, MessageProxy
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from dramatiq.brokers.redis import RedisBroker
from dramatiq.errors import DecodeError, QueueNotFound
from pika.exceptions import AMQPError
from redis.exceptions import DataError, RedisError

Key = tuple[str, tuple[object, ...]]  # queue, arguments


class LocalBroker(dramatiq.Broker):
    """Queues in memory. An id that is queued or being worked on is not queued a second time, by whichever actor."""

    def __init__(self) -> None:
        super().__init__(middleware=[])
        self._lines: dict[str, queue.SimpleQueue[Message[object]]] = {}
        self._known: set[Key] = set()
        self._counts: Counter[str] = Counter()
        self._lock = threading.Lock()

    def declare_queue(self, queue_name: str) -> None:
        if queue_name in self.queues:
            return
        self.emit_before("declare_queue", queue_name)
        self._lines[queue_name] = queue.SimpleQueue()
        self.queues[queue_name] = self._lines[queue_name]
        self.emit_after("declare_queue", queue_name)

    def consume(self, queue_name: str, prefetch: int = 1, timeout: int = 100) -> Consumer:
        return _LocalConsumer(self, self._line(queue_name), timeout)

    def enqueue(self, message: "Message[object]", *, delay: int | None = None) -> "Message[object]":
        assert delay is None, "times for another try stand in the rows"
        line = self._line(message.queue_name)
        with self._lock:
            key = _key(message)
            if key in self._known:
                return message
            self._known.add(key)
            self._counts[message.queue_name] += 1
        line.put(message)
        return message

    def waiting(self, queue_name: str) -> int:
        return self._line(queue_name).qsize()

    def in_hand(self, queue_name: str) -> int:
        """Those that wait, those that a worker has fetched, and those that it works on."""
        return self._counts[queue_name]

    def idle(self) -> bool:
        """Nothing queued and nothing being worked on."""
        with self._lock:
            return not self._known

    def forget(self, message: "Message[object]") -> None:
        with self._lock:
            if (key := _key(message)) in self._known:
                self._known.discard(key)
                self._counts[message.queue_name] -= 1

    def put_back(self, messages: Iterable["Message[object]"]) -> None:
        for message in messages:
            self._line(message.queue_name).put(message)

    def flush(self, queue_name: str) -> None:
        line = self._line(queue_name)
        while True:
            try:
                self.forget(line.get_nowait())
            except queue.Empty:
                return

    def flush_all(self) -> None:
        for name in list(self._lines):
            self.flush(name)

    def _line(self, name: str) -> "queue.SimpleQueue[Message[object]]":
        try:
            return self._lines[name]
        except KeyError:
            raise QueueNotFound(name) from None  # type: ignore[no-untyped-call]


class _LocalConsumer(Consumer):
    """`timeout` is in milliseconds. A few are too few: whoever is not let run for so long in the midst of `get` waits
    for the next message, however late that comes (`SimpleQueue` of CPython 3.11 to 3.13).
    """

    def __init__(self, broker: LocalBroker, line: "queue.SimpleQueue[Message[object]]", timeout: int) -> None:
        self._broker = broker
        self._line = line
        self._seconds = timeout / 1000

    def __next__(self) -> MessageProxy | None:
        try:
            return MessageProxy(self._line.get(timeout=self._seconds))
        except queue.Empty:
            return None

    def ack(self, message: MessageProxy) -> None:
        self._broker.forget(message._message)

    def nack(self, message: MessageProxy) -> None:
        self._broker.forget(message._message)

    def requeue(self, messages: Iterable[MessageProxy]) -> None:
        self._broker.put_back(proxy._message for proxy in messages)

    def close(self) -> None:
        """Nothing is held open."""


def _key(message: "Message[object]") -> Key:
    return _ROWS.get(message.queue_name, message.queue_name), tuple(message.args)


_ROWS = {"replies": "ingest"}  # queues whose ids are those of another one's rows

FULL = 5000  # ids in a shared queue, above which the sweep hardly adds any
LARGEST = 2**63 - 1  # number that a row can have
LEAST = 100  # ids that it adds all the same: one that was lost must not wait for the line behind it to end


def room(broker: dramatiq.Broker, queue_name: str) -> int:
    """How many ids the sweep may put into this queue; none into a local one, which the feeder fills."""
    if isinstance(broker, LocalBroker):
        return 0
    return max(LEAST, FULL - _length(broker, queue_name))


def _length(broker: dramatiq.Broker, queue_name: str) -> int:
    """0 where nobody can say: a broker that is down, or of a kind we do not know."""
    try:
        if isinstance(broker, RabbitmqBroker):
            return broker.get_queue_message_counts(queue_name)[0]
        if isinstance(broker, RedisBroker):
            return int(broker.do_qsize(queue_name))
    except (OSError, AMQPError, RedisError):
        return 0
    return 0


class _Sober(Consumer):
    """Leaves out what none of us sent. Of such, bytes that are no message would stop the consumer for seconds each, one
    under another queue's name would end a worker's thread, and one for a later time would use up a place for good.
    """

    def __init__(self, inner: Consumer, line: "_Line") -> None:
        self._inner = inner
        self._line = line

    def __next__(self) -> MessageProxy | None:
        try:
            message = next(self._inner)
        except (DecodeError, TypeError):  # the latter, where its own id is none that Dramatiq could remember
            return None
        if message is not None and not self._line.is_ours(message):
            with suppress(KeyError, TypeError, DataError):  # it does not even say under which name it lies there
                self._inner.nack(message)
            return None
        return message

    def ack(self, message: MessageProxy) -> None:
        self._inner.ack(message)

    def nack(self, message: MessageProxy) -> None:
        self._inner.nack(message)

    def requeue(self, messages: Iterable[MessageProxy]) -> None:
        self._inner.requeue(messages)

    def close(self) -> None:
        self._inner.close()


@dataclass(frozen=True, slots=True)
class _Line:
    """A shared queue, and how messages look there that `send` wrote: an actor of this queue, one integer, no wishes."""

    broker: dramatiq.Broker
    name: str
    options: frozenset[str] = frozenset()  # what the broker itself writes into a message

    def is_ours(self, message: MessageProxy) -> bool:
        return message.queue_name == self.name and self._is_call(message) and self._is_plain(message)

    def _is_call(self, message: MessageProxy) -> bool:
        actor = self.broker.actors.get(message.actor_name) if isinstance(message.actor_name, str) else None
        numbers = [each for each in message.args if type(each) is int and 0 <= each <= LARGEST]
        return actor is not None and actor.queue_name == self.name and len(numbers) == len(message.args) == 1

    def _is_plain(self, message: MessageProxy) -> bool:
        options = message.options
        named = isinstance(message.message_id, str) and isinstance(options, dict) and message.kwargs == {}
        return named and options.keys() == self.options and all(isinstance(each, str) for each in options.values())


class _Redis(RedisBroker):
    def consume(self, queue_name: str, prefetch: int = 1, timeout: int = 5000) -> Consumer:
        line = _Line(self, queue_name, frozenset({"redis_message_id"}))
        return _Sober(super().consume(queue_name, prefetch, timeout), line)


class _Rabbitmq(RabbitmqBroker):
    def consume(self, queue_name: str, prefetch: int = 1, timeout: int = 5000) -> Consumer:
        return _Sober(super().consume(queue_name, prefetch, timeout), _Line(self, queue_name))


def remote_broker(url: str) -> dramatiq.Broker:
    """RabbitMQ or Redis by URL. Without middleware: no retries, no delays, no results."""
    if url.startswith("amqp"):
        return _Rabbitmq(url=url, middleware=[])
    return _Redis(url=url, middleware=[])  # type: ignore[no-untyped-call]
