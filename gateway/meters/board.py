"""Where figures stand: memory that a family of processes shares, with a region for each of its children.

The parent makes it before it forks. A child writes into its own region only, so nobody waits for anybody; one that was
killed is succeeded by the next of its place, which goes on counting where it stopped. Nothing lies on a disk.
"""

import mmap
import threading
import time
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from .catalogue import OTHER, Kind, Meter

CELL = 8  # bytes, a double
PID, STARTED, BEAT, STARTS = range(4)  # the first cells of a region; times are of the monotonic clock
HEAD = 4

Key = tuple[str, ...]  # the meter's name, then a value for each label


@dataclass(frozen=True, slots=True)
class Series:
    """One meter under one set of label values: its first cell, and how many there are (a histogram has several)."""

    meter: Meter
    labels: tuple[str, ...]
    first: int
    cells: int


@dataclass(frozen=True, slots=True)
class Life:
    """How the process of one place does. Times are of the monotonic clock, 0 where it never happened."""

    name: str
    pid: int
    started: float
    beat: float
    starts: int


@dataclass(frozen=True, slots=True)
class Board:
    meters: tuple[Meter, ...]
    places: tuple[str, ...]  # the names of the children
    series: dict[Key, Series] = field(init=False)
    size: int = field(init=False)  # of a region, in cells
    cells: "memoryview[float]" = field(init=False, repr=False)

    def __post_init__(self) -> None:
        laid = list(_laid(self.meters))
        object.__setattr__(self, "series", {(each.meter.name, *each.labels): each for each in laid})
        object.__setattr__(self, "size", laid[-1].first + laid[-1].cells if laid else HEAD)
        memory = mmap.mmap(-1, self.size * CELL * max(1, len(self.places)))  # anonymous and shared by default
        object.__setattr__(self, "cells", memoryview(memory).cast("d"))

    def total(self, series: Series) -> list[float]:
        """Its cells over all processes."""
        merge = max if series.meter.kind is Kind.MOMENT else sum
        starts = [place * self.size + series.first for place in range(len(self.places))]
        return [merge(self.cells[start + cell] for start in starts) for cell in range(series.cells)]

    def lives(self) -> tuple[Life, ...]:
        return tuple(self._life(place, name) for place, name in enumerate(self.places))

    def _life(self, place: int, name: str) -> Life:
        first = place * self.size
        pid, started, beat, starts = self.cells[first : first + HEAD]
        return Life(name, int(pid), started, beat, int(starts))


def _laid(meters: tuple[Meter, ...]) -> Iterator[Series]:
    first = HEAD
    for meter in meters:
        cells = len(meter.bounds) + 2 if meter.kind is Kind.HISTOGRAM else 1  # the last bucket, and the sum
        for labels in product(*((*label.values, OTHER) for label in meter.labels)):
            yield Series(meter, labels, first, cells)
            first += cells


class Seat:
    """One child's place at the board. Safe for its threads."""

    def __init__(self, board: Board, place: int) -> None:
        """Takes the place of whoever sat there before."""
        self._board = board
        self._base = place * board.size
        self._cells = board.cells
        self._lock = threading.Lock()
        for series in board.series.values():
            if series.meter.kind is Kind.LEVEL:
                self._cells[self._base + series.first] = 0.0

    @property
    def board(self) -> Board:
        return self._board

    def begin(self, pid: int) -> None:
        now = time.monotonic()
        self._cells[self._base + STARTS] += 1
        self._cells[self._base + PID], self._cells[self._base + STARTED] = pid, now
        self._cells[self._base + BEAT] = 0.0

    def beat(self, alive: bool) -> None:
        self._cells[self._base + BEAT] = time.monotonic() if alive else 0.0

    def add(self, key: Key, amount: float = 1.0) -> None:
        place = self._base + self._find(key).first
        with self._lock:
            self._cells[place] += amount

    def put(self, key: Key, value: float) -> None:
        self._cells[self._base + self._find(key).first] = value

    def observe(self, key: Key, value: float) -> None:
        series = self._find(key)
        first = self._base + series.first
        bucket = first + bisect_left(series.meter.bounds, value)
        with self._lock:
            self._cells[bucket] += 1.0
            self._cells[first + series.cells - 1] += value

    def _find(self, key: Key) -> Series:
        return self._board.series.get(key) or self._foreseen(key)

    def _foreseen(self, key: Key) -> Series:
        """Label values that nobody foresaw count as "other"."""
        meter = next(meter for meter in self._board.meters if meter.name == key[0])
        values = zip(meter.labels, key[1:], strict=True)
        labels = (value if value in label.values else OTHER for label, value in values)
        return self._board.series[key[0], *labels]
