"""Reads mails in child processes with limits on CPU, memory and wall clock; one mail's trouble ends a child, never us.

A mail that takes long, and is not only kept waiting by others, is read aside, behind all others: its place goes to a
new child, and its own goes on at the lowest priority. One may be there at a time; another one comes again later.
"""

import os
import pickle
import queue
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from ..mail.inbound import Envelope, InboundMail
from .answered import unpack
from .effort import Effort, effort_of
from .frames import Patience, ask
from .nursery import Born, NoChild, Nursery
from .unread import Busy, NoReader, Unexplained, Unreadable

__all__ = ["Busy", "NoReader", "ReadLimits", "Reader", "Unreadable"]

OWN_MODULE = "gateway.intake.child"
LOOK = 0.3  # seconds between two looks at a child that may take long
MUCH = 0.03  # seconds of CPU between them: a mail of some pages needs less for all of it
ASIDE = 19  # niceness; at 10, good mails took 1.2 to 1.4 times as long beside one that turns in circles


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """For one mail: seconds of CPU and of wall clock, bytes of memory. `quick`: seconds after which it may take long.
    `mails`: after which a child is replaced.
    """

    cpu: float = 10.0
    wall: float = 60.0
    memory: int = 768 * 1024 * 1024
    quick: float = 0.7
    mails: int = 20_000


class Reader:
    """A few children, shared by the threads of one process. `module` is what they are born of: it calls `tend`."""

    def __init__(self, children: int, limits: ReadLimits = ReadLimits(), module: str = OWN_MODULE) -> None:
        self._limits = limits
        self._nursery = Nursery(("-m", module, str(limits.cpu), str(limits.memory)))
        self._idle: queue.SimpleQueue[_Child] = queue.SimpleQueue()
        self._aside = threading.Lock()  # held by the one mail that takes long
        self._all: set[_Child] = set()
        for _ in range(children):
            self._idle.put(self._another())

    def warm_up(self) -> None:
        """Begins with what takes long about the first child. Raises NoReader."""
        try:
            self._nursery.open()
        except NoChild as error:
            raise NoReader(str(error)) from error

    def read(self, raw: bytes, envelope: Envelope) -> InboundMail:
        """Raises Unreadable, the child is replaced then; Busy and NoReader."""
        with self._kept(_Place(self._idle.get(), self._limits, self._stand_in)) as place:
            return place.child.read(raw, envelope, place.patience)

    def read_patiently(self, raw: bytes, envelope: Envelope) -> InboundMail:
        """Never Busy: whoever reads stored mails has time."""
        with suppress(Busy):
            return self.read(raw, envelope)
        while True:
            with suppress(Busy):
                return self.read_aside(raw, envelope, wait=True)

    def read_aside(self, raw: bytes, envelope: Envelope, wait: bool = False) -> InboundMail:
        """The same for a mail that is known to take long. With `wait` it waits for its turn."""
        if not self._aside.acquire(blocking=wait):
            raise Busy
        child = self._another()
        child.step_back()
        with self._kept(_Place(child, self._limits, self._stand_in, aside=True)) as place:
            return child.read(raw, envelope, place.patience)

    def close(self) -> None:
        for child in list(self._all):
            child.stop()
        self._nursery.close()

    @contextmanager
    def _kept(self, place: "_Place") -> Iterator["_Place"]:
        try:
            yield place
        finally:
            if place.aside:
                self._end(place.child)
            else:
                self._idle.put(place.child)

    def _stand_in(self) -> None:
        """Somebody keeps their child for longer, and others get a new one."""
        if not self._aside.acquire(blocking=False):
            raise Busy
        self._idle.put(self._another())

    def _another(self) -> "_Child":
        child = _Child(self._limits, self._nursery)
        self._all.add(child)
        return child

    def _end(self, child: "_Child") -> None:
        """A priority that was lowered is not raised again: that is root's to do."""
        child.stop()
        self._all.discard(child)
        self._aside.release()


class _Place:
    """Where one mail is read, `wall` seconds at most. After `quick` ones its child is looked at: where it works, or
    sleeps, the mail goes aside, and others have `stand_in`.
    """

    def __init__(
        self,
        child: "_Child",
        limits: ReadLimits,
        stand_in: Callable[[], None],
        *,
        aside: bool = False,
    ) -> None:
        self.child, self.aside = child, aside
        self._stand_in = stand_in
        self._seen: Effort | None = None
        now = time.monotonic()
        self._quick, self._ends = now + limits.quick, now + limits.wall

    def patience(self) -> float:
        """Raises TimeoutError and Busy."""
        now = time.monotonic()
        if now >= self._ends:
            raise TimeoutError
        if not self.aside and now >= self._quick:
            self._look()
            self._quick = now + LOOK
        return (self._ends if self.aside else min(self._quick, self._ends)) - now

    def _look(self) -> None:
        """Whoever only gets no processor is no different from others."""
        before, self._seen = self._seen, self.child.effort()
        if before is None or (self._seen.wants and self._seen.cpu < before.cpu + MUCH):
            return
        self._stand_in()
        self.aside = True
        self.child.step_back()


class _Child:
    def __init__(self, limits: ReadLimits, nursery: Nursery) -> None:
        self._limits = limits
        self._nursery = nursery
        self._born: Born | None = None
        self._left = 0
        self._low = False
        self._lock = threading.Lock()

    def step_back(self) -> None:
        """To a low priority, for the rest of its life."""
        with self._lock:
            self._low = True
            self._lower()

    def effort(self) -> Effort:
        born = self._born
        return effort_of(born.pid) if born is not None else Effort(0.0, wants=False)

    def _lower(self) -> None:
        if self._born is not None:
            with suppress(OSError):  # it is gone, which others find out
                os.setpriority(os.PRIO_PROCESS, self._born.pid, ASIDE)

    def _start(self) -> Born:
        with self._lock:
            if self._born is not None and self._born.ended():
                self._born.end()  # it died idle; that is not the next mail's fault
                self._born = None
            if self._born is None:
                self._born = self._begun()
                self._left = self._limits.mails
                if self._low:
                    self._lower()
            return self._born

    def _begun(self) -> Born:
        try:
            return self._nursery.bear()
        except NoChild as error:
            raise NoReader(str(error)) from error

    def read(self, raw: bytes, envelope: Envelope, patience: Patience) -> InboundMail:
        question = pickle.dumps((envelope, raw), protocol=5)
        try:
            return self._read(question, patience)
        except Unexplained:  # whoever ended both may have meant neither the mail nor us
            return self._read(question, patience)

    def _read(self, question: bytes, patience: Patience) -> InboundMail:
        born = self._start()
        try:
            answer = unpack(ask(born.target, born.source, question, patience))
        except Busy:
            self.stop()
            raise
        except Exception as error:  # whatever an answer that is none makes the unpickler raise
            raise self._died(born, error) from error
        if isinstance(answer, str):
            self.stop()
            raise Unreadable(answer)
        self._left -= 1
        if self._left <= 0:
            self.stop()
        return answer

    def stop(self) -> int | None:
        """How it ended, where that is known."""
        with self._lock:
            born, self._born = self._born, None
        return born.end() if born is not None else None

    def _died(self, born: Born, error: Exception) -> Unreadable | Busy:
        late = isinstance(error, TimeoutError)
        starved = late and effort_of(born.pid).wants
        ended = not late and isinstance(error, OSError | EOFError) and born.ended(1.0)  # its pipes are closed
        code = self.stop()
        if starved:
            return Busy()
        if late:
            return Unreadable(f"reading took longer than {self._limits.wall:g} s")
        if not ended:
            return Unreadable(f"the reading process gave no proper answer: {type(error).__name__}")
        if code is None:
            return Unexplained("the reading process ended, and so did the one that it came from")
        if -code in (signal.SIGPROF, signal.SIGXCPU):
            return Unreadable(f"reading took more than {self._limits.cpu:g} s of CPU")
        return Unreadable(f"the reading process ended with {signal.Signals(-code).name if code < 0 else code}")
