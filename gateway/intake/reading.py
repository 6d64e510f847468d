"""Reads mails in child processes with limits on CPU, memory and wall clock; one mail's trouble ends a child, never us.

The child speaks frames of a length and bytes over its standard input and output. Its answers are not trusted either:
they are unpickled with nothing but our own value types allowed, and within a limit of size and time.
"""

import io
import os
import pickle
import queue
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from ..mail import inbound
from ..mail.inbound import Envelope, InboundMail
from ..mail.parse import parse
from .frames import LENGTH, ask, send

Parse = Callable[[bytes, Envelope], InboundMail]

OWN_MODULE = "gateway.intake.reading"
_VALUES = (
    inbound.Attachment,
    inbound.Bounce,
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
    """A few children, shared by the threads of one process. `module` is what a child runs."""

    def __init__(self, children: int, limits: ReadLimits = ReadLimits(), module: str = OWN_MODULE) -> None:
        self._idle: queue.SimpleQueue[_Child] = queue.SimpleQueue()
        self._all: list[_Child] = []
        for _ in range(children):
            child = _Child(limits, module)
            self._all.append(child)
            self._idle.put(child)

    def warm_up(self) -> None:
        """Starts the children, so that the first mail does not wait for them."""
        for child in self._all:
            child.start()

    def read(self, raw: bytes, envelope: Envelope) -> InboundMail:
        """Raises Unreadable, the child is replaced then; and NoReader."""
        with self._borrowed() as child:
            return child.read(raw, envelope)

    def close(self) -> None:
        for child in self._all:
            child.stop()

    @contextmanager
    def _borrowed(self) -> Iterator["_Child"]:
        child = self._idle.get()
        try:
            yield child
        finally:
            self._idle.put(child)


class _Child:
    def __init__(self, limits: ReadLimits, module: str) -> None:
        self._limits = limits
        self._module = module
        self._process: subprocess.Popen[bytes] | None = None
        self._left = 0
        self._lock = threading.Lock()

    def start(self) -> "subprocess.Popen[bytes]":
        with self._lock:
            if self._process is not None and self._process.poll() is not None:
                _end(self._process)  # it died idle; that is not the next mail's fault
                self._process = None
            if self._process is None:
                self._process = self._begin()
                self._left = self._limits.mails
            return self._process

    def _begin(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", self._module, str(self._limits.cpu), str(self._limits.memory)]
        try:
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        except OSError as error:
            raise NoReader(error.strerror or "cannot start") from error
        assert process.stdin is not None
        os.set_blocking(process.stdin.fileno(), False)
        return process

    def read(self, raw: bytes, envelope: Envelope) -> InboundMail:
        process = self.start()
        ends = time.monotonic() + self._limits.wall
        try:
            mail = _unpack(ask(process, pickle.dumps((envelope, raw), protocol=5), ends))
        except Unreadable:
            self.stop()
            raise
        except Exception as error:  # whatever an answer that is none makes the unpickler raise
            raise Unreadable(self._died(error)) from error
        self._left -= 1
        if self._left <= 0:
            self.stop()
        return mail

    def stop(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            _end(process)

    def _died(self, error: Exception) -> str:
        process = self._process
        code = _exit_code(process) if process and isinstance(error, OSError | EOFError) else None
        self.stop()
        if isinstance(error, TimeoutError):
            return f"reading took longer than {self._limits.wall:g} s"
        if code is None:
            return f"the reading process gave no proper answer: {type(error).__name__}"
        if -code in (signal.SIGPROF, signal.SIGXCPU):
            return f"reading took more than {self._limits.cpu:g} s of CPU"
        return f"the reading process ended with {signal.Signals(-code).name if code < 0 else code}"


def _exit_code(process: "subprocess.Popen[bytes]") -> int | None:
    """Of a child whose pipes are closed; None where it lives on."""
    try:
        return process.wait(1.0)
    except subprocess.TimeoutExpired:
        return None


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    process.wait()


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
    source, target = sys.stdin.buffer, sys.stdout.buffer
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
    serve(float(sys.argv[1]), int(sys.argv[2]))
