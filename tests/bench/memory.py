"""The listener's memory while many large mails arrive at once: `python -m tests.bench.memory --help`.

The real `postroom listen`; every mail must be accepted in the end, and none refused for good. What is read is the peak
(VmHWM) of each of its processes.
"""

import argparse
import asyncio
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gateway.store.database import Database
from tests.bench.clients import Spike
from tests.scenarios.office import Office

MB = 1024 * 1024
BOUND = 512 * MB
LOOSE = "connections_per_address = 500\n"


@contextmanager
def listening(folder: Path, settings: str = "", extra: str = "") -> Iterator[Office]:
    """`settings`: more lines of [listener]. `extra`: other tables."""
    office = Office(folder, extra)
    text = office.config.read_text(encoding="utf-8")
    office.config.write_text(text.replace(LOOSE, LOOSE + settings), encoding="utf-8")
    office.start("listen")
    try:
        yield office
    finally:
        office.close()


def peaks(office: Office) -> list[int]:
    """Bytes: the supervisor's and each listener's."""
    assert office.process is not None
    pid = office.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [_peak(each) for each in (str(pid), *children)]


def _peak(pid: str) -> int:
    match = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert match, "no such process"
    return int(match[1]) * 1024


def stored(url: str) -> int:
    database = Database(url)
    with database.read() as connection:
        count: int = connection.exec_driver_sql("SELECT count(*) FROM spool").scalar() or 0
    database.close()
    return count


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mails", type=int, default=100)
    options.add_argument("--size", type=int, default=25, help="in MB")
    options.add_argument("--processes", type=int, default=1)
    options.add_argument("--database", default="", help="the URL of an empty PostgreSQL database; SQLite by default")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="memory-") as folder:
        url = chosen.database or f"sqlite:///{folder}/state/postroom.db"
        secret = Path(folder, "secret")
        secret.write_text("only for a measurement, but long")
        shared = f'[database]\nurl = "{url}"\n[reply]\nsecret = {{ file = "{secret}" }}\n' if chosen.database else ""
        with listening(Path(folder), f"processes = {chosen.processes}\n", shared) as office:
            idle = peaks(office)
            seen = asyncio.run(Spike(chosen.mails, 1, chosen.size * MB).run(office.port))
            after = peaks(office)
        count = stored(url)
    assert count == chosen.mails, f"{count} of {chosen.mails} mails are stored"
    assert not seen.refused, seen.codes
    print(f"{chosen.mails} mails of {chosen.size} MB at once, {url.split(':')[0]}, {chosen.processes} process(es)")
    print("replies: " + ", ".join(f"{count} x {code}" for code, count in sorted(seen.codes.items())))
    print("idle: " + ", ".join(f"{each // MB} MB" for each in idle) + " (supervisor, listeners)")
    print("peak: " + ", ".join(f"{each // MB} MB" for each in after) + f", together {sum(after) // MB} MB")
    print(f"wanted: at most {BOUND // MB} MB together; {'kept' if sum(after) <= BOUND else 'NOT KEPT'}")
    return 0 if sum(after) <= BOUND else 1


if __name__ == "__main__":
    sys.exit(main())
