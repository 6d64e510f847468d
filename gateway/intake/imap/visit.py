"""One connection to a mailbox, from the first look to its end: looks into all folders, and waits for new mail between.

IDLE watches the first folder; the others are looked at each `every`. IDLE is a hint only: looks come whatever it says.
"""

import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field

from ... import meters
from ...mail.mailboxes import Place
from .accepting import Parts
from .looking import Look
from .marking import Marking
from .session import Client
from .settings import Pauses
from .suspects import Suspects
from .tenure import Tenure
from .trouble import Diary, NoIdle

GAP = 0.5  # seconds between two looks: a server may speak of new mail as often as it likes
UNTRUSTED = 3600.0  # seconds for which a server that fails at IDLE is only polled
FAILURES = 2


@dataclass(slots=True)
class Memory:
    """What is remembered of a mailbox from connection to connection."""

    pauses: Pauses
    suspects: dict[Place, Suspects] = field(default_factory=dict)
    steady: dict[Place, float] = field(default_factory=dict)  # since when a folder has had these numbers
    failed: list[float] = field(default_factory=list)  # when IDLE did
    unnoted: dict[bytes, int] = field(default_factory=dict)

    def suspects_of(self, place: Place) -> Suspects:
        for other in [each for each in self.suspects if each.folder == place.folder and each != place]:
            del self.suspects[other]
        return self.suspects.setdefault(place, Suspects(self.pauses.stubborn))

    def settled(self, place: Place) -> bool:
        """Has the folder had these numbers for long? Said once: some servers go to and fro between two numberings."""
        for other in [each for each in self.steady if each.folder == place.folder and each != place]:
            del self.steady[other]
        if time.monotonic() - self.steady.setdefault(place, time.monotonic()) < self.pauses.settled:
            return False
        self.steady[place] = float("inf")
        return True

    def idle_failed(self) -> None:
        self.failed = [*self.failed[1 - FAILURES :], time.monotonic()]

    @property
    def idle_works(self) -> bool:
        return sum(time.monotonic() - when < UNTRUSTED for when in self.failed) < FAILURES


@dataclass(slots=True)
class Visit:
    parts: Parts
    client: Client
    tenure: Tenure
    diary: Diary
    memory: Memory
    stopped: threading.Event
    marking: Marking = field(init=False)
    seen: set[str] = field(default_factory=set)  # folders that were looked at over this connection
    looked: float = 0.0

    def __post_init__(self) -> None:
        self.marking = Marking(self.client, self.parts.settings, self.diary)
        self.client.pulse = self._pulse

    @property
    def order(self) -> tuple[str, ...]:
        """The first folder comes last and stays selected, for IDLE."""
        folders = self.parts.settings.folders
        return (*folders[1:], folders[0])

    def run(self) -> None:
        while not self.stopped.is_set():
            began = time.monotonic()
            for folder in self.order:
                if not self.stopped.is_set():
                    self.look(folder)
            self.diary.over()
            meters.mailbox_looked(self.parts.settings.name)
            while not self.stopped.is_set() and (left := began + self.parts.settings.every - time.monotonic()) > 0:
                if self._wait(min(left, self.parts.settings.pauses.idle)):
                    self.look(self.order[-1])

    def look(self, folder: str) -> int:
        """Returns how many mails were accepted."""
        self.looked = time.monotonic()
        look = Look(self.parts, self.client, self.marking, self.tenure, folder, self.memory.suspects_of, self.stopped)
        place = look.run(folder not in self.seen)
        self.seen.add(folder)
        if self.memory.settled(place):
            self.parts.notebook.settle(self.tenure.hold(), place)
        return look.taken

    def _pulse(self) -> None:
        """A large mail on a slow line may take longer than the lease; whether it was lost is found out afterwards."""
        with suppress(Exception):
            self.tenure.hold()

    def _wait(self, seconds: float) -> bool:
        """True where the server spoke of new mail, be it while we were looking."""
        self.tenure.hold()
        if not self.client.news:
            self._sleep(seconds)
        self.stopped.wait(max(0.0, self.looked + GAP - time.monotonic()))
        return self.client.news

    def _sleep(self, seconds: float) -> None:
        idle = self.parts.settings.idle and self.memory.idle_works and self.client.has_capability("IDLE")
        if not idle:
            self.stopped.wait(seconds)
            self.client.noop()
            return
        try:
            works = self.client.idle_for(seconds, self.stopped)
        except NoIdle:
            self.memory.idle_failed()
            raise
        if not works:
            self.memory.idle_failed()
