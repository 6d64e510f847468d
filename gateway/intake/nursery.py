"""Gets reading children for `reading`: they are forked by a process that is there for nothing else (`nursing`), since
to start an interpreter for each costs as much CPU as reading a hundred mails.
"""

import os
import select
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass

from .nursing import BEAR, NUMBER, TELL

PATIENCE = 20.0  # seconds for an answer; the first one waits for the imports


class NoChild(Exception):
    """The machine gives no process; says why."""


class _Lost(Exception):
    """The nurse is dead, or as good as that."""


class _Nurse:
    """The process that forks. Where it does not answer it is ended: a late answer would be taken for the next one."""

    def __init__(self, command: list[str]) -> None:
        """Raises OSError."""
        self._lock = threading.Lock()
        self._wire, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._wire.settimeout(PATIENCE)
        with theirs:
            try:
                self._process = subprocess.Popen(command, stdin=theirs.fileno(), stdout=subprocess.DEVNULL)
            except BaseException:
                self._wire.close()
                raise

    def ask(self, question: bytes, ends: tuple[int, ...] = ()) -> tuple[int, list[int]]:
        """A number and descriptors. Raises _Lost."""
        with self._lock:
            try:
                socket.send_fds(self._wire, [question], ends) if ends else self._wire.send(question)
                answer, found, _, _ = socket.recv_fds(self._wire, NUMBER.size, 1)
            except OSError as error:
                self._end()
                raise _Lost(str(error) or "no answer") from error
            if not answer:
                self._end()
                raise _Lost("it ended")
            return NUMBER.unpack(answer)[0], found

    def end(self) -> None:
        with self._lock:
            self._end()

    def _end(self) -> None:
        self._wire.close()
        self._process.kill()
        self._process.wait()


@dataclass(frozen=True, slots=True)
class Born:
    """A child: what we read from it and write to it, and a descriptor that stands for it (a pid may be reused)."""

    source: int
    target: int
    itself: int
    pid: int
    nurse: _Nurse

    def ended(self, within: float = 0.0) -> bool:
        return bool(select.select([self.itself], [], [], within)[0])

    def end(self) -> int | None:
        """Kills it where it lives. How it ended, negative for a signal; None where nobody is left who knows."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.itself, signal.SIGKILL)
        for descriptor in (self.source, self.target, self.itself):
            os.close(descriptor)
        try:
            return self.nurse.ask(TELL + NUMBER.pack(self.pid))[0]
        except _Lost:
            return None


class Nursery:
    """Children for the threads of one process. `arguments`: of the interpreter, for a module that calls `tend`."""

    def __init__(self, arguments: tuple[str, ...]) -> None:
        self._arguments = arguments
        self._lock = threading.Lock()
        self._nurse: _Nurse | None = None

    def bear(self) -> Born:
        """Raises NoChild. A nurse that is lost has a successor, once."""
        with self._lock:
            try:
                return _born(self._opened())
            except _Lost:
                self._nurse = None
            try:
                return _born(self._opened())
            except _Lost as error:
                self._nurse = None
                raise NoChild(f"no reading process is born: {error}") from error

    def close(self) -> None:
        with self._lock:
            nurse, self._nurse = self._nurse, None
        if nurse is not None:
            nurse.end()

    def _opened(self) -> _Nurse:
        try:
            self._nurse = self._nurse or _Nurse([sys.executable, *self._arguments])
        except OSError as error:
            raise NoChild(error.strerror or "cannot start") from error
        return self._nurse


def _born(nurse: _Nurse) -> Born:
    pipes: list[int] = []
    try:
        pipes += os.pipe()
        pipes += os.pipe()
        theirs_in, target, source, theirs_out = pipes
        pid, itself = nurse.ask(BEAR, (theirs_in, theirs_out))
        if pid < 0:
            raise NoChild(os.strerror(-pid))
    except OSError as error:
        _close(pipes)
        raise NoChild(error.strerror or "no pipes") from error
    except BaseException:
        _close(pipes)
        raise
    _close([theirs_in, theirs_out])
    os.set_blocking(target, False)
    return Born(source, target, itself[0], pid, nurse)


def _close(descriptors: list[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)
