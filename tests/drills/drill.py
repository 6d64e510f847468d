"""What a drill is: a promise, a fault that is made on purpose, and what came of one round of it."""

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path

SHOWN = 20  # broken promises that are kept word by word


@dataclass(frozen=True)
class Counts:
    """What the sending clients and the relay know, against what there is."""

    accepted: int = 0  # mails that were answered with 250
    lost: int = 0  # of these: on no ticket in the end
    doubled: int = 0  # mails on more than one ticket
    second_copies: int = 0  # outgoing mails that came again under their Message-ID
    uncertain: int = 0  # attempts at sending whose end nobody heard: each may be a second copy
    faults: int = 0  # kills, failed calls, jumps of the clock and the like
    inputs: int = 0  # mails or dialogues that were tried without the whole around them

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


@dataclass(frozen=True)
class Figure:
    """Something measured, the lowest and the highest of all rounds."""

    name: str
    unit: str
    low: float
    high: float

    def __str__(self) -> str:
        span = f"{self.low:.4g}" if self.low == self.high else f"{self.low:.4g} to {self.high:.4g}"
        return f"{self.name}: {span} {self.unit}".rstrip()


def measured(name: str, value: float, unit: str = "") -> Figure:
    return Figure(name, unit, value, value)


@dataclass(frozen=True)
class Found:
    """What came of one round, or of many. `broken` has a sentence for each promise that was not kept."""

    counts: Counts = Counts()
    broken: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()

    @property
    def kept(self) -> bool:
        return not (self.broken or self.counts.lost or self.counts.doubled)

    def __add__(self, other: "Found") -> "Found":
        figures = {each.name: each for each in self.figures}
        for each in other.figures:
            old = figures.get(each.name, each)
            figures[each.name] = Figure(each.name, each.unit, min(old.low, each.low), max(old.high, each.high))
        return Found(self.counts + other.counts, (self.broken + other.broken)[:SHOWN], tuple(figures.values()))


@dataclass(frozen=True)
class Round:
    """One round of a drill. The same drill, seed and number choose the same; only the machine's timing differs. All of
    a round throw the same dice: they do not fall alike each time.
    """

    drill: str
    number: int
    amount: int
    seed: int
    folder: Path

    @cached_property
    def dice(self) -> random.Random:
        return random.Random(f"{self.seed}/{self.drill}/{self.number}")


@dataclass(frozen=True)
class Size:
    """So many rounds, each of this amount; what is counted by it, the drill's own file says."""

    rounds: int
    amount: int


@dataclass(frozen=True)
class Drill:
    """`needs` each give "" or a reason why the drill cannot be done here."""

    name: str
    promise: str
    run: Callable[[Round], Found]
    short: Size
    long: Size
    needs: tuple[Callable[[], str], ...] = field(default=())

    def lacks(self) -> str:
        return next((reason for need in self.needs if (reason := need())), "")


def program(name: str) -> Callable[[], str]:
    """A need: this program is installed."""
    return lambda: "" if shutil.which(name) or shutil.which(name, path="/usr/sbin") else f"{name} is not installed"
