"""Reads mails in child processes with limits on CPU, memory and wall clock; one mail's trouble ends a child, never us.

The child speaks frames of a length and bytes over its standard input and output; its answers are unpickled with nothing
but our own value types allowed.
"""

import io
import os
import pickle
import queue
import resource
import select
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from ..mail.inbound import Envelope, InboundMail
from ..mail.parse import parse

_LENGTH = struct.Struct(">I")
_ALLOWED = {("datetime", "datetime"), ("datetime", "timezone"), ("datetime", "timedelta")}


class Unreadable(Exception):
    """A mail that the child could not read; says why in words fit for the ledger."""


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """For one mail: seconds of CPU and of wall clock, bytes of memory. `mails`: after which a child is replaced."""

    cpu: float = 10.0
    wall: float = 30.0
    memory: int = 768 * 1024 * 1024
    mails: int = 20_000


class Reader:
    """A few children, shared by the threads of one process."""

    def __init__(self, children: int, limits: ReadLimits = ReadLimits()) -> None:
        self._limits = limits
        self._idle: queue.SimpleQueue[_Child] = queue.SimpleQueue()
        self._all: list[_Child] = []
        for _ in range(children):
            child = _Child(limits)
            self._all.append(child)
            self._idle.put(child)

    def warm_up(self) -> None:
        """Starts the children, so that the first mail does not wait for them."""
        for child in self._all:
            child.start()

    def read(self, raw: bytes, envelope: Envelope) -> InboundMail:
        """Raises Unreadable; the child is replaced then."""
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
    def __init__(self, limits: ReadLimits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._left = 0
        self._lock = threading.Lock()

    def start(self) -> "subprocess.Popen[bytes]":
        with self._lock:
            if self._process is None:
                limits = self._limits
                command = [sys.executable, "-m", "gateway.intake.reading", str(limits.cpu), str(limits.memory)]
                self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
                self._left = limits.mails
            return self._process

    def read(self, raw: bytes, envelope: Envelope) -> InboundMail:
        process = self.start()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            _send(process.stdin, pickle.dumps((envelope, raw), protocol=5))
            answer = _answer(process.stdout.fileno(), self._limits.wall)
        except (OSError, EOFError, TimeoutError) as error:
            raise Unreadable(self._died(error)) from error
        self._left -= 1
        if self._left <= 0:
            self.stop()
        return _unpack(answer)

    def stop(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _died(self, error: Exception) -> str:
        process = self._process
        if isinstance(error, TimeoutError):
            self.stop()
            return f"reading took longer than {self._limits.wall:g} s"
        self.stop()
        code = process.returncode if process else 0
        if code and -code in (signal.SIGPROF, signal.SIGXCPU):
            return f"reading took more than {self._limits.cpu:g} s of CPU"
        return f"the reading process ended with {signal.Signals(-code).name if code and code < 0 else code}"


def _unpack(answer: bytes) -> InboundMail:
    value = _Unpickler(io.BytesIO(answer)).load()
    if isinstance(value, InboundMail):
        return value
    raise Unreadable(str(value))


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if module == "gateway.mail.inbound" or (module, name) in _ALLOWED:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is not a value of a mail")


def _send(stream: IO[bytes], content: bytes) -> None:
    stream.write(_LENGTH.pack(len(content)))
    stream.write(content)
    stream.flush()


def _answer(descriptor: int, seconds: float) -> bytes:
    size = _LENGTH.unpack(_receive(descriptor, _LENGTH.size, seconds))[0]
    return _receive(descriptor, size, seconds)


def _receive(descriptor: int, size: int, seconds: float) -> bytes:
    pieces = bytearray()
    while len(pieces) < size:
        if not select.select([descriptor], [], [], seconds)[0]:
            raise TimeoutError
        piece = os.read(descriptor, min(1 << 20, size - len(pieces)))
        if not piece:
            raise EOFError
        pieces += piece
    return bytes(pieces)


def serve(cpu: float, memory: int) -> None:
    """The child: reads frames until its input ends."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when this ends
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while head := source.read(_LENGTH.size):
        envelope, raw = pickle.loads(source.read(_LENGTH.unpack(head)[0]))  # noqa: S301 (from our own parent)
        signal.setitimer(signal.ITIMER_PROF, cpu)  # SIGPROF ends this process, even inside of C code
        _send(target, pickle.dumps(_attempt(raw, envelope), protocol=5))
        signal.setitimer(signal.ITIMER_PROF, 0)


def _attempt(raw: bytes, envelope: Envelope) -> InboundMail | str:
    try:
        return parse(raw, envelope)
    except MemoryError:
        return "reading took more memory than it may have"
    except Exception as error:
        return f"the reader failed: {type(error).__name__}"


if __name__ == "__main__":
    serve(float(sys.argv[1]), int(sys.argv[2]))
