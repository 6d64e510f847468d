"""Two or three machines over one PostgreSQL, one broker, one mailbox and one relay (T-HA-1): one is frozen for longer
than its leases and thawed, one is cut off from the network, one is killed; their clocks are minutes apart. A client
that knows them all is the balancer. An amount is so many seconds of being frozen.
"""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sqlalchemy import select

from gateway.store.database import Database
from gateway.store.schema import mail, spool

from ..dovecot import dovecot
from ..gate import Gate
from ..proofs import mailbox as mailboxes
from ..proofs.kill import database_of
from ..proofs.mailbox import MAILBOX, USER
from ..scenarios.office import Office
from .brokers import BROKERS
from .drill import Counts, Drill, Found, Round, Size, measured, program
from .network import Machine, Network, network, network_missing
from .outages import Crowd
from .people import Letter, judged
from .servers import cluster, postgresql_missing

ROLES = ("listen", "work", "poll")
APART = (0.0, 300.0, -300.0)  # seconds that the machines' clocks are off
CUT_OFF = 6.0  # seconds
PATIENCE = 4.0  # of the balancer, before it tries another machine
SHORT_LEASE = 8.0


class Person(mailboxes.Person):
    """Writes into the mailbox, and leaves the machines time for other mail."""

    pace = 1.0


@dataclass
class Node:
    """A machine with the roles that run on it."""

    machine: Machine
    config: Path
    environment: dict[str, str]
    started: list["subprocess.Popen[str]"] = field(default_factory=list)

    @property
    def log(self) -> Path:
        """One for all machines: the office looks for it there."""
        return self.config.parent.parent / "log"

    def start(self) -> None:
        self.begin()
        self.ready()

    def begin(self) -> None:
        for role in ROLES:
            inside = ["ip", "netns", "exec", self.machine.name, sys.executable, "-m", "tests.drills.node", role]
            with self.log.open("a") as log:
                process = subprocess.Popen(
                    [*inside, "--config", str(self.config)],
                    stdout=subprocess.PIPE,
                    stderr=log,
                    text=True,
                    env=os.environ | self.environment,
                )
            self.started.append(process)

    def ready(self) -> None:
        """Waits until all its roles are."""
        for process in self.started:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("ready"), line + self.log.read_text()[-3000:]

    def reap(self) -> None:
        for process in self.started:
            process.wait(40)
            assert process.stdout is not None
            process.stdout.close()
        self.started.clear()

    def kill(self) -> None:
        self.machine.signal_all(signal.SIGKILL)
        self.reap()

    def stop(self) -> None:
        self.machine.stop()
        self.reap()


@dataclass(frozen=True)
class Site:
    """Everything that runs. `office` is nothing but a desk to look from, and the relay."""

    office: Office
    nodes: tuple[Node, ...]
    ports: tuple[int, ...]  # the balancer's, one for each machine
    mailbox: int


@dataclass(frozen=True)
class Setting:
    """How a site is made. A `lease` of 0 is the real ones."""

    count: int
    broker: str
    lease: float = SHORT_LEASE
    fault: str = ""


@contextmanager
def site(folder: Path, setting: Setting) -> Iterator[Site]:
    with ExitStack() as stack:
        net = stack.enter_context(network(setting.count))
        server = stack.enter_context(cluster(net.address, f"127.0.0.1,{net.address}"))
        broker = stack.enter_context(BROKERS[setting.broker]())
        mailbox = stack.enter_context(dovecot())
        (folder / "reply.key").write_text("the same key for all machines\n")
        (folder / "password").write_text("secret")
        (folder / "password").chmod(0o600)
        broker_port = _port(broker.url)
        office = Office(folder, "")
        stack.callback(office.sink.stop)
        inside = (broker_port, mailbox.port, office.sink.port)
        gates = {port: stack.enter_context(_passing(net, port)) for port in inside}
        waking = broker.url.replace(f"127.0.0.1:{broker_port}", f"{net.address}:{gates[broker_port].port}")
        shared = (
            f'[database]\nurl = "{server.url}"\n[reply]\nsecret = {{ file = "{folder / "reply.key"}" }}\n'
            f'[broker]\nurl = "{waking}"\n'
            "[work]\nprocesses = 1\nthreads = 4\n"
            + MAILBOX.format(port=gates[mailbox.port].port, user=USER, secret=folder / "password")
        )
        text = _with(office.config.read_text("utf-8"), shared)
        office.config.write_text(text, "utf-8")
        here = text.replace('host = "127.0.0.1"', f'host = "{net.address}"')
        here = here.replace(f"port = {office.sink.port}", f"port = {gates[office.sink.port].port}")
        nodes = tuple(_node(folder, here, number, machine, setting) for number, machine in enumerate(net.machines))
        for node in nodes:
            stack.callback(node.stop)
            node.begin()
        for node in nodes:
            node.ready()
        doors = [stack.enter_context(Gate(each.address, 2525)) for each in net.machines]
        yield Site(office, nodes, tuple(door.port for door in doors), mailbox.port)


def _port(url: str) -> int:
    return int(url.rpartition("127.0.0.1:")[2].partition("/")[0])


def _passing(net: Network, port: int) -> AbstractContextManager[Gate]:
    """From the network to something that listens on this machine only."""
    return Gate("127.0.0.1", port, net.address)


def _with(text: str, tables: str) -> str:
    return text.replace("[[agent]]", f"{tables}\n[[agent]]", 1)


def _node(folder: Path, text: str, number: int, machine: Machine, setting: Setting) -> Node:
    home = folder / machine.name
    home.mkdir()
    lines = text.splitlines()
    at = lines.index("[listener]")
    lines[at + 1] = f'port = 2525\nhost = "{machine.address}"'
    config = home / "config.toml"
    config.write_text("\n".join(lines).replace(str(folder / "state"), str(home / "state")), "utf-8")
    environment = {"SHIFT": str(APART[number]), "LEASE": str(setting.lease), "PLANTED": setting.fault}
    return Node(machine, config, environment)


def frozen(node: Node, seconds: float) -> None:
    """A zombie afterwards: it goes on with what it had, and does not know that its time is over."""
    node.machine.signal_all(signal.SIGSTOP)
    time.sleep(seconds)
    node.machine.signal_all(signal.SIGCONT)


def cut_off(node: Node, seconds: float) -> None:
    node.machine.cut_off()
    time.sleep(seconds)
    node.machine.join()


def drilled(setting: Setting, round: Round) -> Found:
    with site(round.folder, setting) as running:
        crowd = Crowd(running.ports, f"n{round.number}", round.dice, pace=0.4, patience=PATIENCE)
        person = Person(running.mailbox)
        asyncio.run(_lived(running, crowd, person, round.amount))
        letters = [*crowd.accepted, *(Letter(name) for name in person.names)]
        found = judged(running.office, letters, 180 + len(letters))
        taken = _from_mailbox(running.office)
    figures = (
        measured("tries of a mail", len(crowd.answers) / len(crowd.accepted)),
        measured("mails that a second machine fetched, too", taken.twice),
    )
    broken = () if taken.once == len(person.names) else (f"{taken} from a mailbox with {len(person.names)} mails",)
    return found + Found(Counts(faults=3), broken, figures)


async def _lived(running: Site, crowd: Crowd, person: Person, seconds: float) -> None:
    writing = asyncio.create_task(crowd.run())
    posting = threading.Thread(target=person.run)
    posting.start()
    for trouble in _troubles(running.nodes, seconds):
        await asyncio.sleep(2)
        await asyncio.to_thread(trouble)
    await asyncio.sleep(1)
    person.enough.set()
    crowd.enough = True
    await asyncio.to_thread(posting.join)
    await asyncio.wait_for(writing, 60)


def _troubles(nodes: tuple[Node, ...], seconds: float) -> Iterator[Callable[[], None]]:
    """One at a time, so that somebody is always there."""
    first, second, last = nodes[0], nodes[1], nodes[-1]
    yield partial(frozen, first, seconds)
    yield partial(cut_off, second, CUT_OFF)
    yield last.kill
    yield last.start


@dataclass(frozen=True)
class Taken:
    """Mails of the mailbox. Who was frozen in the middle of a look fetches a second time what others have by then:
    those end as duplicates.
    """

    once: int
    twice: int


def _from_mailbox(office: Office) -> Taken:
    database = Database(database_of(office))
    of_it = select(mail.c.outcome).join(spool, spool.c.id == mail.c.id).where(spool.c.source == "imap")
    try:
        with database.read() as connection:
            outcomes = list(connection.scalars(of_it))
    finally:
        database.close()
    twice = outcomes.count("duplicate")
    return Taken(len(outcomes) - twice, twice)


def drills() -> Iterator[Drill]:
    promise = (
        "machines with clocks apart, one frozen past its leases, one cut off, one killed: one ticket for each mail"
    )
    needs = (network_missing, postgresql_missing, program("dovecot"), program("redis-server"))
    two, three = Setting(2, "redis"), Setting(3, "redis")
    yield Drill("two-nodes", f"two {promise}", partial(drilled, two), Size(1, 16), Size(10, 20), needs)
    yield Drill("three-nodes", f"three {promise}", partial(drilled, three), Size(1, 16), Size(10, 20), needs)
    real = Setting(3, "rabbitmq", lease=0.0)
    words = f"three {promise}, with leases as they are"
    yield Drill("three-nodes-rabbitmq", words, partial(drilled, real), Size(1, 20), Size(3, 130), needs)
