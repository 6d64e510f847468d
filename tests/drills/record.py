"""What a run of drills has come to, in a file that outlives the run; and the dated result made of it in the end."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .drill import Counts, Drill, Figure, Found, Size
from .machine import Machine


@dataclass
class Score:
    """One drill so far."""

    name: str
    rounds: int = 0
    seconds: float = 0.0
    found: Found = field(default_factory=Found)
    absent: str = ""  # why it could not be done here

    def add(self, found: Found, seconds: float) -> None:
        self.rounds, self.seconds, self.found = self.rounds + 1, self.seconds + seconds, self.found + found


@dataclass
class Record:
    """All that a killed run needs to go on."""

    began: str
    seed: int
    short: bool
    seconds: float = 0.0
    scores: dict[str, Score] = field(default_factory=dict)

    def save(self, path: Path) -> None:
        """The old file stays whole until the new one is."""
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")
        new.replace(path)

    @property
    def kept(self) -> bool:
        return all(score.found.kept for score in self.scores.values())


def load(path: Path) -> Record:
    read = json.loads(path.read_text(encoding="utf-8"))
    return Record(**read | {"scores": {name: _score(each) for name, each in read["scores"].items()}})


def _score(read: dict[str, Any]) -> Score:
    found = read["found"]
    figures = tuple(Figure(**each) for each in found["figures"])
    return Score(**read | {"found": Found(Counts(**found["counts"]), tuple(found["broken"]), figures)})


def begun(seed: int, short: bool) -> Record:
    return Record(datetime.now(UTC).isoformat(timespec="seconds"), seed, short)


def publish(record: Record, drills: Iterable[Drill], on: Machine, folder: Path) -> Path:
    """Writes DATE-prove.json and .md, under a name that no older result has; returns the table's path."""
    folder.mkdir(parents=True, exist_ok=True)
    ended = datetime.now(UTC).isoformat(timespec="seconds")
    content = {"ended": ended, "machine": asdict(on), **asdict(record)}
    name = f"{ended[:10]}-prove"
    for number in range(1, 1000):
        path = folder / (f"{name}.json" if number == 1 else f"{name}-{number}.json")
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(json.dumps(content, indent=1) + "\n")
        except FileExistsError:
            continue
        break
    table = path.with_suffix(".md")
    table.write_text(page(record, list(drills), on, ended), encoding="utf-8")
    return table


UNKNOWN = Size(0, 0)  # of a drill that a resumed run knew and the registry does not know any more
COUNTS = {each.name: each.name.replace("_", " ") for each in fields(Counts)}


def page(record: Record, drills: list[Drill], on: Machine, ended: str) -> str:
    """For people: what was promised, how often it was tried, what came of it."""
    form = "short" if record.short else "long"
    lines = [
        f"# Drills, {form} form, {record.began} to {ended}",
        "",
        f"Seed {record.seed}; commit {on.commit}; {record.seconds / 3600:.2f} hours of drilling on {on.cores} cores,"
        f" {on.memory}, {on.kernel}, {on.disk}; Python {on.python}; {'; '.join(on.programs)}.",
        "",
        f"**{'Every promise was kept.' if record.kept else 'A PROMISE WAS BROKEN; see below.'}**",
        "",
        "| drill | rounds | " + " | ".join(COUNTS.values()) + " | seconds | kept |",
        "|---|" + "---:|" * (len(COUNTS) + 2) + "---|",
    ]
    sized = {drill.name: size_of(drill, record.short) for drill in drills}
    lines += [_row(score, sized.get(score.name, UNKNOWN)) for score in record.scores.values()]
    lines += ["", *(f"- **{drill.name}**: {drill.promise}" for drill in drills if drill.name in record.scores), ""]
    for score in record.scores.values():
        lines += [f"- {score.name}: {each}" for each in (*map(str, score.found.figures), *score.found.broken)]
    return "\n".join(lines) + "\n"


def size_of(drill: Drill, short: bool) -> Size:
    return drill.short if short else drill.long


def _row(score: Score, size: Size) -> str:
    counts = " | ".join(str(getattr(score.found.counts, name)) for name in COUNTS)
    kept = f"not done: {score.absent}" if score.absent else ("yes" if score.found.kept else "**NO**")
    return f"| {score.name} | {score.rounds} of {size.rounds} | {counts} | {score.seconds:.0f} | {kept} |"
