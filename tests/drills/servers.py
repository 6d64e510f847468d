"""Servers that a drill may freeze, kill and wipe: a PostgreSQL and a Redis of its own, in a folder of their own."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import redis

from ..proofs.kill import children_of
from ..scenarios.office import free_port

HOMES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
PLACES = 60  # connections that the server has room for
SETTINGS = f"""
max_connections = {PLACES}
shared_buffers = 32MB
fsync = on
log_min_messages = fatal
unix_socket_directories = ''
"""


def postgresql_missing() -> str:
    """ "" where we can start a PostgreSQL of our own, else why not."""
    if postgres_program("initdb") is None:
        return "PostgreSQL's programs are not installed"
    if os.getuid() == 0 and shutil.which("setpriv") is None:
        return "PostgreSQL does not run as root, and setpriv is not installed"
    return ""


def redis_missing() -> str:
    return "" if shutil.which("redis-server") else "redis-server is not installed"


def postgres_program(name: str) -> str | None:
    return next((str(each / name) for each in HOMES if (each / name).exists()), shutil.which(name))


@dataclass
class Process:
    """A server with all that it has forked."""

    command: list[str]
    log: Path
    main: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.main = subprocess.Popen(self.command, stdout=log, stderr=log, start_new_session=True)

    def everybody(self) -> list[int]:
        assert self.main is not None
        return [self.main.pid, *children_of(self.main.pid)]

    def signal_all(self, number: signal.Signals) -> None:
        """The first one first: who is stopped or dead forks nobody."""
        assert self.main is not None
        done: set[int] = set()
        while left := [pid for pid in self.everybody() if pid not in done]:
            for pid in left:
                done.add(pid)
                with suppress(ProcessLookupError):
                    os.kill(pid, number)

    def kill(self) -> None:
        children = self.everybody()[1:]
        self.signal_all(signal.SIGKILL)
        self.reap()
        for pid in children:  # who was orphaned is gone when nobody finds it any more
            while _alive(pid):
                time.sleep(0.01)

    def end(self, number: signal.Signals) -> None:
        assert self.main is not None
        self.main.send_signal(number)
        self.reap()

    def reap(self) -> None:
        assert self.main is not None
        self.main.wait(30)
        self.main = None


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


@dataclass
class Cluster:
    """A PostgreSQL whose database `postroom` belongs to a role that is nobody special, as it is in earnest."""

    process: Process
    port: int
    folder: Path
    host: str = "127.0.0.1"

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://postroom@{self.host}:{self.port}/postroom"

    def start(self) -> None:
        self.process.start()
        self.answers()

    def answers(self, patience: float = 60.0) -> None:
        ends = time.monotonic() + patience
        while True:
            try:
                return self.connect().close()
            except psycopg.OperationalError:
                assert time.monotonic() < ends, self.process.log.read_text()[-2000:]
                time.sleep(0.1)

    def connect(self, user: str = "postgres", database: str = "postgres") -> "psycopg.Connection[tuple[object, ...]]":
        where = {"host": self.host, "port": self.port, "user": user, "dbname": database}
        return psycopg.connect(**where, autocommit=True, connect_timeout=4)  # type: ignore[arg-type]

    def freeze(self) -> None:
        self.process.signal_all(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.signal_all(signal.SIGCONT)

    def kill(self) -> None:
        """SIGKILL for all of it; it is not running afterwards."""
        self.process.kill()

    def restart(self) -> None:
        """Immediate: nobody is waited for, and what was committed is read from the log."""
        self.process.end(signal.SIGQUIT)
        self.start()


@contextmanager
def cluster(host: str = "127.0.0.1", listening: str = "127.0.0.1") -> Iterator[Cluster]:
    """Running. `listening` are the addresses it takes connections at, from everybody there."""
    folder = Path(tempfile.mkdtemp(prefix="postroom-postgresql-"))
    account = _account(folder)
    data = folder / "data"
    initdb = [*account, str(postgres_program("initdb")), "-D", str(data), "-U", "postgres", "-A", "trust", "--no-sync"]
    subprocess.run([*initdb, "-E", "UTF8", "--locale=C"], check=True, capture_output=True)
    with (data / "postgresql.conf").open("a") as settings:
        settings.write(f"{SETTINGS}listen_addresses = '{listening}'\n")
    with (data / "pg_hba.conf").open("a") as rights:
        rights.write("host all all samenet trust\n")
    port = free_port()
    command = [*account, str(postgres_program("postgres")), "-D", str(data), "-p", str(port)]
    found = Cluster(Process(command, folder / "log"), port, folder, host)
    try:
        found.start()
        with found.connect() as connection:
            connection.execute("CREATE ROLE postroom LOGIN")
            connection.execute("CREATE DATABASE postroom OWNER postroom")
        yield found
    finally:
        if found.process.main is not None:
            found.kill()
        shutil.rmtree(folder, ignore_errors=True)


def _account(folder: Path) -> list[str]:
    """The beginning of a command that runs as somebody who is not root."""
    if os.getuid() != 0:
        return []
    names = {each.pw_name: each for each in pwd.getpwall()}
    somebody = names.get("postgres") or names["nobody"]
    os.chown(folder, somebody.pw_uid, somebody.pw_gid)
    return ["setpriv", f"--reuid={somebody.pw_uid}", f"--regid={somebody.pw_gid}", "--clear-groups"]


@dataclass
class Redis:
    process: Process
    port: int
    host: str = "127.0.0.1"

    @property
    def url(self) -> str:
        return f"redis://{self.host}:{self.port}/0"

    def start(self) -> None:
        self.process.start()
        ends = time.monotonic() + 20
        while not self._answers():
            assert time.monotonic() < ends, "Redis does not start"
            time.sleep(0.05)

    def _answers(self) -> bool:
        with suppress(redis.RedisError), redis.Redis(host=self.host, port=self.port) as client:
            return bool(client.ping())
        return False

    def kill(self) -> None:
        self.process.kill()


@contextmanager
def own_redis(host: str = "127.0.0.1") -> Iterator[Redis]:
    """Running. It keeps nothing: what it knew is gone when it is killed."""
    folder = Path(tempfile.mkdtemp(prefix="postroom-redis-"))
    port = free_port()
    words = ["--port", str(port), "--bind", host, "--save", "", "--protected-mode", "no", "--dir", str(folder)]
    found = Redis(Process([str(shutil.which("redis-server")), *words], folder / "log"), port, host)
    try:
        found.start()
        yield found
    finally:
        if found.process.main is not None:
            found.kill()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Held:
    """Connections that somebody keeps to himself."""

    kept: list["psycopg.Connection[tuple[object, ...]]"] = field(default_factory=list)

    def take_all(self, server: Cluster) -> None:
        """Until there is no place any more; those that others give up, too."""
        with suppress(psycopg.OperationalError):
            while True:
                self.kept.append(server.connect("postroom", "postroom"))

    def give_back(self) -> None:
        for each in self.kept:
            each.close()
        self.kept.clear()
