"""Listeners, workers and the whole tree are killed at random while mail comes in (T-KILL-2, 3, 5). One office lives
through many kills, and is judged at the end. An amount is so many kills; each comes into the middle of some mails.
"""

import asyncio
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from ..scenarios.office import Office
from .drill import Counts, Drill, Found, Round, Size, measured
from .offices import Plan, Store, children, prepared
from .people import Letter, Writer, judged

WRITERS = 5
MAILS = 3  # of each writer, for each kill
SIZES = (500, 500, 3_000, 40_000, 300_000)
TREE = 0.04  # of all kills are of everything at once


@dataclass
class Killer:
    office: Office
    dice: random.Random
    kills: int = 0
    trees: int = 0
    writers: list[Writer] = field(default_factory=list)

    async def turn(self, number: int, tag: str) -> None:
        """Some mails, and a kill among them."""
        writers = [
            Writer(self.office, [self._letter(f"{tag}k{number}w{writer}m{mail}") for mail in range(MAILS)], pace=0.02)
            for writer in range(WRITERS)
        ]
        self.writers += writers
        sending = asyncio.gather(*(writer.run() for writer in writers))
        await asyncio.sleep(self.dice.uniform(0, 0.25))
        await self._kill()
        await asyncio.wait_for(sending, 120)

    def _letter(self, name: str) -> Letter:
        return Letter(name, self.dice.choice(SIZES))

    async def _kill(self) -> None:
        self.kills += 1
        if self.dice.random() < TREE:
            self.trees += 1
            self.office.kill()
            await asyncio.to_thread(self.office.start)
            return
        chosen = sorted(children(self.office))
        for pid in self.dice.sample(chosen, min(len(chosen), self.dice.choice((1, 1, 1, 2)))):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def drilled(round: Round, plan: Plan) -> Found:
    with prepared(round.folder, plan) as office:
        office.start()
        killer = Killer(office, round.dice)
        began = time.monotonic()
        asyncio.run(_turns(killer, round))
        each = (time.monotonic() - began) / round.amount
        letters = [letter for writer in killer.writers for letter in writer.accepted]
        found = judged(office, letters)
    strange = tuple(f"answered {answer!r}" for writer in killer.writers for answer in writer.strange)
    figures = (
        measured("seconds for a kill and its mails", each, "s"),
        measured("tries", sum(writer.answers.total() for writer in killer.writers), f"for {len(letters)}"),
    )
    return found + Found(Counts(faults=killer.kills), strange, figures)


async def _turns(killer: Killer, round: Round) -> None:
    for number in range(round.amount):
        await killer.turn(number, f"r{round.number}")


def on(store: Store, fault: str = "") -> Callable[[Round], Found]:
    return lambda round: drilled(round, Plan(store, processes=2, fault=fault))


def drills() -> Iterator[Drill]:
    promise = "processes killed at random under load, now and then all: one ticket and one acknowledgement for each 250"
    yield Drill("random-kills-sqlite", promise, on(Store.SQLITE), Size(1, 12), Size(20, 50))
    yield Drill("random-kills-postgresql", promise, on(Store.POSTGRESQL), Size(1, 8), Size(10, 50))
