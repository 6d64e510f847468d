"""Drills that are too long for the tests, each with a fault planted that it must find: `python -m tests.drills.shown`,
with names of drills for some of them. Ends with 1 where a drill found nothing.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from . import brokers, nodes, together, upgrades
from .drill import Found, Round
from .offices import Plan, Store
from .registry import DRILLS
from .short import SEED

ROUNDS = 4  # until it finds something: who is frozen has not always decided about a mail that another one takes then
Planted = Callable[[Round], Found]


def _wiped(name: str) -> Planted:
    return partial(brokers.drilled, name, brokers.wiped, fault="sweepless")


def _down(name: str) -> Planted:
    return partial(brokers.drilled, name, brokers.down, fault="sweepless")


def _forged(name: str) -> Planted:
    return partial(brokers.forged, name, fault="obedient")


def _thrice(name: str) -> Planted:
    return partial(brokers.drilled, name, brokers.quiet, fault="obeyed")


def _upgraded(store: Store) -> Planted:
    return partial(upgrades.drilled, plan=Plan(store, fault="hasty"))


SHOWN: dict[str, tuple[int, Planted]] = {
    "broker-wiped-redis": (4, _wiped("redis")),
    "broker-wiped-rabbitmq": (4, _wiped("rabbitmq")),
    "broker-down-redis": (6, _down("redis")),
    "broker-down-rabbitmq": (6, _down("rabbitmq")),
    "broker-thrice-redis": (4, _thrice("redis")),
    "broker-thrice-rabbitmq": (4, _thrice("rabbitmq")),
    "broker-forged-redis": (500, _forged("redis")),
    "broker-forged-rabbitmq": (500, _forged("rabbitmq")),
    "killed-together": (3, partial(together.drilled, fault="early")),
    "two-nodes": (40, partial(nodes.drilled, nodes.Setting(2, "redis", fault="unleased"))),
    "upgrade-sqlite": (2, _upgraded(Store.SQLITE)),
    "upgrade-postgresql": (2, _upgraded(Store.POSTGRESQL)),
}


def found(name: str) -> str:
    """What the drill says of its fault; "" where it found nothing in any round."""
    return next(filter(None, (_found(name, seed) for seed in range(SEED, SEED + ROUNDS))), "")


def _found(name: str, seed: int) -> str:
    amount, run = SHOWN[name]
    with tempfile.TemporaryDirectory(prefix="drill-") as folder:
        try:
            came = run(Round(name, 0, amount, seed, Path(folder)))
        except (AssertionError, TimeoutError) as error:  # what does not come to its end
            return f"it waited in vain: {str(error)[:200]}"
    told = (f"{came.counts.lost} lost, {came.counts.doubled} doubled", *came.broken[:3])
    return "" if came.kept else "; ".join(told)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.drills.shown", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", default=[], help=", ".join(SHOWN))
    chosen = parser.parse_args().names or list(SHOWN)
    missed = 0
    drills = {drill.name: drill for drill in DRILLS}
    for name in chosen:
        if lack := drills[name].lacks():
            print(f"{name}: skipped, {lack}", flush=True)
            continue
        words = found(name)
        missed += not words
        print(f"{name}: {words or 'FOUND NOTHING'}", flush=True)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
