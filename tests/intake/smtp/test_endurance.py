"""The listener as a process: memory under hostile mail, thousands of idle clients, kill -9, what was synced when."""

import random
import re
import resource
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.intake.smtp.process import HEAD, ListenerProcess, listening, many_files

MEGABYTE = 1024 * 1024
IDLE = 5000


def repeat(filler: bytes, total: int) -> Iterator[bytes]:
    piece = filler * (65536 // len(filler))
    for _ in range(total // len(piece)):
        yield piece


def test_memory_stays_flat_under_hostile_mail(tmp_path: Path) -> None:
    """T-MEM-1, and T-RFC-7's 40 MB to a limit of 33 MB."""
    with listening(tmp_path) as listener:
        for warm_up in (b"x\r\n", b"\r\n"):
            listener.send(repeat(warm_up, 1 * MEGABYTE))
        before = listener.rss()
        for name, filler, total, code in (
            ("empty lines", b"\r\n", 25 * MEGABYTE, "250"),
            ("one line", b"x", 100 * MEGABYTE, "552 5.3.4"),
            ("lone dots", b"\r\n..", 8 * MEGABYTE, "250"),
            ("headers", b"X: y\r\n", 8 * MEGABYTE, "250"),
            ("too large", b"x" * 76 + b"\r\n", 40 * MEGABYTE, "552 5.3.4"),
            ("bare LF", b"x\n", 25 * MEGABYTE, "554"),
        ):
            assert listener.send(repeat(filler, total)).startswith(code), name
            assert listener.rss() - before <= 4 * MEGABYTE, name


@pytest.mark.alone
def test_thousands_of_idle_clients_keep_nobody_out(tmp_path: Path) -> None:
    """T-SLOW-1."""
    if resource.getrlimit(resource.RLIMIT_NOFILE)[1] < IDLE + 500:
        pytest.skip("not enough file descriptors here")
    with many_files(IDLE + 1000), listening(tmp_path) as listener:
        clients = [listener.connect(f"127.0.0.{2 + number % 10}") for number in range(IDLE)]
        try:
            for client in clients:
                assert client.recv(100).startswith(b"220")
            started = time.monotonic()
            assert listener.send(iter([b"Subject: x\r\n\r\nx"])).startswith("250")
            assert time.monotonic() - started < 3
            assert listener.rss() < 100 * MEGABYTE
        finally:
            for client in clients:
                client.close()


class Sender(threading.Thread):
    """Sends mails until the listener dies; keeps what was answered with 250."""

    def __init__(self, listener: ListenerProcess, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.accepted: dict[int, bytes] = {}
        self._listener = listener

    def run(self) -> None:
        try:
            with self._listener.connect() as sock:
                file = sock.makefile("rb")
                file.readline()
                for number in range(100_000):
                    body = (
                        f"Subject: {self.name} {number}\r\n\r\n".encode()
                        + random.randbytes(2000).hex().encode()
                        + b"\r\n"
                    )
                    sock.sendall(HEAD)
                    while not (line := file.readline()).startswith(b"354"):
                        if not line:
                            return
                    sock.sendall(body + b".\r\n")
                    match = re.match(rb"250 2\.0\.0 Accepted as (\d+)\r\n", file.readline())
                    if match is None:
                        return
                    self.accepted[int(match[1])] = body
        except OSError:
            pass


def test_what_was_answered_with_250_survives_kill_9(tmp_path: Path) -> None:
    """T-KILL-2, short."""
    accepted: dict[int, bytes] = {}
    for round in range(5):
        listener = ListenerProcess(tmp_path)
        senders = [Sender(listener, f"{round}-{number}") for number in range(8)]
        for sender in senders:
            sender.start()
        time.sleep(0.3 + random.random() * 0.5)
        listener.process.kill()
        listener.process.communicate()
        for sender in senders:
            sender.join(20)
            assert not accepted.keys() & sender.accepted.keys(), "an id was given twice"
            accepted |= sender.accepted
    stored = listener.stored()
    assert len(accepted) > 100
    assert all(stored.get(id) == body for id, body in accepted.items())


CALL = re.compile(r"^\d+ (\w+)\((\d+)<([^>]*)>(.*)")
WRITES, SYNCS = {"write", "pwrite64", "writev", "pwritev"}, {"fsync", "fdatasync"}


def test_everything_is_synced_before_250(tmp_path: Path) -> None:
    """T-FSYNC-1. The WAL's index (-shm) is not durable by design; the database file is synced at checkpoints."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    trace = tmp_path / "trace"
    calls = "trace=write,pwrite64,writev,pwritev,fsync,fdatasync,sendto,sendmsg"
    listener = ListenerProcess(tmp_path, "strace", "-f", "-y", "-s", "40", "-e", calls, "-o", str(trace))
    try:
        for size in (1000, 50_000, 600_000):
            assert listener.send(repeat(b"x", size)).startswith("250")
    finally:
        children = subprocess.run(
            ["pgrep", "-P", str(listener.process.pid)], capture_output=True, text=True
        ).stdout.split()
        for child in children:
            subprocess.run(["kill", child], check=True)
        listener.process.communicate(timeout=20)
    calls_made = trace.read_text()
    assert all(len(re.findall(rf"pwrite64.*{kind}>", calls_made)) > 2 for kind in (".db-wal", ".segment")), (
        "nothing seen"
    )
    assert unsynced_at_250(calls_made) == [set(), set(), set()]


def unsynced_at_250(trace: str) -> list[set[str]]:
    """For each "250 ... Accepted": the files that had been written and not synced by then."""
    dirty: set[str] = set()
    found: list[set[str]] = []
    for line in trace.splitlines():
        match = CALL.match(re.sub(r"\s+", " ", line))
        if match is None:
            continue
        call, _, path, rest = match.groups()
        if "250 2.0.0 Accepted" in rest:
            found.append(set(dirty))
        elif call in SYNCS:
            dirty.discard(path)
        elif call in WRITES and path.startswith("/") and path.endswith((".db-wal", ".segment")):
            dirty.add(path)
    return found
