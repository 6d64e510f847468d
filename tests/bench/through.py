"""From SMTP in to every acknowledgement and notice handed to a sink: the real `postroom up`, realistic mail.

Tells mails per second, CPU by role and what each mail caused; with `--rate` the time from a mail's 250 until its
acknowledgement is at the sink. Fails where a mail has no outcome, or a notice did not arrive exactly once.
"""

import argparse
import asyncio
import json
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import func, select

from gateway.mail.token import mint
from gateway.store.schema import mail, notice

from ..scenarios.office import free_port
from .desk import AGENTS, SECRET
from .house import House, house, wait_for_port
from .letters import Letter, Letters, Thread

PATIENCE = 120.0  # seconds in which something must get done
OFTEN = 4  # tickets that some people have open


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be measured. `rate`: mails per second, 0 for as fast as it goes."""

    kind: str
    processes: int
    mails: int
    connections: int
    rate: float
    seed: int
    known: int  # tickets before the measurement begins
    agents: tuple[str, ...]  # who is told of each mail, besides its requester


@dataclass(frozen=True, slots=True)
class Figures:
    database: str
    processes: int
    mails: int
    rate: float  # mails a second that were sent; 0 for as fast as it goes
    accepted: float  # a second, until the last 250
    acknowledged: float  # a second, until the last acknowledgement
    all_told: float  # a second, until the last notice of all
    notices: float  # for each mail
    cpu: dict[str, float]  # milliseconds for each mail, by role
    ours: float  # of these, all but PostgreSQL's
    latency: dict[str, float]  # milliseconds, of acknowledgements: median, 90th and 99th percentile

    def __str__(self) -> str:
        roles = ", ".join(f"{role} {spent:.2f}" for role, spent in sorted(self.cpu.items()))
        times = ", ".join(f"{name} {value:.0f}" for name, value in self.latency.items())
        return (
            f"{self.database}, {self.processes} work: {self.mails} mails, {self.notices:.2f} notices each; "
            f"accepted {self.accepted:.0f}/s, acknowledged {self.acknowledged:.0f}/s, all told {self.all_told:.0f}/s; "
            f"CPU {self.ours:.2f} ms a mail ({roles}); ms from 250 to acknowledgement: {times}"
        )


@dataclass
class _Client:
    """One connection that mails come in by; notes when each was accepted."""

    port: int
    accepted: dict[str, float]

    async def run(self, line: "asyncio.Queue[Letter | None]") -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        await reader.readline()
        await _ask(reader, writer, b"HELO load.example\r\n")
        while (letter := await line.get()) is not None:
            await _ask(reader, writer, f"MAIL FROM:<{letter.sender}>\r\n".encode())
            await _ask(reader, writer, b"RCPT TO:<support@example.org>\r\n")
            await _ask(reader, writer, b"DATA\r\n")
            await _ask(reader, writer, letter.content + b".\r\n")
            self.accepted[letter.message_id] = time.monotonic()
        writer.close()


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, line: bytes) -> None:
    writer.write(line)
    answer = await reader.readline()
    if answer[:1] not in b"23":
        raise RuntimeError(answer.decode())


async def send(port: int, letters: Sequence[Letter], connections: int, rate: float = 0.0) -> dict[str, float]:
    """When each was accepted, by Message-ID."""
    accepted: dict[str, float] = {}
    line: asyncio.Queue[Letter | None] = asyncio.Queue()
    clients = [asyncio.create_task(_Client(port, accepted).run(line)) for _ in range(connections)]
    began = time.monotonic()
    for number, letter in enumerate(letters):
        if rate:
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
        line.put_nowait(letter)
    for _ in clients:
        line.put_nowait(None)
    await asyncio.gather(*clients)
    return accepted


@contextmanager
def sink() -> Iterator[tuple[int, "Arrivals"]]:
    port = free_port()
    with tempfile.NamedTemporaryFile() as file:
        process = subprocess.Popen([sys.executable, "-m", "tests.bench.sink", str(port), file.name])
        wait_for_port(port)
        try:
            yield port, Arrivals(process, Path(file.name))
        finally:
            process.kill()
            process.wait()


@dataclass(frozen=True, slots=True)
class Arrivals:
    process: "subprocess.Popen[bytes]"
    file: Path

    def read(self) -> list[tuple[float, str]]:
        """Ends the sink; when each mail came, and its Message-ID."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        rows = (line.split(" ") for line in self.file.read_text(encoding="utf-8").splitlines())
        return [(float(row[0]), row[1]) for row in rows]


def measure(order: Order) -> Figures:
    with sink() as (relay, arrivals), house(order.kind, order.processes, relay, agents=order.agents) as place:
        letters = Letters(order.seed)
        threads = settle_in(place, letters, order.known)
        batch = list(letters.mixed(order.mails, threads))
        before, began = place.cpu(), time.monotonic()
        accepted = asyncio.run(send(place.port, batch, order.connections, order.rate))
        wait_until_quiet(place)
        after = place.cpu()
        spent = {role: 1000 * (after[role] - before.get(role, 0.0)) / len(batch) for role in after}
        return _figures(order, place, began, accepted, arrivals.read(), spent)


def settle_in(place: House, letters: Letters, known: int, after: int = 0) -> list[Thread]:
    """Tickets that the measured mails find there: a third of the people have several open.

    `after`: the last notice that was there before.
    """
    crowd = [f"regular{index}.{letters.run}@house{index % 13}.example" for index in range(max(2, known // 2))]
    people = crowd + [crowd[index % max(1, len(crowd) // OFTEN)] for index in range(known - len(crowd))]
    asyncio.run(send(place.port, list(letters.openings(people)), 5))
    wait_until_quiet(place)
    query = select(notice.c.recipient, notice.c.ticket, notice.c.message_id).where(
        notice.c.kind == "received", notice.c.id > after
    )
    with place.database.read() as connection:
        rows = connection.execute(query.order_by(notice.c.id)).all()
    return [Thread(row.recipient, f"{mint(row.ticket, SECRET.encode())} your mail", row.message_id) for row in rows]


def wait_until_quiet(place: House) -> None:
    """No mail waits, no notice waits. Asks seldom: it is not free."""
    before, ends = (-1, -1), time.monotonic() + PATIENCE
    mails = select(func.count()).where(mail.c.outcome == "waiting")
    notices = select(func.count()).where(notice.c.state == "waiting")
    while True:
        with place.database.read() as connection:
            left = (connection.scalar(mails) or 0, connection.scalar(notices) or 0)
        if left == (0, 0):
            return
        if left != before:
            before, ends = left, time.monotonic() + PATIENCE
        if time.monotonic() > ends:
            raise RuntimeError("it did not end: " + (place.folder / "log").read_text()[-3000:])
        time.sleep(0.25)


def _figures(
    order: Order,
    place: House,
    began: float,
    accepted: dict[str, float],
    came: list[tuple[float, str]],
    cpu: dict[str, float],
) -> Figures:
    times = {name: at for at, name in came}
    mine = mail.c.message_id.in_(list(accepted))
    query = select(notice.c.kind, notice.c.message_id, mail.c.message_id.label("of"))
    with place.database.read() as connection:
        rows = connection.execute(query.join(mail, mail.c.id == notice.c.mail).where(mine)).all()
    _check(place, len(accepted), Counter(name for _, name in came))
    acknowledged = {row.of: times[row.message_id] for row in rows if row.kind == "received"}
    delays = sorted(1000 * (at - accepted[name]) for name, at in acknowledged.items())
    last = max(times[row.message_id] for row in rows)
    count = len(accepted)
    return Figures(
        database=order.kind,
        processes=order.processes,
        mails=count,
        rate=order.rate,
        accepted=count / (max(accepted.values()) - began),
        acknowledged=count / (max(acknowledged.values()) - began),
        all_told=count / (last - began),
        notices=len(rows) / count,
        cpu=cpu,
        ours=sum(spent for role, spent in cpu.items() if role != "postgresql"),
        latency={"median": statistics.median(delays), "p90": _share(delays, 0.9), "p99": _share(delays, 0.99)},
    )


def _share(ordered: list[float], part: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def _check(place: House, sent: int, came: Counter[str]) -> None:
    """Raises where a mail has no outcome, or a notice did not arrive exactly once."""
    with place.database.read() as connection:
        counted = connection.execute(select(mail.c.outcome, func.count()).group_by(mail.c.outcome))
        outcomes = {row[0]: int(row[1]) for row in counted}
        issued = set(connection.scalars(select(notice.c.message_id).where(notice.c.state == "sent")))
        unsent = connection.scalar(select(func.count()).select_from(notice).where(notice.c.state != "sent"))
    print(f"    outcomes: {outcomes}", file=sys.stderr)
    twice = {name for name, times in came.items() if times > 1}
    if "waiting" in outcomes or sum(outcomes.values()) < sent or unsent or twice or issued != set(came):
        raise RuntimeError(
            f"{outcomes}; {unsent} unsent, {len(twice)} twice, {len(issued ^ set(came))} unaccounted for"
        )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--database", nargs="*", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    options.add_argument("--processes", type=int, nargs="*", default=[2])
    options.add_argument("--mails", type=int, default=1000)
    options.add_argument("--connections", type=int, default=10)
    options.add_argument("--rate", type=float, default=0.0, help="mails a second; 0: as fast as it goes")
    options.add_argument("--rounds", type=int, default=1)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--known", type=int, default=200, help="tickets there are before it begins")
    options.add_argument("--agents", type=int, choices=[0, 1, 2], default=2, help="who are told of each mail")
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    for _ in range(chosen.rounds):
        for kind in chosen.database:
            for processes in chosen.processes:
                load = (
                    chosen.mails,
                    chosen.connections,
                    chosen.rate,
                    chosen.seed,
                    chosen.known,
                    AGENTS[: chosen.agents],
                )
                figures = measure(Order(kind, processes, *load))
                print(json.dumps(asdict(figures)) if chosen.json else figures, flush=True)


if __name__ == "__main__":
    main()
