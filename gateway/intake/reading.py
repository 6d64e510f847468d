"""Reads mails in child processes with limits on CPU, memory and wall clock; one mail's trouble ends a child, never us.

A mail that takes long, and is not only kept waiting by others, is read aside, behind all others: its place goes to a
new child, and its own goes on at the lowest priority. One may be there at a time; another one comes again later.
"""

import math
import os
import pickle
import queue
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from ..mail.inbound import Envelope, InboundMail
from .answered import unpack
from .effort import Effort, effort_of
from .frames import give, take
from .nursery import Born, NoChild, Nursery
from .place import LIMITS, Place, ReadLimits
from .unread import Busy, NoReader, Unexplained, Unreadable

__all__ = ["Answer", "Busy", "NoReader", "ReadLimits", "Reader", "Unreadable"]

Question = tuple[bytes, Envelope]  # a mail as it came
Answer = InboundMail | Unreadable | Busy | NoReader  # the mail, or why there is none

OWN_MODULE = "gateway.intake.child"
ASIDE = 19  # niceness; at 10, good mails took 1.2 to 1.4 times as long beside one that turns in circles


class Reader:
    """A few children, shared by the threads of one process. `module` is what they are born of: it calls `tend`."""

    def __init__(self, children: int, limits: ReadLimits = LIMITS, module: str = OWN_MODULE) -> None:
        self._limits = limits
        self._nursery = Nursery(("-m", module, str(limits.cpu), str(limits.memory)))
        self._idle: queue.SimpleQueue[_Child] = queue.SimpleQueue()
        self._aside = threading.Lock()  # held by the one mail that takes long
        self._all: set[_Child] = set()
        for _ in range(children):
            self._idle.put(self._another())

    def open(self) -> None:
        """Returns when the first child can be asked: a mail that is claimed before waits for it, and gets the blame
        should its worker die meanwhile. Raises NoReader.
        """
        child = self._idle.get()
        try:
            child.open()
        finally:
            self._idle.put(child)

    def read(self, raw: bytes, envelope: Envelope) -> InboundMail:
        """Raises Unreadable, the child is replaced then; Busy and NoReader."""
        return _mail(self.read_some([(raw, envelope)])[0])

    def read_some(self, mails: Sequence[Question], seconds: float = math.inf) -> list[Answer]:
        """The first of these mails, one after the other in one child: each, or what `read` would raise for it. One at
        least; none after the first trouble, nor after so many seconds. One behind others that takes long is Busy.
        """
        child = self._idle.get()
        with self._kept(child) as place:
            return child.read(mails, place, time.monotonic() + seconds)

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
        with self._kept(child, aside=True) as place:
            return _mail(child.read([(raw, envelope)], place, math.inf)[0])

    def close(self) -> None:
        for child in list(self._all):
            child.stop()
        self._nursery.close()

    @contextmanager
    def _kept(self, child: "_Child", aside: bool = False) -> Iterator[Place]:
        place = Place(child, self._limits, self._stand_in, aside=aside)
        try:
            yield place
        finally:
            if place.aside:
                self._end(child)
            else:
                self._idle.put(child)

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


def _mail(answer: Answer) -> InboundMail:
    if isinstance(answer, Exception):
        raise answer
    return answer


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

    def open(self) -> None:
        self._start()

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

    def read(self, mails: Sequence[Question], place: Place, ends: float) -> list[Answer]:
        """As `Reader.read_some`; `ends` is a moment."""
        found: list[Answer] = []
        for again in (True, False):
            try:
                self._read(mails, place, ends, found)
                break
            except Unexplained as trouble:  # whoever ended both may have meant neither the mail nor us
                if found:
                    break
                if not again:
                    found.append(trouble)
            except (Unreadable, Busy, NoReader) as trouble:
                found.append(trouble)
                break
        if len(found) < len(mails) or self._left <= 0:  # it would read on what nobody waits for
            self.stop()
        return found

    def _read(self, mails: Sequence[Question], place: Place, ends: float, found: list[Answer]) -> None:
        born = self._start()
        question = pickle.dumps(mails, protocol=5)
        for number in range(len(mails)):
            place.begin(alone=not found)
            try:
                if not number:
                    give(born.target, question, place.patience)
                answer = unpack(take(born.source, place.patience))
            except Busy:
                self.stop()
                raise
            except Exception as error:  # whatever an answer that is none makes the unpickler raise
                raise self._died(born, error) from error
            if isinstance(answer, str):
                self.stop()
                raise Unreadable(answer)
            self._left -= 1
            found.append(answer)
            if place.aside or time.monotonic() >= ends:
                return

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
