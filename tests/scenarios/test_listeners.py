"""`postroom listen` in two processes on one port, behind a balancer: a real start, a kill, a second start."""

import os
import signal
import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from gateway.store.database import Database
from gateway.store.schema import spool

from .office import Office, wait_until

pytestmark = pytest.mark.scenario

SETTINGS = 'connections_per_address = 500\nprocesses = 2\nproxy_from = ["127.0.0.7"]\n'
MAIL = "From: ali@customer.example\r\nTo: support@example.org\r\nSubject: Printer\r\n\r\nIt is on fire.\r\n"
CLIENTS = 40


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    text = office.config.read_text(encoding="utf-8")
    office.config.write_text(text.replace("connections_per_address = 500\n", SETTINGS), encoding="utf-8")
    office.start("listen")
    yield office
    office.close()


def children(office: Office) -> list[int]:
    assert office.process is not None
    pid = office.process.pid
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def sockets(pid: int) -> int:
    return sum(1 for fd in Path(f"/proc/{pid}/fd").iterdir() if _target(fd).startswith("socket:"))


def _target(fd: Path) -> str:
    try:
        return os.readlink(fd)
    except OSError:
        return ""


def send(office: Office) -> None:
    with smtplib.SMTP("127.0.0.1", office.port, timeout=20) as client:
        client.sendmail("ali@customer.example", ["support@example.org"], MAIL)


def peers(office: Office) -> list[str]:
    database = Database(f"sqlite:///{office.folder / 'state' / 'postroom.db'}")
    with database.read() as connection:
        found = list(connection.execute(select(spool.c.peer).order_by(spool.c.id)).scalars())
        assert connection.scalar(select(func.count(func.distinct(spool.c.id)))) == len(found)
    database.close()
    return found


def test_two_listeners_share_a_port_and_one_dies(office: Office) -> None:
    both = children(office)
    assert len(both) == 2
    before = [sockets(pid) for pid in both]
    clients = [socket.create_connection(("127.0.0.1", office.port), timeout=20) for _ in range(CLIENTS)]
    assert all(client.recv(100).startswith(b"220") for client in clients)
    taken = [sockets(pid) - known for pid, known in zip(both, before, strict=True)]
    assert sum(taken) == CLIENTS
    assert min(taken) > 0, "one of them serves nobody"
    for client in clients:
        client.close()

    for _ in range(10):
        send(office)
    os.kill(both[0], signal.SIGKILL)
    wait_until(lambda: both[0] not in children(office), 20, lambda: office.log)
    wait_until(lambda: len(children(office)) == 2, 20, lambda: office.log)
    for _ in range(10):
        send(office)
    assert peers(office) == ["127.0.0.1"] * 20

    with socket.create_connection(("127.0.0.1", office.port), 20, source_address=("127.0.0.7", 0)) as balancer:
        balancer.sendall(b"PROXY TCP4 192.0.2.1 192.0.2.2 40000 25\r\n")
        file = balancer.makefile("rb")
        assert file.readline().startswith(b"220")
        lines = (b"HELO x", b"MAIL FROM:<ali@customer.example>", b"RCPT TO:<support@example.org>", b"DATA")
        for line in (*lines, MAIL.encode() + b"."):
            balancer.sendall(line + b"\r\n")
            assert file.readline()[:1] in b"23"
    assert peers(office)[20:] == ["192.0.2.1"]

    command = [sys.executable, "-m", "gateway", "listen", "--config", str(office.config)]
    second = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert second.returncode == 1
    assert second.stderr == f"postroom: listener: 127.0.0.1:{office.port}: Address already in use\n"
