"""Durable acceptance against Postfix's smtpd, in interleaved rounds: `python -m tests.bench.accept [ROUNDS]`.

Both sides answer 250 only when the mail is on disk. The load is Postfix's smtp-source; what was stored is counted.
"""

import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.bench.postfix import DISCARD, HOLD, Postfix

SOURCE = "/usr/sbin/smtp-source"
RECIPIENT = "ticket@gw.test"


@dataclass(frozen=True)
class Case:
    size: int
    connections: int
    mails: int
    wanted: float  # ratio to Postfix
    kept: bool = True  # connections carry many mails, as a relay's do

    @property
    def name(self) -> str:
        return f"{self.size // 1024} KB, {self.connections} {'kept' if self.kept else 'new'} connections"


CASES = (
    Case(10 * 1024, 10, 2000, 1.5),
    Case(10 * 1024, 50, 2000, 3.0),
    Case(10 * 1024, 50, 1500, 1.0, kept=False),
    Case(100 * 1024, 10, 400, 1.0),
)


class OurListeners:
    """One or more listener processes on one port and one database."""

    def __init__(self, folder: Path, count: int) -> None:
        folder.mkdir()
        self.port = free_port()
        self._folder = folder
        self._processes = [self._start() for _ in range(count)]

    def _start(self) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "tests.bench.listener", str(self._folder), str(self.port)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline().startswith("ready"), "the listener did not start"
        return process

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


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def send(case: Case, port: int, recipient: str) -> float:
    """Mails a second."""
    command = [
        SOURCE,
        *(["-d"] if case.kept else []),
        "-l",
        str(case.size),
        "-m",
        str(case.mails),
        "-s",
        str(case.connections),
    ]
    command += ["-f", "sender@example.org", "-t", recipient, f"127.0.0.1:{port}"]
    started = time.perf_counter()
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, timeout=60)
    return case.mails / (time.perf_counter() - started)


def measure_ours(ours: OurListeners, case: Case) -> float:
    before = ours.rows()
    rate = send(case, ours.port, RECIPIENT)
    assert ours.rows() - before == case.mails, "not every mail that was answered with 250 is stored"
    return rate


def measure_postfix(postfix: Postfix, case: Case, recipient: str) -> float:
    rate = send(case, postfix.port, recipient)
    assert recipient != HOLD or postfix.held() == case.mails, "Postfix did not keep every mail"
    postfix.settle()
    return rate


def measure(case: Case, postfix: Postfix, sides: dict[str, OurListeners], rounds: int) -> dict[str, float]:
    """Medians. Postfix counts with the faster of its two ways."""
    runs: dict[str, Callable[[], float]] = {
        "hold": lambda: measure_postfix(postfix, case, HOLD),
        "discard": lambda: measure_postfix(postfix, case, DISCARD),
    }
    runs |= {name: lambda ours=ours: measure_ours(ours, case) for name, ours in sides.items()}  # type: ignore[misc]
    results: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            results[name].append(run())
    return {name: statistics.median(rates) for name, rates in results.items()}


def report(case: Case, rates: dict[str, float]) -> None:
    base = max(rates["hold"], rates["discard"])
    ours = "".join(f"{rate / base:14.2f}" for name, rate in rates.items() if name not in ("hold", "discard"))
    faster = "hold" if base == rates["hold"] else "discard"
    print(f"{case.name:32}{base:9.0f}/s {faster:8}{ours}   wanted {case.wanted}", flush=True)


def main() -> int:
    reason = Postfix.missing() or ("" if Path(SOURCE).exists() else "smtp-source is not installed")
    if reason:
        print(f"skipped: {reason}")
        return 0
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    folder = Path(tempfile.mkdtemp(prefix="accept-"))
    postfix = Postfix(folder / "postfix", free_port())
    sides = {"1 process": OurListeners(folder / "one", 1), "2 processes": OurListeners(folder / "two", 2)}
    try:
        print(f"{'':32}{'Postfix':>11} {'way':8}" + "".join(f"{name:>14}" for name in sides) + "   (ratios)")
        for case in CASES:
            report(case, measure(case, postfix, sides, rounds))
    finally:
        for side in sides.values():
            side.stop()
        postfix.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
