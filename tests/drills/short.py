"""The short form of a drill, for tests; and a drill that must find a planted fault."""

from collections.abc import Callable
from pathlib import Path

import pytest

from .drill import Found, Round
from .registry import DRILLS

SEED = 20261128


def held(name: str, folder: Path) -> Found:
    """The short form of this drill. Skipped where it cannot be done."""
    drill = next(each for each in DRILLS if each.name == name)
    if reason := drill.lacks():
        pytest.skip(reason)
    assert drill.short.rounds == 1, "the short form is one round"
    found = drill.run(Round(name, 0, drill.short.amount, SEED, folder))
    print(name, *map(str, found.figures), found.counts, sep="\n")
    assert found.kept, found
    return found


def found_out(run: Callable[[Round], Found], amount: int, folder: Path, name: str = "planted") -> Found:
    """What a drill says of a planted fault; there must be something."""
    found = run(Round(name, 0, amount, SEED, folder))
    print(*found.broken, found.counts, sep="\n")
    assert not found.kept, "the planted fault was not found"
    return found
