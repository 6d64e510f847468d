"""Reads mails in child processes with limits on CPU, memory and wall clock; one mail's trouble ends a child, never us.

The child speaks frames of a length and bytes over its standard input and output. Its answers are not trusted either:
they are unpickled with nothing but our own value types allowed, and within a limit of size and time.
"""

import io
import pickle
import queue
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import IO, Any

from ..mail import complained, inbound
from ..mail.inbound import Envelope, InboundMail
from ..mail.parse import parse
from .frames import LENGTH, ask, send
from .nursery import Born, NoChild, Nursery
from .nursing import tend

Parse = Callable[[bytes, Envelope], InboundMail]

OWN_MODULE = "gateway.intake.reading"
_VALUES = (
    inbound.Attachment,
    inbound.Bounce,
    complained.Complaint,
    inbound.Defect,
    inbound.Envelope,
    inbound.Failure,
    inbound.InboundMail,
    inbound.Judgement,
    inbound.Mailbox,
    inbound.Nature,
    inbound.Protection,
    inbound.Reason,
    inbound.Severity,
    inbound.Source,
    datetime,
    timezone,
    timedelta,
)
_ALLOWED = {(value.__module__, value.__qualname__): value for value in _VALUES}


class Unreadable(Exception):
    """A mail that the child could not read; says why in words fit for the ledger."""


class _Unexplained(Unreadable):
    """The child ended, and nobody is left who could tell how."""


class NoReader(Exception):
    """No child could be started: the machine is in trouble, not the mail."""


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """For one mail: seconds of CPU and of wall clock, bytes of memory. `mails`: after which a child is replaced."""

    cpu: float = 10.0
    wall: float = 30.0
    memory: int = 768 * 1024 * 1024
    mails: int = 20_000


class Reader:
    """A few children, shared by the threads of one process. `module` is what they are born of: it calls `tend`."""

    def __init__(self, children: int, limits: ReadLimits = ReadLimits(), module: str = OWN_MODULE) -> None:
        self._nursery = Nursery(("-m", module, str(limits.cpu), str(limits.memory)))
        self._idle: queue.SimpleQueue[_Child] = queue.SimpleQueue()
        self._all: list[_Child] = []
        for _ in range(children):
            child = _Child(limits, self._nursery)
            self._all.append(child)
            self._idle.put(child)

    def warm_up(self) -> None:
        """Begins with what takes long about the first child. Raises NoReader."""
        try:
            self._nursery.open()
        except NoChild as error:
            raise NoReader(str(error)) from error

    def read(self, raw: bytes, envelope: Envelope) -> InboundMail:
        """Raises Unreadable, the child is replaced then; and NoReader."""
        with self._borrowed() as child:
            return child.read(raw, envelope)

    def close(self) -> None:
        for child in self._all:
            child.stop()
        self._nursery.close()

    @contextmanager
    def _borrowed(self) -> Iterator["_Child"]:
        child = self._idle.get()
        try:
            yield child
        finally:
            self._idle.put(child)


class _Child:
    def __init__(self, limits: ReadLimits, nursery: Nursery) -> None:
        self._limits = limits
        self._nursery = nursery
        self._born: Born | None = None
        self._left = 0
        self._lock = threading.Lock()

    def _start(self) -> Born:
        with self._lock:
            if self._born is not None and self._born.ended():
                self._born.end()  # it died idle; that is not the next mail's fault
                self._born = None
            if self._born is None:
                self._born = self._begun()
                self._left = self._limits.mails
            return self._born

    def _begun(self) -> Born:
        try:
            return self._nursery.bear()
        except NoChild as error:
            raise NoReader(str(error)) from error

    def read(self, raw: bytes, envelope: Envelope) -> InboundMail:
        question = pickle.dumps((envelope, raw), protocol=5)
        try:
            return self._read(question)
        except _Unexplained:  # whoever ended both may have meant neither the mail nor us
            return self._read(question)

    def _read(self, question: bytes) -> InboundMail:
        born = self._start()
        ends = time.monotonic() + self._limits.wall
        try:
            mail = _unpack(ask(born.target, born.source, question, ends))
        except Unreadable:
            self.stop()
            raise
        except Exception as error:  # whatever an answer that is none makes the unpickler raise
            raise self._died(born, error) from error
        self._left -= 1
        if self._left <= 0:
            self.stop()
        return mail

    def stop(self) -> int | None:
        """How it ended, where that is known."""
        with self._lock:
            born, self._born = self._born, None
        return born.end() if born is not None else None

    def _died(self, born: Born, error: Exception) -> Unreadable:
        late = isinstance(error, TimeoutError)
        ended = not late and isinstance(error, OSError | EOFError) and born.ended(1.0)  # its pipes are closed
        code = self.stop()
        if late:
            return Unreadable(f"reading took longer than {self._limits.wall:g} s")
        if not ended:
            return Unreadable(f"the reading process gave no proper answer: {type(error).__name__}")
        if code is None:
            return _Unexplained("the reading process ended, and so did the one that it came from")
        if -code in (signal.SIGPROF, signal.SIGXCPU):
            return Unreadable(f"reading took more than {self._limits.cpu:g} s of CPU")
        return Unreadable(f"the reading process ended with {signal.Signals(-code).name if code < 0 else code}")


def _unpack(answer: bytes) -> InboundMail:
    value = _Unpickler(io.BytesIO(answer)).load()
    if isinstance(value, InboundMail):
        return value
    raise Unreadable(str(value)[:200])


class _Unpickler(pickle.Unpickler):
    """Knows the values of a mail by their full names and nothing else: a dotted path through one of them could lead to
    any function (`Enum.__init__.__globals__` ...).
    """

    def find_class(self, module: str, name: str) -> Any:
        try:
            return _ALLOWED[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is not a value of a mail") from None


def serve(cpu: float, memory: int, parse: Parse = parse) -> None:
    """The child: reads frames until its input ends."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when this ends
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with open(0, "rb", closefd=False) as source, open(1, "wb", closefd=False) as target:
        _answer(source, target, cpu, parse)


def _answer(source: IO[bytes], target: IO[bytes], cpu: float, parse: Parse) -> None:
    while head := source.read(LENGTH.size):
        envelope, raw = pickle.loads(source.read(LENGTH.unpack(head)[0]))  # noqa: S301 (from our own parent)
        signal.setitimer(signal.ITIMER_PROF, cpu)  # SIGPROF ends this process, even inside of C code
        send(target, pickle.dumps(_attempt(parse, raw, envelope), protocol=5))
        signal.setitimer(signal.ITIMER_PROF, 0)


def _attempt(parse: Parse, raw: bytes, envelope: Envelope) -> InboundMail | str:
    try:
        return parse(raw, envelope)
    except MemoryError:
        return "reading took more memory than it may have"
    except Exception as error:
        return f"the reader failed: {type(error).__name__}"


if __name__ == "__main__":
    tend(partial(serve, float(sys.argv[1]), int(sys.argv[2])))
