"""Damages mails in every way and reads them. Any bytes give one mail, in time, within memory; nothing of it is lost.

Input NUMBER of seed SEED is always the same bytes (as long as the mails that are damaged are the same), so that
`--seed SEED --only NUMBER` shows a failure again. Its bytes are kept in a folder as well.
"""

import argparse
import ctypes
import random
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from os import cpu_count
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from .reading_checks import MEMORY, faults, held, peak
from .reading_damage import damage
from .reading_seeds import corpus_mails, own_mails

FOLDER = Path("var/prove-mime")
HANGING = 60.0  # seconds of processor time after which an input is given up
BLOCK = 50  # inputs between two signs of life
SPAWN = get_context("spawn")


class Hanging(BaseException):
    """Not an Exception: nothing that is tried may catch it."""


@dataclass(frozen=True)
class Fault:
    number: int
    words: str


def pool_of(kind: str) -> Sequence[bytes]:
    """The mails that are damaged: `own` ones, those of the `corpus`, or `both`."""
    own, real = own_mails(), corpus_mails() if kind != "own" else ()
    return {"own": own, "corpus": real, "both": own + real}[kind]


def bytes_of(seed: int, number: int, pool: Sequence[bytes]) -> bytes:
    return damage(random.Random(f"{seed}/{number}"), pool)


def try_one(seed: int, number: int, pool: Sequence[bytes], folder: Path) -> list[Fault]:
    raw = bytes_of(seed, number, pool)
    found = [Fault(number, words) for words in faults(raw)]
    if found:
        keep(folder, seed, number, raw)
    return found


def keep(folder: Path, seed: int, number: int, raw: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{seed}-{number}.eml").write_bytes(raw)


# --- one process ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Share:
    """What one process tries: every `step`-th number from `start` on."""

    seed: int
    kind: str
    start: int
    stop: int
    step: int
    folder: Path


def work(share: Share, out: Connection, current: ctypes.c_longlong) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGVTALRM, _give_up)
    pool = pool_of(share.kind)
    for raw in pool:  # what the first mails load is no growth
        faults(raw)
    at_first, found, done = held(), [], 0
    for number in range(share.start, share.stop, share.step):
        current.value = number
        signal.setitimer(signal.ITIMER_VIRTUAL, HANGING)
        try:
            found += try_one(share.seed, number, pool, share.folder)
        except Hanging:
            keep(share.folder, share.seed, number, bytes_of(share.seed, number, pool))
            found.append(Fault(number, f"no end after {HANGING:g} s"))
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        if peak() - at_first > MEMORY:
            keep(share.folder, share.seed, number, bytes_of(share.seed, number, pool))
            found.append(Fault(number, f"the process grew by {(peak() - at_first) >> 20} MB"))
            at_first = peak()
        done += 1
        if done == BLOCK or found:
            out.send((done, found, peak() - at_first))
            found, done = [], 0
    out.send((done, found, peak() - at_first))


def _give_up(*_: object) -> None:
    raise Hanging


# --- all of them ------------------------------------------------------------------------------------------------------


@dataclass
class Run:
    """The shares and the processes that work on them; one that dies is a fault, and its share goes on behind it."""

    seed: int
    inputs: int
    kind: str
    folder: Path
    first: int = 0
    faults: list[Fault] = field(default_factory=list)
    growth: int = 0
    _open: dict[Connection, tuple[Share, BaseProcess, ctypes.c_longlong]] = field(default_factory=dict)

    def advance(self, processes: int) -> Iterator[int]:
        """Runs to the end and tells how many inputs were tried since the last time."""
        stop = self.first + self.inputs
        for start in range(self.first, self.first + processes):
            self._begin(Share(self.seed, self.kind, start, stop, processes, self.folder))
        while self._open:
            for ready in wait(list(self._open)):
                assert isinstance(ready, Connection)
                try:
                    done, found, growth = ready.recv()
                except (EOFError, OSError):  # it died between two messages, or within one
                    yield self._ended(ready)
                    continue
                self.faults += found
                self.growth = max(self.growth, growth)
                yield done

    def _begin(self, share: Share) -> None:
        reading, writing = SPAWN.Pipe(duplex=False)
        current = SPAWN.RawValue(ctypes.c_longlong, share.start)  # a lock would be kept by who dies with it
        process = SPAWN.Process(target=work, args=(share, writing, current), daemon=True)
        process.start()
        writing.close()
        self._open[reading] = share, process, current

    def _ended(self, connection: Connection) -> int:
        share, process, current = self._open.pop(connection)
        connection.close()
        process.join()
        if process.exitcode == 0:
            return 0
        number = current.value
        self.faults.append(Fault(number, f"the process ended with {process.exitcode}"))
        keep(self.folder, self.seed, number, bytes_of(self.seed, number, pool_of(self.kind)))
        if number + share.step < share.stop:
            self._begin(Share(share.seed, share.kind, number + share.step, share.stop, share.step, share.folder))
        return 1


@contextmanager
def bar(total: int) -> Iterator[tuple[Progress, int]]:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        yield progress, progress.add_task("reading", total=total)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=200_000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first input: a long run in parts")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--mails", choices=["own", "corpus", "both"], default="both", help="what is damaged")
    parser.add_argument("--processes", type=int, default=cpu_count() or 1)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where failing inputs are kept")
    parser.add_argument("--only", type=int, metavar="NUMBER", help="try this one input again")
    return parser.parse_args()


def main() -> None:
    chosen = options()
    pool = pool_of(chosen.mails)
    print(f"seed {chosen.seed}, {len(pool)} mails to damage ({chosen.mails})", flush=True)
    if chosen.only is not None:
        found = try_one(chosen.seed, chosen.only, pool, chosen.folder)
        sys.exit("\n".join(fault.words for fault in found) or 0)
    began = time.monotonic()
    run = Run(chosen.seed, chosen.inputs, chosen.mails, chosen.folder, chosen.first)
    told = 0
    with bar(chosen.inputs) as (progress, task):
        for done in run.advance(chosen.processes):
            progress.advance(task, done)  # type: ignore[arg-type]
            for fault in run.faults[told:]:
                again = f"--seed {chosen.seed} --mails {chosen.mails} --only {fault.number}"
                print(f"input {fault.number}: {fault.words} ({again})", flush=True)
            told = len(run.faults)
    seconds = time.monotonic() - began
    rate = chosen.inputs / seconds
    print(
        f"{chosen.inputs} inputs, {len(run.faults)} faults, {seconds:.0f} s, {rate:.0f} inputs/s with"
        f" {chosen.processes} processes, a process grew by {run.growth >> 20} MB at most"
    )
    if run.faults:
        print(f"the inputs are kept in {chosen.folder}")
    sys.exit(1 if run.faults else 0)


if __name__ == "__main__":
    main()
