"""A listener is killed before every system call that one accept makes, or the call fails (T-KILL-1, T-FSYNC-3,
T-DISK-2). The calls are taken from a clean run. An amount is so many calls.
"""

import asyncio
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..scenarios.office import Office, wait_until
from .drill import Counts, Drill, Found, Round, Size, measured
from .offices import Plan, Store, is_alive, listeners, running, threads
from .people import Letter, Writer, hand_in, judged
from .strace import EVERY, Call, Harm, injection, needed, tracing

# Calls that say nothing about a mail, or whose number is another in each run.
NOISE = frozenset({"futex", "brk", "mmap", "munmap", "mprotect", "madvise", "mremap", "getpid", "gettid"})
NOISE |= {"clock_nanosleep", "restart_syscall", "sched_yield", "exit_group", "exit", "rt_sigprocmask", "rt_sigaction"}
SYNCS = frozenset({"fsync", "fdatasync", "sync_file_range", "msync"})
FILE_WRITES = frozenset({"pwrite64", "pwritev", "pwritev2", "ftruncate", "fallocate"})

SIZES = {"first": 500, "small": 500, "large": 40_000, "streamed": 300_000}  # bytes; "first" is a new listener's first
Picked = Callable[[str], bool]


@dataclass(frozen=True, order=True)
class Moment:
    """Which call, during which kind of mail."""

    kind: str
    call: Call

    def __str__(self) -> str:
        return f"{self.call} of a {self.kind} mail"


@dataclass
class Trial:
    """One office whose listener is harmed again and again."""

    office: Office
    trace: Path
    harm: Harm
    tag: str
    letters: list[Letter] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    reached: int = 0

    def letter(self, kind: str) -> Letter:
        self.letters.append(Letter(f"{self.tag}n{len(self.letters)}", SIZES[kind]))
        return self.letters[-1]

    def moments(self, picked: Picked) -> list[Moment]:
        """What a clean run does, for each kind of mail."""
        found = []
        for kind in SIZES:
            parts = self._ready(kind)
            with tracing(self.trace, parts[:1], "-f", "-y") as trace:
                self._send(self.letter(kind))
                time.sleep(0.05)  # what follows the answer belongs to it, too
            made = trace.calls(parts).items()
            found += [
                Moment(kind, Call(EVERY if kind == "first" else thread, name, nth + 1))
                for (thread, name), count in made
                if picked(name)
                for nth in range(count)
            ]
        return sorted(set(found))

    def harm_at(self, moment: Moment) -> None:
        parts = self._ready(moment.kind)
        chosen = parts[:1] if moment.call.thread == EVERY else parts[moment.call.thread : moment.call.thread + 1]
        letter = self.letter(moment.kind)
        if chosen:
            with tracing(self.trace, chosen, *self._options(moment.call)) as trace:
                answer = asyncio.run(hand_in(self.office.port, letter))
            self.reached += bool(trace.harmed) or not is_alive(chosen[0])
            self._judge(moment, trace.harmed, answer)
        self._send(letter)

    def _options(self, call: Call) -> tuple[str, ...]:
        every = injection(call, self.harm)
        return every if call.thread == EVERY else tuple(word for word in every if word != "-f")

    def _judge(self, moment: Moment, harmed: list[str], answer: str) -> None:
        if self.harm is Harm.KILL or not harmed:
            return
        if answer.startswith("250") and not all(map(self._is_harmless, harmed)):
            self.broken.append(f"answered {answer!r} although this failed: {harmed[0].strip()}")
        elif answer and not answer.startswith(("250", "4")):
            self.broken.append(f"answered {answer!r} at {moment}")

    def _is_harmless(self, line: str) -> bool:
        """A checkpoint, when the rows are safe in the write-ahead log; and the folder, which SQLite syncs at a
        connection's first commit and whose entries are older: it does not ask how that went.
        """
        return ".db>" in line or f"<{self.office.folder / 'state'}>" in line

    def _ready(self, kind: str) -> list[int]:
        """The threads of a listener that is up. It is a new one where its first mail is wanted."""
        if kind == "first":
            self._renew()
        wait_until(lambda: listeners(self.office), 30, lambda: self.office.log[-2000:])
        if kind != "first":
            self._send(self.letter("large"))
        return threads(listeners(self.office)[0])

    def _renew(self) -> None:
        for pid in listeners(self.office):
            os.kill(pid, signal.SIGKILL)
            wait_until(lambda pid=pid: pid not in listeners(self.office), 10, lambda: "a listener that does not die")

    def _send(self, letter: Letter) -> None:
        writer = Writer(self.office, [letter])
        asyncio.run(asyncio.wait_for(writer.run(), 60))
        self.broken += [f"answered {each!r}" for each in writer.strange]


def drilled(round: Round, plan: Plan, harm: Harm, picked: Picked) -> Found:
    with running(round.folder, plan) as office:
        trial = Trial(office, round.folder / "trace", harm, f"r{round.number}")
        moments = trial.moments(picked)
        chosen = _share(round, moments)
        for moment in chosen:
            trial.harm_at(moment)
        found = judged(office, trial.letters)
    figures = (
        measured("calls of the accepts", len(moments)),
        measured("calls reached", trial.reached, f"of {len(chosen)}"),
    )
    return found + Found(Counts(faults=trial.reached), tuple(trial.broken), figures)


def _share(round: Round, moments: list[Moment]) -> list[Moment]:
    """Each round has its part of all moments in the seed's order; past the last one there is nothing left to do."""
    random.Random(f"{round.seed}/{round.drill}").shuffle(moments)
    return moments[round.number * round.amount : (round.number + 1) * round.amount]


def is_telling(name: str) -> bool:
    return name not in NOISE


def killing(store: Store, fault: str = "") -> Callable[[Round], Found]:
    return lambda round: drilled(round, Plan(store, fault=fault), Harm.KILL, is_telling)


def failing(harm: Harm, names: frozenset[str], fault: str = "") -> Callable[[Round], Found]:
    return lambda round: drilled(round, Plan(fault=fault), harm, names.__contains__)


def drills() -> Iterator[Drill]:
    promise = (
        "killed before any system call of an accept: what had 250 is one ticket, what had not is one after its retry"
    )
    for store in Store:
        yield Drill(f"kill-calls-{store.value}", promise, killing(store), Size(1, 14), Size(10, 60), (needed,))
    promise = "a sync that fails is never followed by 250, and the next mail is taken"
    yield Drill("failed-syncs", promise, failing(Harm.BROKEN, SYNCS), Size(1, 8), Size(2, 40), (needed,))
    promise = "a write that finds the disk full is never followed by 250, and the next mail is taken"
    yield Drill("full-writes", promise, failing(Harm.FULL, FILE_WRITES), Size(1, 8), Size(4, 40), (needed,))
