"""The servers that the accept benchmark compares: our listener in one or several processes, the same one storing
nothing (the ceiling), and Postfix's smtpd. What was answered is counted where it is stored.
"""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Protocol

from tests.bench.load import Case, Run, cpu_of, free_port, send
from tests.bench.postfix import Postfix

RECIPIENT = "ticket@gw.test"


class Side(Protocol):
    def run(self, case: Case) -> Run: ...

    def stop(self) -> None: ...


class OurListeners:
    """One or more listener processes on one port and one database. `mode` is "store" or "nothing"."""

    def __init__(self, folder: Path, count: int = 1, mode: str = "store") -> None:
        folder.mkdir()
        self.port = free_port()
        self._folder = folder
        self._mode = mode
        self._processes = [self._start() for _ in range(count)]

    def _start(self) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "tests.bench.listener", str(self._folder), str(self.port), self._mode]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline().startswith("ready"), "the listener did not start"
        return process

    @property
    def pids(self) -> list[int]:
        return [process.pid for process in self._processes]

    def run(self, case: Case) -> Run:
        stored, spent = self.rows(), cpu_of(self.pids)
        took = send(case, self.port, RECIPIENT)
        spent = cpu_of(self.pids) - spent
        assert self._mode == "nothing" or self.rows() - stored == case.mails, "not every 250 is stored"
        self._empty_segments()
        return Run(case.mails / took, 1000 * spent / case.mails)

    def rows(self) -> int:
        connection = sqlite3.connect(self._folder / "postroom.db")
        try:
            count: int = connection.execute("SELECT count(*) FROM spool JOIN mail USING (id)").fetchone()[0]
        finally:
            connection.close()
        return count

    def stop(self) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.communicate(timeout=20)

    def _empty_segments(self) -> None:
        """Gives the disk back; a file that is still written to goes on at its place."""
        for path in (self._folder / "spool").glob("*.segment"):
            os.truncate(path, 0)


class PostfixSide:
    """One of its two ways to be done with a mail: a recipient on hold, or one that is discarded."""

    def __init__(self, postfix: Postfix, recipient: str) -> None:
        self._postfix = postfix
        self._recipient = recipient

    def run(self, case: Case) -> Run:
        pids = [self._postfix.pid]
        spent = cpu_of(pids)
        took = send(case, self._postfix.port, self._recipient)
        spent = cpu_of(pids) - spent
        assert "hold" not in self._recipient or self._postfix.held() == case.mails, "Postfix did not keep every mail"
        self._postfix.settle()
        return Run(case.mails / took, 1000 * spent / case.mails)

    def stop(self) -> None:
        """The instance is shared, and whoever started it stops it."""
