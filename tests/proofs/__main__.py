"""Every drill and every proof, by `python -m tests.proofs`. What is killed goes on with --resume; a result is dated,
written to docs/results, and never replaces an older one. Ends with 1 where a promise was broken.
"""

import argparse
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ..drills.course import Course, Shown
from ..drills.drill import Drill
from ..drills.machine import machine
from ..drills.record import Record, Score, begun, load, publish, size_of
from ..drills.registry import DRILLS

STATES = Path("var/prove")
RESULTS = Path("docs/results")


def main() -> None:
    chosen = options().parse_args()
    if chosen.list:
        print("\n".join(f"{each.name:28}{each.promise}" for each in DRILLS))
        return
    drills = picked(chosen.only)
    state = newest(chosen.states) if chosen.resume else chosen.states / f"{datetime.now(UTC):%Y%m%dT%H%M%S}.json"
    record = load(state) if chosen.resume else begun(chosen.seed or random.randrange(2**31), chosen.short)
    print(f"seed {record.seed}; what is done so far stands in {state}", flush=True)
    try:
        with board(drills, record) as shown:
            Course(record, drills, state, chosen.hours).run(shown)
    except KeyboardInterrupt:
        sys.exit(f"stopped; `python -m tests.proofs --resume` goes on with {state}")
    table = publish(record, DRILLS, machine(Path(".")), chosen.results)
    state.rename(state.with_suffix(".done"))
    print(table.read_text(encoding="utf-8"))
    print(f"kept in {table} and {table.with_suffix('.json')}")
    sys.exit(0 if record.kept else 1)


def options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.proofs", description=__doc__)
    parser.add_argument(
        "--for",
        dest="hours",
        type=float,
        default=0.0,
        metavar="HOURS",
        help="end after so long; what is done with its rounds by then does more",
    )
    parser.add_argument(
        "--only",
        default="",
        metavar="NAMES",
        help="these drills, with commas between; a beginning of a name stands for all that begin so",
    )
    parser.add_argument("--resume", action="store_true", help="go on with the newest run that did not end")
    parser.add_argument("--seed", type=int, default=0, help="choose what the run with this seed chose")
    parser.add_argument("--short", action="store_true", help="the form that CI runs")
    parser.add_argument("--list", action="store_true", help="only tell what there is")
    parser.add_argument("--states", type=Path, default=STATES, help="the folder of runs that did not end")
    parser.add_argument("--results", type=Path, default=RESULTS, help="the folder of results")
    return parser


def picked(names: str) -> tuple[Drill, ...]:
    beginnings = tuple(name.strip() for name in names.split(",") if name.strip())
    unknown = [each for each in beginnings if not any(drill.name.startswith(each) for drill in DRILLS)]
    if unknown:
        sys.exit(f"no drill is called {' or '.join(unknown)}; --list tells what there is")
    return tuple(drill for drill in DRILLS if not beginnings or drill.name.startswith(beginnings))


def newest(states: Path) -> Path:
    found = sorted(states.glob("*.json"))
    if not found:
        sys.exit(f"no run in {states} is unfinished")
    return found[-1]


@contextmanager
def board(drills: tuple[Drill, ...], record: Record) -> Iterator[Shown]:
    """A line for each drill while it runs; where nobody looks on, a line for each round."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description:28}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        tasks = {}
        for drill in drills:
            done = record.scores.get(drill.name, Score(drill.name)).rounds
            tasks[drill.name] = progress.add_task(drill.name, total=size_of(drill, record.short).rounds, completed=done)

        def shown(drill: Drill, score: Score) -> None:
            progress.update(tasks[drill.name], completed=score.rounds)
            if not console.is_terminal:
                print(told(drill, score), file=sys.stderr, flush=True)

        yield shown


def told(drill: Drill, score: Score) -> str:
    if score.absent:
        return f"{drill.name}: not done: {score.absent}"
    counts = score.found.counts
    state = "kept" if score.found.kept else f"BROKEN: {'; '.join(score.found.broken[:3])}"
    return (
        f"{drill.name}: {score.rounds} rounds, {score.seconds:.0f} s, {counts.accepted} accepted, {counts.lost} lost,"
        f" {counts.doubled} doubled, {counts.faults} faults, {counts.inputs} inputs: {state}"
    )


if __name__ == "__main__":
    main()
