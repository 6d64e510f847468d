"""Durable acceptance against Postfix's smtpd on the same disk, in interleaved rounds, and against the ceiling: the same
listener that stores nothing. `python -m tests.bench.accept --help`; the load is Postfix's smtp-source.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from tests.bench.load import KB, MB, SOURCE, Case, Run, free_port
from tests.bench.postfix import DISCARD, HOLD, Postfix
from tests.bench.sides import OurListeners, PostfixSide, Side

MAILS = {2 * KB: (300, 2000, 2000), 10 * KB: (300, 2000, 2000), 100 * KB: (150, 400, 400), 5 * MB: (12, 40, 60)}
CONNECTIONS = (1, 10, 50)
WANTED = {(10 * KB, 1): 1.5, (10 * KB, 10): 2.0, (10 * KB, 50): 4.0}
WANTED |= {(100 * KB, count): 1.2 for count in CONNECTIONS} | {(5 * MB, count): 1.0 for count in CONNECTIONS}
CASES = [
    Case(size, connections, mails, WANTED.get((size, connections), 0.0))
    for size, counts in MAILS.items()
    for connections, mails in zip(CONNECTIONS, counts, strict=True)
]
CASES.append(Case(10 * KB, 50, 1500, kept=False))

OURS = ("1 process", "2 processes", "ceiling")
PEERS = ("postfix hold", "postfix discard")


@dataclass(frozen=True)
class Result:
    """The medians of one case by side, and each side's best round: on a machine that others use, too, the medians tell
    whom it kept waiting, the best rounds come nearer to what the servers can do.
    """

    case: Case
    runs: dict[str, Run]
    best: dict[str, float]

    @property
    def peer(self) -> str:
        """Postfix counts with the faster of its two ways."""
        return max((name for name in self.runs if name in PEERS), key=lambda name: self.runs[name].rate)

    def ratio(self, name: str) -> float:
        return self.runs[name].rate / self.runs[self.peer].rate

    def best_ratio(self, name: str) -> float:
        return self.best[name] / max(rate for peer, rate in self.best.items() if peer in PEERS)

    def as_json(self) -> dict[str, object]:
        sides = {
            name: {"per_second": run.rate, "best": self.best[name], "cpu_ms": run.cpu}
            for name, run in self.runs.items()
        }
        ratios = {name: {"median": self.ratio(name), "best": self.best_ratio(name)} for name in self.runs}
        keys = {"size": self.case.size, "connections": self.case.connections, "kept": self.case.kept}
        return keys | {"mails": self.case.mails, "wanted": self.case.wanted, "sides": sides, "ratios": ratios}


@contextmanager
def sides(names: list[str]) -> Iterator[dict[str, Side]]:
    folder = Path(tempfile.mkdtemp(prefix="accept-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        postfix = Postfix(folder / "postfix", free_port())
        stack.callback(postfix.stop)
        made: dict[str, Side] = {"postfix hold": PostfixSide(postfix, HOLD)}
        made["postfix discard"] = PostfixSide(postfix, DISCARD)
        for name in names:
            mode = "nothing" if name == "ceiling" else "store"
            made[name] = ours = OurListeners(folder / name.split()[0], 2 if name == "2 processes" else 1, mode)
            stack.callback(ours.stop)
        yield made


def measure(case: Case, made: dict[str, Side], rounds: int, progress: Progress) -> Result:
    task = progress.add_task(case.name, total=rounds * len(made))
    results: dict[str, list[Run]] = {name: [] for name in made}
    for number in range(rounds):
        order = list(made) if number % 2 == 0 else list(reversed(made))
        for name in order:
            results[name].append(made[name].run(case))
            progress.advance(task)
    progress.remove_task(task)
    best = {name: max(run.rate for run in runs) for name, runs in results.items()}
    return Result(case, {name: _median(runs) for name, runs in results.items()}, best)


def _median(runs: list[Run]) -> Run:
    return Run(statistics.median(run.rate for run in runs), statistics.median(run.cpu for run in runs))


def shown(results: list[Result], names: list[str]) -> Table:
    table = Table(title="Durable acceptance: mails/s, ratio to Postfix (of the best rounds), ms CPU a mail")
    table.add_column("case")
    table.add_column("Postfix", justify="right")
    for name in names:
        table.add_column(name, justify="right")
    table.add_column("of the ceiling", justify="right")
    table.add_column("wanted", justify="right")
    for result in results:
        table.add_row(*_row(result, names))
    return table


def _row(result: Result, names: list[str]) -> list[str]:
    peer = result.runs[result.peer]
    row = [result.case.name, f"{peer.rate:.0f}/s {peer.cpu:.2f} {result.peer.split()[1]}"]
    for name in names:
        run = result.runs[name]
        row.append(f"{run.rate:.0f}/s {result.ratio(name):.2f} ({result.best_ratio(name):.2f}) {run.cpu:.2f}")
    stored = [result.runs[name].rate for name in names if name != "ceiling"]
    share = max(stored) / result.runs["ceiling"].rate if stored and "ceiling" in result.runs else None
    row.append(f"{share:.0%}" if share is not None else "")
    return [*row, f"{result.case.wanted:.1f}" if result.case.wanted else ""]


def written(results: list[Result], rounds: int) -> str:
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    load = [round(each, 1) for each in os.getloadavg()]
    head = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine, "load": load, "rounds": rounds}
    return json.dumps(head | {"cases": [result.as_json() for result in results]}, indent=1) + "\n"


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sizes", type=int, nargs="*", help="in KB; all of them by default")
    parser.add_argument("--connections", type=int, nargs="*", choices=CONNECTIONS)
    parser.add_argument("--sides", nargs="*", choices=OURS, default=list(OURS))
    parser.add_argument("--json", type=Path, help="write the result to this file")
    return parser.parse_args()


def main() -> int:
    reason = Postfix.missing() or ("" if Path(SOURCE).exists() else "smtp-source is not installed")
    if reason:
        print(f"skipped: {reason}")
        return 0
    chosen = options()
    cases = [case for case in CASES if not chosen.sizes or case.size // KB in chosen.sizes]
    cases = [case for case in cases if not chosen.connections or case.connections in chosen.connections]
    screen, results = Console(stderr=True), []
    with sides(chosen.sides) as made, Progress(console=screen, disable=not screen.is_terminal) as progress:
        for case in cases:
            results.append(measure(case, made, chosen.rounds, progress))
            print(*_row(results[-1], chosen.sides), sep="  ", file=sys.stderr, flush=True)
    Console(width=None if sys.stdout.isatty() else 170).print(shown(results, chosen.sides))
    if chosen.json:
        chosen.json.write_text(written(results, chosen.rounds))
    return 0


if __name__ == "__main__":
    sys.exit(main())
