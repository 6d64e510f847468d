"""A run through drills: each has its turn, a round at a time, and after each round all is written down."""

import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from .drill import Drill, Found, Round
from .record import Record, Score, size_of

Shown = Callable[[Drill, Score], None]


@dataclass
class Course:
    """`hours` bounds the run; 0 ends it when every drill had its rounds. With hours left, drills go on behind them."""

    record: Record
    drills: tuple[Drill, ...]
    state: Path
    hours: float = 0.0

    def run(self, shown: Shown) -> None:
        ends = time.monotonic() + self.hours * 3600 if self.hours else float("inf")
        for drill in self._turns():
            if time.monotonic() >= ends:
                return
            self._round(drill)
            shown(drill, self._score(drill))

    def _turns(self) -> Iterator[Drill]:
        """The one that is least far, again and again."""
        while True:
            open_ones = [drill for drill in self.drills if not self._score(drill).absent]
            if not open_ones:
                return
            drill = min(open_ones, key=self._part)
            if self._part(drill) >= 1 and not self.hours:
                return
            yield drill

    def _part(self, drill: Drill) -> float:
        return self._score(drill).rounds / size_of(drill, self.record.short).rounds

    def _score(self, drill: Drill) -> Score:
        return self.record.scores.setdefault(drill.name, Score(drill.name))

    def _round(self, drill: Drill) -> None:
        score = self._score(drill)
        size = size_of(drill, self.record.short)
        score.absent = drill.lacks()
        if not score.absent:
            began = time.monotonic()
            with tempfile.TemporaryDirectory(prefix="drill-") as folder:
                found = self._tried(drill, Round(drill.name, score.rounds, size.amount, self.record.seed, Path(folder)))
            seconds = time.monotonic() - began
            self.record.seconds += seconds
            if not score.absent:
                score.add(found, seconds)
        self.record.save(self.state)

    def _tried(self, drill: Drill, round: Round) -> Found:
        """A drill that fails itself is a broken promise, too: nobody knows what it would have found."""
        try:
            return drill.run(round)
        except pytest.skip.Exception as reason:
            self._score(drill).absent = str(reason)
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            words = f"{type(error).__name__}: {error} ({last.name}, line {last.lineno})"
            return Found(broken=(f"round {round.number + 1}: {words[:600]}",))
        return Found()
