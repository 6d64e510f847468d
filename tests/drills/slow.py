"""Clients that hold their connections: silent ones, NOOP for ever, a byte a second (T-SLOW-1). An amount is so many
connections, twenty from each address.
"""

import asyncio
import statistics
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from ..intake.smtp.process import many_files
from ..scenarios.office import Office
from .drill import Counts, Drill, Found, Round, Size, measured
from .offices import listeners, memory, prepared
from .people import Letter, Writer, judged

EACH = 20
ALLOWED = 30  # connections of one address
SERVED_WITHIN = 1.0  # seconds, for a new client; half of them must be
MEMORY = 96 * 2**20  # of a listener that nobody has come to; with Debian 12's Python it has 87
MEMORY_EACH = 12 * 2**10  # for each connection (reference: security, T-SLOW-1: 10.7 KB)
STAY = 600  # connections above which they stay until the slowest limit has ended them
GRACE = 90.0  # seconds after which a byte a second has been cut off

MAIL = b"HELO x\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<support@example.org>\r\nDATA\r\nSubject: slow\r\n\r\n"


@dataclass
class Crowd:
    port: int
    held: list[asyncio.StreamWriter] = field(default_factory=list)
    drips: list[asyncio.Task[None]] = field(default_factory=list)  # each ends when it is cut off
    refused: int = 0
    sending: list[asyncio.Task[None]] = field(default_factory=list)

    async def grow(self, count: int) -> None:
        for first in range(0, count, 100):
            await asyncio.gather(*(self._join(number) for number in range(first, min(count, first + 100))))

    async def _join(self, number: int) -> None:
        block = number // EACH
        source = f"127.1.{block // 200}.{1 + block % 200}"
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(source, 0))
        self.refused += not (await reader.readline()).startswith(b"220")
        self.held.append(writer)
        match number % 4:
            case 0:
                self.sending.append(asyncio.create_task(_every_second(writer, b"NOOP\r\n", 5.0)))
            case 1:
                writer.write(MAIL)
                self.drips.append(asyncio.create_task(_until_cut_off(reader)))
                self.sending.append(asyncio.create_task(_every_second(writer, b"x", 1.0)))

    async def leave(self) -> None:
        tasks = [*self.sending, *self.drips]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for writer in self.held:
            writer.close()


async def _until_cut_off(reader: asyncio.StreamReader) -> None:
    with suppress(ConnectionError):
        while await reader.read(1000):
            pass


async def _every_second(writer: asyncio.StreamWriter, piece: bytes, pause: float) -> None:
    while not writer.is_closing():
        writer.write(piece)
        await asyncio.sleep(pause)


async def _last_words(port: int, commands: int) -> bytes:
    """What the last of so many NOOPs hears."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"NOOP\r\n" * commands)
    writer.write_eof()
    heard = await reader.read()
    writer.close()
    return heard.splitlines()[-1]


async def _too_many(port: int) -> list[bytes]:
    """The greetings of one connection more than one address may have, and the last one's."""
    pairs = [await asyncio.open_connection("127.0.0.1", port, local_addr=("127.2.0.1", 0)) for _ in range(ALLOWED + 1)]
    greetings = [await reader.readline() for reader, _ in pairs]
    for _, writer in pairs:
        writer.close()
    return [greetings[ALLOWED - 1], greetings[ALLOWED]]


def drilled(round: Round) -> Found:
    with many_files(round.amount + 1000), prepared(round.folder) as office:
        text = office.config.read_text("utf-8").replace("address = 500", f"address = {ALLOWED}")
        office.config.write_text(text, "utf-8")
        office.start()
        found, letters = asyncio.run(_held(office, round))
        return judged(office, letters) + found


async def _held(office: Office, round: Round) -> tuple[Found, list[Letter]]:
    crowd = Crowd(office.port)
    await crowd.grow(round.amount)
    broken = [f"{crowd.refused} of the slow ones were refused"] if crowd.refused else []
    letters = [Letter(f"r{round.number}n{number}") for number in range(20)]
    seconds = []
    for letter in letters:
        began = time.monotonic()
        await Writer(office, [letter]).run()
        seconds.append(time.monotonic() - began)
    middle = statistics.median(seconds)
    broken += [f"a new client waited {middle:.2f} s"] if middle >= SERVED_WITHIN else []
    held = max(memory(pid) for pid in listeners(office))
    broken += [f"the listener held {held >> 20} MB"] if held > MEMORY + round.amount * MEMORY_EACH else []
    last, over = await _too_many(office.port)
    broken += [] if last.startswith(b"220") and over.startswith(b"4") else [f"connection {ALLOWED + 1} heard {over!r}"]
    words = await _last_words(office.port, 110)
    broken += [] if words.startswith(b"421") else [f"NOOP for ever heard {words!r}"]
    if round.amount > STAY:
        await asyncio.sleep(GRACE)
        stayed = sum(not task.done() for task in crowd.drips)
        broken += [f"{stayed} of {len(crowd.drips)} were not cut off at a byte a second"] if stayed else []
    await crowd.leave()
    figures = (
        measured("seconds for a new client", middle, "s"),
        measured("memory of the listener", held / 2**20, "MB"),
    )
    return Found(Counts(faults=round.amount), tuple(broken), figures), letters


def drills() -> Iterator[Drill]:
    promise = "thousands who hold their connections: a new client is served in a second, memory is bounded, limits hold"
    yield Drill("slow-clients", promise, drilled, Size(1, 600), Size(3, 5000))
