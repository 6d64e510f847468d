"""Does a worker grow with the mails that it has seen? `python -m tests.bench.flat`: 100,000 realistic mails through one
work process and its reading child, their memory at every step. Ends with 1 where it grew by more than a tenth after the
first fifth.

What counts is the memory that a process holds. What nobody else has of it is told beside it: that grows for a long
time, as a process writes to pages that it had shared with its parent (each look at an object of Python's is a write),
up to what it shared in the beginning.
"""

import argparse
import asyncio
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import func, select

from gateway.store.schema import notice

from .desk import PROMISE
from .house import House, house, members
from .letters import Letters
from .plot import Chart, Line
from .through import send, settle_in, sink, wait_until_quiet

MOST = 1.1
ROLES = ("work", "reading")
KNOWN = 200


@dataclass(frozen=True, slots=True)
class Step:
    """After so many mails; memory in MB by role, and what of it nobody else has (private pages)."""

    mails: int
    memory: dict[str, float]
    own: dict[str, float]


def walk(kind: str, mails: int, step: int, connections: int, promise: int) -> list[Step]:
    done: list[Step] = []
    with sink() as (relay, _), house(kind, 1, relay, promise=promise) as place:
        letters = Letters(3)
        threads = settle_in(place, letters, KNOWN)
        for sent in range(step, mails + 1, step):
            asyncio.run(send(place.port, list(letters.mixed(step, threads)), connections))
            wait_until_quiet(place)
            memory = {role: _held(place, role, "Rss:") for role in ROLES}
            done.append(Step(sent, memory, {role: _held(place, role, "Private_") for role in ROLES}))
            print(f"  {done[-1]}", file=sys.stderr, flush=True)
        _check(place)
    return done


def _held(place: House, role: str, kind: str) -> float:
    return sum(_pages(pid, kind) for pid in members(place, role)) / 1e6


def _pages(pid: int, kind: str) -> int:
    """Bytes. The names are those of proc(5)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith(kind))


def _check(place: House) -> None:
    """A worker that did nothing would be flat, too."""
    with place.database.read() as connection:
        sent = connection.scalar(select(func.count()).where(notice.c.state == "sent")) or 0
        other = connection.scalar(select(func.count()).where(notice.c.state != "sent")) or 0
    if other or not sent:
        raise RuntimeError(f"{sent} notices sent, {other} not")


def growth(steps: list[Step], role: str) -> float:
    """The highest by what it was after the first fifth."""
    settled = [step for step in steps if step.mails >= steps[-1].mails / 5]
    return max(step.memory[role] for step in settled) / settled[0].memory[role]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    options.add_argument("--mails", type=int, default=100_000)
    options.add_argument("--step", type=int, default=10_000)
    options.add_argument("--connections", type=int, default=5)
    options.add_argument("--promise", type=int, default=PROMISE, help="minutes until requests are answered too late")
    options.add_argument("--into", type=Path, help="a folder for flat.json and flat.svg")
    chosen = options.parse_args()
    steps = walk(chosen.database, chosen.mails, chosen.step, chosen.connections, chosen.promise)
    grown = {role: round(growth(steps, role), 3) for role in ROLES}
    told = {"database": chosen.database, "growth": grown, "steps": [asdict(step) for step in steps]}
    print(json.dumps(told, indent=1))
    if chosen.into is not None:
        chosen.into.mkdir(parents=True, exist_ok=True)
        lines = tuple(Line(role, tuple((step.mails, step.memory[role]) for step in steps)) for role in ROLES)
        lines += (Line("work, what nobody else has", tuple((step.mails, step.own["work"]) for step in steps)),)
        chart = Chart("Memory of a worker", "mails worked on", "MB", lines)
        (chosen.into / "flat.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
        (chosen.into / "flat.svg").write_text(chart.svg, encoding="utf-8")
    sys.exit(1 if max(grown.values()) > MOST else 0)


if __name__ == "__main__":
    main()
