"""A listener as a process of its own, and a blocking client for it."""

import re
import resource
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HEAD = b"EHLO client.test\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<box@gw.test>\r\nDATA\r\n"


class ListenerProcess:
    def __init__(self, folder: Path, *prefix: str) -> None:
        self.folder = folder
        command = [*prefix, sys.executable, "-m", "tests.bench.listener", str(folder), "0"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline().split()[1])

    def rss(self) -> int:
        """In bytes; the highest so far."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        match = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert match, "no such process"
        return int(match[1]) * 1024

    def connect(self, source: str = "127.0.0.1") -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=20, source_address=(source, 0))

    def send(self, content: Iterator[bytes]) -> str:
        """One mail; the reply to its final dot."""
        with self.connect() as sock:
            file = sock.makefile("rb")
            sock.sendall(HEAD)
            while not file.readline().startswith(b"354"):
                pass
            for piece in content:
                sock.sendall(piece)
            sock.sendall(b"\r\n.\r\n")
            return file.readline().decode()

    def stored(self) -> dict[int, bytes]:
        """The small mails, by id."""
        connection = sqlite3.connect(self.folder / "postroom.db")
        rows = connection.execute("SELECT id, body FROM spool JOIN mail USING (id)").fetchall()
        connection.close()
        return dict(rows)

    def end(self) -> None:
        self.process.terminate()
        self.process.communicate(timeout=20)


@contextmanager
def listening(folder: Path) -> Iterator[ListenerProcess]:
    listener = ListenerProcess(folder)
    try:
        yield listener
    finally:
        listener.end()


@contextmanager
def many_files(count: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, count), hard), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
