"""Brokers: our own inside of one process, or Dramatiq's for RabbitMQ and Redis. None of them holds anything dear."""

import queue
import threading
from collections.abc import Iterable

import dramatiq
from dramatiq import Consumer, Message, MessageProxy
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from dramatiq.brokers.redis import RedisBroker
from dramatiq.errors import QueueNotFound
from pika.exceptions import AMQPError
from redis.exceptions import RedisError

Key = tuple[str, tuple[object, ...]]


class LocalBroker(dramatiq.Broker):
    """Queues in memory. An id that is queued or being worked on is not queued a second time."""

    def __init__(self) -> None:
        super().__init__(middleware=[])
        self._lines: dict[str, queue.SimpleQueue[Message[object]]] = {}
        self._known: set[Key] = set()
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
        line.put(message)
        return message

    def waiting(self, queue_name: str) -> int:
        return self._line(queue_name).qsize()

    def idle(self) -> bool:
        """Nothing queued and nothing being worked on."""
        with self._lock:
            return not self._known

    def forget(self, message: "Message[object]") -> None:
        with self._lock:
            self._known.discard(_key(message))

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
    return message.actor_name, tuple(message.args)


FULL = 5000  # ids in a shared queue, above which the sweep hardly adds any
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


def remote_broker(url: str) -> dramatiq.Broker:
    """RabbitMQ or Redis by URL. Without middleware: no retries, no delays, no results."""
    if url.startswith("amqp"):
        return RabbitmqBroker(url=url, middleware=[])
    return RedisBroker(url=url, middleware=[])  # type: ignore[no-untyped-call]
