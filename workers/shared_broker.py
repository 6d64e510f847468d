"""Dramatiq's brokers for RabbitMQ and Redis, as many machines share them. They hold nothing dear, and others may write
to them.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass

import dramatiq
from dramatiq import Consumer, MessageProxy
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from dramatiq.brokers.redis import RedisBroker
from dramatiq.errors import DecodeError
from pika.exceptions import AMQPError
from redis.exceptions import DataError, RedisError

from .broker import LocalBroker

MAILS = "ingest"  # the queue of new mails
AHEAD = 24  # calls for mails that a process fetches before their turn, so that it can work on several together
LARGEST = 2**63 - 1  # number that a row can have
FULL = 5000  # ids in a shared queue, above which the sweep hardly adds any
LEAST = 100  # ids that it adds all the same: one that was lost must not wait for the line behind it to end

Stand = Callable[[list[int]], None]  # is told of mails that this process fetched and did not come to yet


class _Sober(Consumer):
    """Leaves out what none of us sent. Of such, bytes that are no message would stop the consumer for seconds each, one
    under another queue's name would end a worker's thread, and one for a later time would use up a place for good.
    """

    def __init__(self, inner: Consumer, line: "_Line", stand: Stand | None) -> None:
        self._inner = inner
        self._line = line
        self._stand = stand

    def __next__(self) -> MessageProxy | None:
        try:
            message = next(self._inner)
        except (DecodeError, TypeError):  # the latter, where its own id is none that Dramatiq could remember
            return None
        if message is not None and not self._line.is_ours(message):
            with suppress(KeyError, TypeError, DataError):  # it does not even say under which name it lies there
                self._inner.nack(message)
            return None
        if message is not None and self._stand:
            self._stand(list(message.args))
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
    stand: Stand | None = None

    def consume(self, queue_name: str, prefetch: int = 1, timeout: int = 5000) -> Consumer:
        line = _Line(self, queue_name, frozenset({"redis_message_id"}))
        fetch = super().consume
        return _sober(lambda ahead: fetch(queue_name, ahead, timeout), line, prefetch, self.stand)


class _Rabbitmq(RabbitmqBroker):
    stand: Stand | None = None

    def consume(self, queue_name: str, prefetch: int = 1, timeout: int = 5000) -> Consumer:
        fetch = super().consume
        return _sober(lambda ahead: fetch(queue_name, ahead, timeout), _Line(self, queue_name), prefetch, self.stand)


def _sober(fetch: Callable[[int], Consumer], line: _Line, prefetch: int, stand: Stand | None) -> Consumer:
    """Of new mails more are fetched, for whoever can work on several of them together."""
    if stand is None or line.name != MAILS:
        return _Sober(fetch(prefetch), line, None)
    return _Sober(fetch(max(prefetch, AHEAD)), line, stand)


def remote_broker(url: str, stand: Stand | None = None) -> dramatiq.Broker:
    """RabbitMQ or Redis by URL. Without middleware: no retries, no delays, no results."""
    if url.startswith("amqp"):
        rabbitmq = _Rabbitmq(url=url, middleware=[])
        rabbitmq.stand = stand
        return rabbitmq
    redis = _Redis(url=url, middleware=[])  # type: ignore[no-untyped-call]
    redis.stand = stand
    return redis


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
