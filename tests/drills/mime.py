"""Damaged mails are read: `tests/proofs/reading.py` by the million, a part of the numbers in each round. An amount is
so many mails. A failing one is kept below var, with its number.
"""

import time
from collections.abc import Iterator
from os import cpu_count

from ..proofs.reading import FOLDER, Run
from .drill import Counts, Drill, Found, Round, Size, measured

SHOWN = 20


def drilled(round: Round) -> Found:
    run = Run(round.seed, round.amount, "own", FOLDER, first=round.number * round.amount)
    began = time.monotonic()
    done = sum(run.advance(cpu_count() or 1))
    rate = done / (time.monotonic() - began)
    broken = [f"input {each.number} of seed {round.seed}: {each.words}" for each in run.faults[:SHOWN]]
    broken += [] if done == round.amount else [f"{done} of {round.amount} inputs were tried"]
    growth = measured("most that a process grew by", run.growth / 2**20, "MB")
    return Found(Counts(inputs=done), tuple(broken), (measured("inputs a second", rate), growth))


def drills() -> Iterator[Drill]:
    promise = "any bytes are read in time and within memory, and nothing of them is lost"
    yield Drill("fuzz-mime", promise, drilled, Size(1, 1500), Size(40, 50_000))
