"""The whole that is drilled: `postroom up` on SQLite or PostgreSQL, perhaps with a planted fault, and its processes."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from .. import services
from ..proofs.kill import children_of
from ..scenarios.office import Office

WORK = "[work]\nprocesses = {}\n"
PLANTED = "tests.drills.planted"


class Store(Enum):
    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


@dataclass(frozen=True)
class Plan:
    """How the office is set up. `fault` is the name of a planted one, "" for none."""

    store: Store = Store.SQLITE
    processes: int = 1
    extra: str = ""
    fault: str = ""


@contextmanager
def running(folder: Path, plan: Plan = Plan()) -> Iterator[Office]:
    with prepared(folder, plan) as office:
        office.start()
        yield office


@contextmanager
def prepared(folder: Path, plan: Plan = Plan()) -> Iterator[Office]:
    """An office that is not started yet; it is closed at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    with _database(plan.store, folder) as tables:
        office = Office(folder, tables + WORK.format(plan.processes) + plan.extra)
        if plan.fault:
            office.program, office.environment = PLANTED, {"PLANTED": plan.fault}
        try:
            yield office
        finally:
            office.close()


@contextmanager
def _database(store: Store, folder: Path) -> Iterator[str]:
    if store is Store.SQLITE:
        yield ""
        return
    key = folder / "reply.key"
    key.write_text("a key that is only used in drills\n")
    with services.postgresql() as url:
        yield f'[database]\nurl = "{url}"\n[reply]\nsecret = {{ file = "{key}" }}\n'


def children(office: Office) -> list[int]:
    """The processes that the supervisor keeps running: listeners, workers, pollers."""
    assert office.process is not None
    return children_of(office.process.pid)


def listeners(office: Office) -> list[int]:
    """Those of them that have a socket on the port of mail."""
    inodes = _listening(office.port)
    return [pid for pid in children(office) if inodes & _sockets(pid)]


def threads(pid: int) -> list[int]:
    """Oldest first, so that a place in this list is a part that is played."""
    try:
        return sorted(int(task.name) for task in Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return []


def is_alive(thread: int) -> bool:
    try:
        return Path(f"/proc/{thread}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def memory(pid: int) -> int:
    """The most that a process has held so far, in bytes; 0 for one that is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    line = next((line for line in status.splitlines() if line.startswith("VmHWM")), "VmHWM: 0 kB")
    return int(line.split()[1]) * 1024


def _listening(port: int) -> set[str]:
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return {f"socket:[{row[9]}]" for row in rows if row[3] == "0A" and int(row[1].split(":")[1], 16) == port}


def _sockets(pid: int) -> set[str]:
    found = set()
    with suppress(OSError):  # it ended
        for link in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):  # it was closed while we looked
                found.add(str(link.readlink()))
    return found
