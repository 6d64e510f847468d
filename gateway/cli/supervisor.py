"""Keeps child processes running: starts them, starts them again when they die, and ends them together.

A child is forked from a parent that has no threads. It ends by itself when the parent is gone, because the parent's end
of a pipe closes then.
"""

import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

from . import heaps

PATIENCE = 30.0  # seconds the children have to end
HEALTHY = 5.0  # seconds a child must live, or the next start waits
SHORTEST_PAUSE = 0.1
LONGEST_PAUSE = 10.0  # seconds between two starts of a child that keeps dying


class StopRequested(Exception):
    """SIGTERM or SIGINT came."""


@dataclass
class Child:
    """`run(ready)` does the work and returns when SIGTERM was seen; it calls `ready` with a line once it serves."""

    name: str
    run: Callable[[Callable[[str], None]], None]
    pid: int = 0
    started: float = 0.0
    due: float = 0.0
    pause: float = SHORTEST_PAUSE
    served: bool = False  # once at least
    line: str = ""


@dataclass(frozen=True, slots=True)
class Voice:
    """How the operator is told: a sentence, or the exception that is being dealt with in a child of that name."""

    say: Callable[[str], None]
    crashed: Callable[[str], None]


PLAIN = Voice(
    say=lambda sentence: print(f"postroom: {sentence}", file=sys.stderr), crashed=lambda name: traceback.print_exc()
)


class Supervisor:
    def __init__(self, children: list[Child], voice: Voice = PLAIN) -> None:
        self._children = children
        self._voice = voice
        self._stopping = False
        self._lifeline, self._held = os.pipe()  # children read; the parent holds the other end
        self._news, self._tell = os.pipe()
        os.set_blocking(self._news, False)
        self._begun = b""  # of a line whose end is to come

    def run(self, announce: Callable[[list[str]], None]) -> int:
        """Runs until a signal, returns an exit code; `announce` gets the children's lines, in order, once all serve."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._request_stop)
        for child in self._children:
            self._start(child)
        if not self._await_ready(announce):
            self._end()
            return 1
        while not self._stopping:
            self._reap()
            self._restart()
            self._hear()
            time.sleep(0.05)
        self._end()
        return 0

    def _request_stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True

    def _await_ready(self, announce: Callable[[list[str]], None]) -> bool:
        """False where a child died before it served."""
        while not all(child.served for child in self._children):
            if self._stopping:
                return True
            if self._reap():
                return False
            self._hear()
            time.sleep(0.01)
        announce([child.line for child in self._children])
        return True

    def _hear(self) -> None:
        """What children say that serve. It is heard as long as we live, or the pipe would be full one day."""
        try:
            received = os.read(self._news, 65536)
        except BlockingIOError:
            return
        *lines, self._begun = (self._begun + received).split(b"\n")
        for line in lines:
            number, words = line.decode().split(" ", 1)
            child = self._children[int(number)]
            child.served, child.line = True, words

    def _start(self, child: Child) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        child.started = time.monotonic()
        child.pid = os.fork()
        if child.pid == 0:
            self._be(child)

    def _be(self, child: Child) -> None:
        """The life of a child process; never returns."""
        code = 1
        try:
            os.close(self._held)
            heaps.share()
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            threading.Thread(target=self._watch_parent, name="lifeline", daemon=True).start()
            child.run(lambda line: self._report_ready(child, line))
            code = 0
        except StopRequested:
            code = 0
        except OSError as error:
            self._voice.say(f"{child.name}: {error.strerror or error}")
        except BaseException:
            self._voice.crashed(child.name)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _watch_parent(self) -> None:
        os.read(self._lifeline, 1)  # returns when the parent's end closes
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(PATIENCE)
        os._exit(1)

    def _report_ready(self, child: Child, line: str) -> None:
        words = line.replace("\n", " ")
        os.write(self._tell, f"{self._children.index(child)} {words}\n".encode())

    def _reap(self) -> list[Child]:
        """Children that have died since the last look; they are due for another start."""
        dead: list[Child] = []
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return dead
            if pid == 0:
                return dead
            for child in self._children:
                if child.pid == pid:
                    self._note_death(child, os.WIFSIGNALED(status))
                    dead.append(child)

    def _note_death(self, child: Child, killed: bool) -> None:
        """A child that was killed is started again at once; one that gives up by itself, ever more slowly."""
        now = time.monotonic()
        child.pid = 0
        healthy = killed or now - child.started > HEALTHY
        child.pause = SHORTEST_PAUSE if healthy else min(LONGEST_PAUSE, child.pause * 2)
        child.due = now + child.pause

    def _restart(self) -> None:
        now = time.monotonic()
        for child in self._children:
            if child.pid == 0 and now >= child.due and not self._stopping:
                self._voice.say(f"{child.name} ended unexpectedly and is started again")
                self._start(child)

    def _end(self) -> None:
        self._stopping = True
        for child in self._children:
            _signal(child, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        while any(child.pid for child in self._children) and time.monotonic() < deadline:
            self._reap()
            time.sleep(0.02)
        for child in self._children:
            _signal(child, signal.SIGKILL)


def _signal(child: Child, number: signal.Signals) -> None:
    if child.pid:
        try:
            os.kill(child.pid, number)
        except ProcessLookupError:
            child.pid = 0


def wait_for_stop(meanwhile: Callable[[], None] = lambda: None) -> None:
    """Blocks a child's main thread until SIGTERM; `meanwhile` is called twice a second."""
    came = threading.Event()
    signal.signal(signal.SIGTERM, lambda number, frame: came.set())
    tidying = heaps.Tidying()
    while not came.wait(0.5):
        meanwhile()
        tidying.tidy()
