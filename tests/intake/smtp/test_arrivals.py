"""Lines and bodies out of one stream, whatever the pieces it comes in, and whenever it ends."""

import asyncio
import random
from dataclasses import dataclass

import pytest

from gateway.intake.smtp.arrivals import Arrivals

END = b"#"  # of a body


class Transport:
    paused = False

    def pause_reading(self) -> None:
        self.paused = True

    def resume_reading(self) -> None:
        self.paused = False


@dataclass(frozen=True)
class Part:
    """What the session reads next, and what it should get."""

    line: bool
    content: bytes


def parts(chance: random.Random) -> list[Part]:
    made = []
    for _ in range(chance.randrange(1, 8)):
        line = chance.random() < 0.5
        alphabet, most, end = (b"ab", 30, b"\n") if line else (b"ab\n", 200, END)
        made.append(Part(line, bytes(chance.choices(alphabet, k=chance.randrange(most))) + end))
    return made


async def read(arrivals: Arrivals, part: Part) -> bytes | None:
    """None where the stream ended before the part did."""
    if part.line:
        try:
            return await arrivals.next_line()
        except asyncio.IncompleteReadError:
            return None
    body = bytearray()

    def take(piece: bytes) -> bytes | None:
        content, end, rest = piece.partition(END)
        body.extend(content + end)
        return rest if end else None

    return bytes(body) if await arrivals.pour(take) else None


async def dialogue(chance: random.Random) -> None:
    said = parts(chance)
    stream = b"".join(part.content for part in said)
    end = chance.randrange(len(stream)) if chance.random() < 0.3 else len(stream)
    arrivals, transport = Arrivals(limit=64), Transport()
    arrivals.set_transport(transport)  # type: ignore[arg-type]
    got: list[bytes | None] = []

    async def session() -> None:
        for part in said:
            got.append(await read(arrivals, part))
            if got[-1] is None:
                return
            await asyncio.sleep(0)

    reading, place = asyncio.create_task(session()), 0
    while place < end:
        if not transport.paused:
            size = chance.choice((1, 2, 5, 30, 300))
            arrivals.feed_data(stream[place : min(place + size, end)])
            place += size
        for _ in range(chance.randrange(1, 4)):
            await asyncio.sleep(0)
    arrivals.feed_eof()
    await asyncio.wait_for(reading, 10)
    whole = [part.content for part in said]
    if end < len(stream):
        kept = sum(1 for index in range(len(whole)) if sum(map(len, whole[: index + 1])) <= end)
        assert got == [*whole[:kept], None]
    else:
        assert got == whole
        assert not arrivals.pending


def test_whatever_the_pieces_every_line_and_every_body_comes_out_whole() -> None:
    async def many() -> None:
        chance = random.Random(20261128)
        for _ in range(1500):
            await dialogue(chance)

    asyncio.run(many())


def test_a_line_that_nobody_has_read_yet_is_pending() -> None:
    async def look() -> None:
        arrivals = Arrivals()
        waiting = asyncio.create_task(arrivals.next_line())
        await asyncio.sleep(0)
        assert not arrivals.pending
        arrivals.feed_data(b"NOOP\r\n")
        assert arrivals.pending
        assert await waiting == b"NOOP\r\n"
        assert not arrivals.pending

    asyncio.run(look())


def test_what_the_taker_raises_is_raised_where_the_body_is_awaited() -> None:
    async def fail() -> None:
        arrivals = Arrivals()

        def take(piece: bytes) -> bytes | None:
            raise KeyError(piece)

        waiting = asyncio.create_task(arrivals.pour(take))
        await asyncio.sleep(0)
        arrivals.feed_data(b"a")
        arrivals.feed_data(b"b")
        with pytest.raises(KeyError):
            await waiting
        assert arrivals.pending

    asyncio.run(fail())
