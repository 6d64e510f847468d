"""Ten times as much mail as the house works off in a second, from 200 connections at once (T-LOAD-1). An amount is the
mails that come in quiet, to find what the house does in a second, and a tenth of those of the spike. Behind them all an
agent answers a customer.
"""

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ..scenarios.office import Caught, Office, wait_until
from .drill import Counts, Drill, Found, Round, Size, measured
from .offices import Plan, Store, children, listeners, memory, prepared
from .people import Letter, Writer, judged

TIMES = 10
CONNECTIONS = 200
CALM = 4  # connections of a usual day
SIZE = 4_000
IN_TIME = 5.0  # seconds until the agent's answer is at its customer
GROWTH = 200 * 1024 * 1024  # bytes that all processes together may have more than before
PATIENCE = 300.0
CUSTOMER, AGENT = "ali@elsewhere.example", "tom@example.org"


@dataclass
class Crowd:
    """So many people who write at the same time."""

    writers: list[Writer] = field(default_factory=list)

    def write(self, office: Office, name: str, mails: int, connections: int) -> None:
        letters = [Letter(f"{name}n{number}", SIZE) for number in range(mails)]
        writers = [Writer(office, letters[start::connections]) for start in range(min(mails, connections))]
        self.writers += writers
        asyncio.run(_all(writers))

    @property
    def accepted(self) -> list[Letter]:
        return [letter for writer in self.writers for letter in writer.accepted]


async def _all(writers: list[Writer]) -> None:
    await asyncio.wait_for(asyncio.gather(*(writer.run() for writer in writers)), PATIENCE)


@dataclass(frozen=True)
class Answered:
    seconds: float  # from when the workers go on, the agent having 250, until the customer's mail
    behind: int  # people of the spike who were not thanked yet then


def drilled(round: Round, plan: Plan) -> Found:
    with prepared(round.folder, plan) as office:
        office.start()
        office.write(CUSTOMER, "support@example.org", "Printer broken", "It is broken.")
        told = office.expect(AGENT, 1)[0]
        crowd, name = Crowd(), f"r{round.number}"
        began = time.monotonic()
        crowd.write(office, f"{name}calm", round.amount, CALM)
        office.settled(PATIENCE)
        rate, before = round.amount / (time.monotonic() - began), _held(office)
        answered = _spike(office, crowd, f"{name}spike", TIMES * round.amount, told)
        began = time.monotonic()
        found = judged(office, crowd.accepted, PATIENCE)
        drained, grown = time.monotonic() - began, _held(office) - before
    missing = (TIMES + 1) * round.amount - len(crowd.accepted)
    broken = [f"answered {answer!r}" for writer in crowd.writers for answer in writer.strange]
    broken += [f"the agent's answer took {answered.seconds:.1f} s"] if answered.seconds > IN_TIME else []
    broken += ["the agent's answer stood in the line"] if answered.behind < TIMES * round.amount / 2 else []
    broken += [f"{grown >> 20} MB more in all processes"] if grown > GROWTH else []
    broken += [f"{missing} mails were never accepted"] if missing else []
    figures = (
        measured("mails a second in quiet", rate),
        measured("agent's answer", answered.seconds, "s"),
        measured("of the spike, still to be thanked then", answered.behind),
        measured("seconds until the rest was worked off", drained, "s"),
        measured("more memory of all processes", grown / 2**20, "MB"),
        measured("longest wait for an answer", max(writer.longest for writer in crowd.writers), "s"),
    )
    return found + Found(Counts(faults=1), tuple(broken), figures)


def _spike(office: Office, crowd: Crowd, name: str, mails: int, told: Caught) -> Answered:
    """The agent answers when the whole spike is in the house and none of it is worked off: its workers stand still
    until then, so that the line is as long on a quick machine.
    """
    before = len(office.sink.caught)
    with _still(set(children(office)) - set(listeners(office))):
        crowd.write(office, name, mails, CONNECTIONS)
        heard = len(office.sink.to(CUSTOMER))
        office.answer(told, AGENT, "Unplug it.")
    began = time.monotonic()
    wait_until(lambda: len(office.sink.to(CUSTOMER)) > heard, PATIENCE, lambda: office.log[-3000:])
    thanked = sum(each.recipient not in (AGENT, CUSTOMER) for each in office.sink.caught[before:])
    return Answered(time.monotonic() - began, mails - thanked)


@contextmanager
def _still(pids: set[int]) -> Iterator[None]:
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def _held(office: Office) -> int:
    return sum(memory(pid) for pid in children(office))


def on(store: Store) -> Callable[[Round], Found]:
    return lambda round: drilled(round, Plan(store))


def drills() -> Iterator[Drill]:
    promise = "ten times the usual mail: 250 or 4xx, bounded memory, all of it worked off, and an agent's answer in 5 s"
    yield Drill("spike-sqlite", promise, on(Store.SQLITE), Size(1, 20), Size(3, 500))
    yield Drill("spike-postgresql", promise, on(Store.POSTGRESQL), Size(1, 20), Size(3, 500))
