"""The broker inside of one process. It holds nothing dear: rows are the truth, and the feeder fills it from them."""

import queue
import threading
from collections import Counter
from collections.abc import Iterable

import dramatiq
from dramatiq import Consumer, Message, MessageProxy
from dramatiq.errors import QueueNotFound

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
