"""Watches one mailbox, for ever, in a thread of its own; trouble with it harms no other.

A crash between accepting and noting fetches a mail a second time; duplicates are told by their content.
"""

import threading
import time
from dataclasses import dataclass, field

from ...mail.mailboxes import Lease
from .accepting import Parts
from .fetching import Begin
from .notebook import Notebook
from .session import Client, connect
from .settings import MailboxSettings
from .tenure import Tenure
from .trouble import Diary, Pause, words_of
from .visit import Memory, Visit

ANOTHER = 5.0  # seconds until we ask again whether the node that has the mailbox still lives


@dataclass(slots=True)
class Poller:
    """The parts that one mailbox needs, and what is remembered of it from connection to connection."""

    settings: MailboxSettings
    begin: Begin
    notebook: Notebook
    diary: Diary = field(init=False)
    memory: Memory = field(init=False)

    def __post_init__(self) -> None:
        self.diary = Diary(self.settings.name)
        self.memory = Memory(self.settings.pauses)

    def run(self, stopped: threading.Event) -> None:
        """Until `stopped`. A server that does not answer is asked ever more slowly."""
        pause = Pause(self.settings.pauses)
        while not stopped.is_set():
            began = time.monotonic()
            try:
                lease = self.notebook.lease(self.settings.name)
                if lease is None:
                    stopped.wait(ANOTHER)
                    continue
                self._watch(lease, stopped)
            except Exception as error:  # whatever a server or a library comes up with ends the connection, and no more
                if not stopped.is_set():
                    self.diary.trouble(words_of(error))
                    stopped.wait(pause.after(error, time.monotonic() - began))

    def look(self, client: Client) -> int:
        """Accepts what is new since the last look in all folders; returns how many mails that were."""
        lease = self.notebook.lease(self.settings.name)
        if lease is None:
            return 0
        visit = self._visit(client, self._tenure(lease), threading.Event())
        return sum(visit.look(folder) for folder in visit.order)

    def _watch(self, lease: Lease, stopped: threading.Event) -> None:
        tenure = self._tenure(lease)
        try:
            with connect(self.settings.server) as client:
                self._visit(client, tenure, stopped).run()
        finally:
            self._release(lease)

    def _tenure(self, lease: Lease) -> Tenure:
        return Tenure(self.notebook, lease, self.settings.pauses.lease)

    def _visit(self, client: Client, tenure: Tenure, stopped: threading.Event) -> Visit:
        parts = Parts(self.settings, self.begin, self.notebook, self.memory.unnoted)
        return Visit(parts, client, tenure, self.diary, self.memory, stopped)

    def _release(self, lease: Lease) -> None:
        try:
            self.notebook.release(lease)
        except Exception as error:  # it ends by itself
            self.diary.trouble(words_of(error))
