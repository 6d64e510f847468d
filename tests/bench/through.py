"""Mails per second from SMTP to the acknowledgement handed to a relay: the real `postroom up` on SQLite, a real sink.

Every mail is from another person, 4 KB of text; each gets an acknowledgement, and one agent gets a notice of each.
"""

import argparse
import asyncio
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from gateway.store.database import Database
from gateway.store.schema import notice

from ..scenarios.office import Office, free_port

SINK = shutil.which("smtp-sink") or shutil.which("smtp-sink", path="/usr/sbin")
LINE = "The printer on the second floor prints every page twice and then stops to think about it.\r\n"


@dataclass(frozen=True)
class Figures:
    mails: int
    accepted_in: float  # seconds until the last 250
    acknowledged_in: float  # seconds until the last acknowledgement was handed over
    cpu: float  # seconds over all our processes

    def __str__(self) -> str:
        return (
            f"{self.mails} mails: accepted {self.mails / self.accepted_in:6.0f}/s, "
            f"acknowledged {self.mails / self.acknowledged_in:6.0f}/s, "
            f"{1000 * self.cpu / self.mails:5.1f} ms CPU a mail"
        )


async def send(port: int, first: int, count: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await reader.readline()
    for number in range(first, first + count):
        await _ask(reader, writer, b"" if number > first else b"HELO load.example\r\n")
        sender = f"person{number}@load.example"
        await _ask(reader, writer, f"MAIL FROM:<{sender}>\r\n".encode())
        await _ask(reader, writer, b"RCPT TO:<support@example.org>\r\n")
        await _ask(reader, writer, b"DATA\r\n")
        head = f"From: Person {number} <{sender}>\r\nTo: support@example.org\r\nSubject: Request {number}\r\n"
        head += f"Message-ID: <{number}@load.example>\r\nDate: Sat, 21 Nov 2026 10:00:00 +0330\r\n\r\n"
        await _ask(reader, writer, (head + f"Request {number}\r\n" + LINE * 45 + ".\r\n").encode())
    writer.close()


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, line: bytes) -> None:
    if not line:
        return
    writer.write(line)
    answer = await reader.readline()
    if answer[:1] not in b"23":
        raise RuntimeError(answer.decode())


async def send_all(port: int, mails: int, connections: int) -> None:
    share = mails // connections
    await asyncio.gather(*(send(port, index * share, share) for index in range(connections)))


def measure(mails: int, connections: int, processes: int) -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder), extra=f"[work]\nprocesses = {processes}\n")
        sink = _replace_sink(office)
        office.start()
        try:
            return _run(office, mails - mails % connections, connections)
        finally:
            office.close()
            if sink:
                sink.kill()
                sink.wait()


def _replace_sink(office: Office) -> "subprocess.Popen[bytes] | None":
    """smtp-sink takes less of the machine than a sink in Python."""
    if SINK is None:
        return None
    port = free_port()
    text = office.config.read_text(encoding="utf-8").replace(f"port = {office.sink.port}\n", f"port = {port}\n")
    office.config.write_text(text, encoding="utf-8")
    sink = subprocess.Popen([SINK, "-u", "nobody", f"127.0.0.1:{port}", "256"], cwd="/")
    time.sleep(0.3)
    return sink


def _run(office: Office, mails: int, connections: int) -> Figures:
    assert office.process is not None
    database = Database(f"sqlite:///{office.folder / 'state' / 'postroom.db'}")
    before = cpu_of(office.process.pid)
    started = time.monotonic()
    asyncio.run(send_all(office.port, mails, connections))
    accepted = time.monotonic() - started
    query = select(func.count()).where(notice.c.kind == "received", notice.c.state == "sent")
    while True:
        with database.read() as connection:
            if (connection.scalar(query) or 0) >= mails:
                break
        time.sleep(0.1)
    acknowledged = time.monotonic() - started
    spent = cpu_of(office.process.pid) - before
    database.close()
    return Figures(mails, accepted, acknowledged, spent)


def cpu_of(pid: int) -> float:
    """Seconds of CPU of a process and everything below it that still runs."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        tasks = [Path(f"/proc/{pid}/task/{task.name}/children") for task in Path(f"/proc/{pid}/task").iterdir()]
        children = sorted({child for path in tasks for child in path.read_text().split()} | set(children))
    except OSError:
        return 0.0
    return (int(stat[11]) + int(stat[12])) / 100 + sum(cpu_of(int(child)) for child in children)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mails", type=int, default=1000)
    options.add_argument("--connections", type=int, default=10)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--processes", type=int, nargs="*", default=[1, 2])
    chosen = options.parse_args()
    for _ in range(chosen.rounds):
        for processes in chosen.processes:
            figures = measure(chosen.mails, chosen.connections, processes)
            print(f"{processes} work process(es), {figures}", flush=True)


if __name__ == "__main__":
    main()
