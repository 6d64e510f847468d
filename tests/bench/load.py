"""The load of the accept benchmarks: one case, Postfix's smtp-source that makes it, and the CPU that it costs."""

import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

SOURCE = "/usr/sbin/smtp-source"
TICK = 100  # of /proc's clock in a second
KB = 1024
MB = 1024 * KB


@dataclass(frozen=True)
class Case:
    """`wanted`: the ratio to Postfix that is aimed at, 0 where none is. `kept` connections carry many mails each."""

    size: int
    connections: int
    mails: int
    wanted: float = 0.0
    kept: bool = True

    @property
    def name(self) -> str:
        size = f"{self.size // MB} MB" if self.size >= MB else f"{self.size // KB} KB"
        return f"{size}, {self.connections} {'kept' if self.kept else 'new'}"


@dataclass(frozen=True)
class Run:
    """`rate` in mails a second; `cpu` in milliseconds a mail, over all processes of the server."""

    rate: float
    cpu: float


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def send(case: Case, port: int, recipient: str) -> float:
    """Seconds until the last mail is answered."""
    command = [SOURCE, *(["-d"] if case.kept else [])]
    command += ["-l", str(case.size), "-m", str(case.mails), "-s", str(case.connections)]
    command += ["-f", "sender@example.org", "-t", recipient, f"127.0.0.1:{port}"]
    started = time.perf_counter()
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, timeout=120)
    return time.perf_counter() - started


def cpu_of(pids: list[int]) -> float:
    """Seconds of CPU of these processes and all below them, also of those that have ended."""
    return sum(_cpu_of(pid) for pid in pids)


def _cpu_of(pid: int) -> float:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        paths = [task / "children" for task in Path(f"/proc/{pid}/task").iterdir()]
        children = {int(child) for path in paths for child in path.read_text().split()}
    except OSError:
        return 0.0
    return sum(map(int, stat[11:15])) / TICK + sum(_cpu_of(child) for child in children)
