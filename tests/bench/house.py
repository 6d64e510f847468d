"""A whole Postroom for a measurement: one department with two agents, on SQLite or on a PostgreSQL database of its own,
and what its processes cost by role.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine, create_engine, text

from gateway.store.database import Database

from ..scenarios.office import free_port
from ..services import postgresql
from .desk import AGENTS, PROMISE, configuration

LISTENING = """
[listener]
port = {port}
connections_per_address = 500
[work]
processes = {processes}
"""
HERTZ = os.sysconf("SC_CLK_TCK")


@dataclass
class House:
    folder: Path
    database: Database
    port: int
    process: "subprocess.Popen[str]"
    backends: "Backends | None"

    def cpu(self) -> dict[str, float]:
        """Seconds so far: listener, work, reading, supervisor and, where there is one, postgresql."""
        spent: dict[str, float] = {}
        _add(self.process.pid, "supervisor", spent)
        if self.backends:
            spent["postgresql"] = self.backends.seconds()
        return spent


def _add(pid: int, role: str, spent: dict[str, float]) -> None:
    try:
        spent[role] = spent.get(role, 0.0) + _seconds(pid)
        children = _children(pid)
    except OSError:
        return
    for child in children:
        _add(child, _role(child), spent)


def _role(pid: int) -> str:
    if b"gateway.intake.child" in Path(f"/proc/{pid}/cmdline").read_bytes():
        return "reading"
    reads = any(_role(child) == "reading" for child in _children(pid))
    return "work" if reads else "listener"


def members(place: House, role: str) -> list[int]:
    """The processes of this role, as `cpu` names them."""
    return [pid for pid in _below(place.process.pid) if _role(pid) == role]


def _below(pid: int) -> list[int]:
    return [each for child in _children(pid) for each in (child, *_below(child))]


def tree_seconds(pid: int) -> float:
    """CPU of a process and all below it."""
    return _seconds(pid) + sum(map(_seconds, _below(pid)))


def _seconds(pid: int) -> float:
    stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(stat[11]) + int(stat[12])) / HERTZ


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


@dataclass
class Backends:
    """The server's processes that work for one database. Those that end take their last moments with them."""

    engine: Engine
    _seen: dict[int, float] = field(default_factory=dict)

    def seconds(self) -> float:
        with self.engine.connect() as connection:
            query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            pids = list(connection.scalars(text(query)))
        for pid in pids:
            try:
                self._seen[pid] = _seconds(pid)
            except OSError:
                continue
        return sum(self._seen.values())


@contextmanager
def house(
    kind: str, processes: int, relay: int, url: str = "", agents: tuple[str, ...] = AGENTS, promise: int = PROMISE
) -> Iterator[House]:
    """`kind` is "sqlite" or "postgresql"; its database is a new one where there is no `url`."""
    made = nullcontext(url) if url else _url(kind)
    with tempfile.TemporaryDirectory(prefix="postroom-bench-") as name, made as url:
        folder = Path(name)
        port = free_port()
        config = folder / "config.toml"
        tables = LISTENING.format(port=port, processes=processes)
        config.write_text(configuration(folder, relay, url, tables, agents, promise), encoding="utf-8")
        process = _start(folder, config)
        database = Database(url or f"sqlite:///{folder / 'state' / 'postroom.db'}")
        backends = Backends(create_engine(url, isolation_level="AUTOCOMMIT")) if kind == "postgresql" else None
        try:
            yield House(folder, database, port, process, backends)
        finally:
            database.close()
            if backends:
                backends.engine.dispose()
            _stop(process)


@contextmanager
def _url(kind: str) -> Iterator[str]:
    if kind == "sqlite":
        yield ""
    else:
        with postgresql() as url:
            yield url


def _start(folder: Path, config: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "gateway", "up", "--config", str(config)]
    with (folder / "log").open("a") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("ready:"), line + (folder / "log").read_text()
    return process


def _stop(process: "subprocess.Popen[str]") -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(40)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
    assert process.stdout is not None
    process.stdout.close()


def wait_for_port(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"nobody listens on {port}")
