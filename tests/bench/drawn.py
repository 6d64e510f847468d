"""Draws what `tests.bench.accept --json` and `tests.bench.through --json` wrote as the pictures of the documentation:
`python -m tests.bench.drawn --accept FILE --through FILE --into docs/performance`.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from .plot import Chart, Line

SIZE = 10 * 1024  # of the mails whose acceptance is drawn
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def acceptance(result: Mapping[str, Any]) -> Chart:
    """Mails a second over the number of connections; Postfix with the faster of its two ways."""
    lines: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for case in result["cases"]:
        if case["size"] != SIZE or not case["kept"]:
            continue
        speeds = {name: side["per_second"] for name, side in case["sides"].items()}
        speeds["Postfix"] = max(speeds.pop(name) for name in list(speeds) if name.startswith("postfix"))
        for name, speed in speeds.items():
            lines["nothing stored" if name == "ceiling" else name].append((case["connections"], speed))
    return Chart("Durable acceptance of mails of 10 KB", "connections", "mails a second", tuple(_lines(lines)))


def latency(figures: Sequence[Mapping[str, Any]]) -> Chart:
    """From the 250 to the acknowledgement at the relay, over the rate of mails that come in."""
    lines: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for each in sorted(figures, key=lambda each: float(each["rate"])):
        for kind in ("median", "p99"):
            lines[f"{NAMES[each['database']]}, {kind}"].append((each["rate"], each["latency"][kind]))
    return Chart("From 250 to the acknowledgement", "mails a second", "milliseconds", tuple(_lines(lines)))


def _lines(lines: Mapping[str, list[tuple[float, float]]]) -> Iterator[Line]:
    for name, points in lines.items():
        yield Line(name, tuple(points))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--accept", type=Path, help="what tests.bench.accept --json wrote")
    options.add_argument("--through", type=Path, help="lines of tests.bench.through --json, with several rates")
    options.add_argument("--into", type=Path, required=True, help="the folder of the pictures")
    chosen = options.parse_args()
    chosen.into.mkdir(parents=True, exist_ok=True)
    if chosen.accept:
        (chosen.into / "accept.svg").write_text(acceptance(json.loads(chosen.accept.read_text())).svg)
    if chosen.through:
        figures = [json.loads(line) for line in chosen.through.read_text().splitlines()]
        (chosen.into / "latency.svg").write_text(latency([each for each in figures if each["rate"]]).svg)


if __name__ == "__main__":
    main()
