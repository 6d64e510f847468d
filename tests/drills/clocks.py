"""The clock of a running house jumps: an hour ahead, an hour back, ten years ahead, to 1970 (T-CLK-1). A few lines of C
are preloaded into it (libfaketime makes Python's sleeps fail). An amount is so many jumps.
"""

import asyncio
import struct
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..scenarios.office import Caught, Office, wait_until
from .drill import Counts, Drill, Found, Round, Size, measured, program
from .offices import Plan, prepared
from .people import Letter, Writer, judged

HOUR, YEAR = 3600, 365 * 86400
EPOCH = -int(time.time()) + 100  # seconds from now back to the first minutes of 1970
JUMPS = {HOUR: "an hour ahead", -HOUR: "an hour back", 10 * YEAR: "ten years ahead", EPOCH: "in 1970"}
NEAR = (HOUR, -HOUR)  # within which an answer to a mail of ours must still find its ticket
PATIENCE = 40.0
BACK_WITHIN = 90.0  # seconds; it is looked after once a minute
LONG_AFTER = f"{time.gmtime().tm_year + 5}"  # no row of these stories is due so late
SOURCE = Path(__file__).with_name("clock.c")
needed = program("cc")


class Clock:
    """What the house believes, as an offset in seconds; it is told at once."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "clock"
        self._path.write_bytes(bytes(8))
        self._library = folder / "clock.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", self._library, SOURCE], check=True)

    @property
    def environment(self) -> dict[str, str]:
        return {"LD_PRELOAD": str(self._library), "DRILL_CLOCK": str(self._path)}

    def set(self, offset: int) -> None:
        with self._path.open("r+b") as file:
            file.write(struct.pack("@q", offset))


@dataclass
class Story:
    """Before, during and after each jump somebody writes; during it, somebody answers our mail of before."""

    office: Office
    clock: Clock
    tag: str
    letters: list[Letter] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    answers: int = 0

    def jump(self, offset: int) -> None:
        before = self._write()
        self._expect(before, f"before the clock was {JUMPS[offset]}")
        self.clock.set(offset)
        during = self._write()
        if offset in NEAR:
            self.answers += 1
            self.office.answer(self.office.sink.to(before.sender)[0], before.sender, "It is still broken.")
        self._expect(during, f"while the clock was {JUMPS[offset]}")
        if offset in NEAR:  # a notice that is written an hour ahead, and not sent by then, waits for that hour
            self.office.settled(PATIENCE)
            wait_until(lambda: not self.office.rows("outbox", "--state", "waiting"), PATIENCE, lambda: self.office.log)
        self.clock.set(0)
        self._expect(self._write(), f"after the clock had been {JUMPS[offset]}")

    def _write(self) -> Letter:
        letter = Letter(f"{self.tag}n{len(self.letters)}")
        self.letters.append(letter)
        writer = Writer(self.office, [letter])
        asyncio.run(asyncio.wait_for(writer.run(), PATIENCE))
        self.broken += [f"answered {each!r}" for each in writer.strange]
        return letter

    def _expect(self, letter: Letter, when: str) -> None:
        try:
            wait_until(lambda: self.office.sink.to(letter.sender), PATIENCE, lambda: "")
        except AssertionError:
            self.broken.append(f"no acknowledgement {when}")


def drilled(round: Round) -> Found:
    clock = Clock(round.folder)
    with prepared(round.folder, Plan(processes=1)) as office:
        office.environment = clock.environment
        office.start()
        story = Story(office, clock, f"r{round.number}")
        offsets = list(JUMPS)
        round.dice.shuffle(offsets)
        for offset in offsets[: round.amount]:
            story.jump(offset)
        wait_until(lambda: not _far(office), BACK_WITHIN, lambda: f"due in ten years: {_far(office)}")
        found = judged(office, story.letters)
        broken = [*story.broken, *bursts(office.sink.caught)]
        replies = office.rows("ledger")[0]["outcomes"]["reply"]
        broken += [f"{replies} of {story.answers} answers found their ticket"] if replies != story.answers else []
    figures = (measured("mails that went out", len(office.sink.caught), f"for {len(story.letters)}"),)
    return found + Found(Counts(faults=round.amount), tuple(broken), figures)


def _far(office: Office) -> list[str]:
    """Notices that were written by the wrong clock and wait for its time."""
    return [row["due"] for row in office.rows("outbox", "--state", "waiting") if row["due"] > LONG_AFTER]


def bursts(caught: list[Caught]) -> list[str]:
    """Nobody is told the same twice, and agents hear of each mail once."""
    told = Counter((each.recipient, str(each.mail["Subject"]), str(each.mail["In-Reply-To"])) for each in caught)
    return [
        f"{recipient} got {count} mails about {subject!r}"
        for (recipient, subject, _), count in told.items()
        if count > 2
    ]


def drills() -> Iterator[Drill]:
    promise = "the clock jumps by hours, years, to 1970 and back: nobody waits, nothing is said twice or lost"
    yield Drill("clock-jumps", promise, drilled, Size(1, 4), Size(10, 4), (needed,))
