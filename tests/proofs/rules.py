"""Makes rule sets up and follows each with many mails: nothing fails, no rule takes long, every planted mistake is told
with its line. `python -m tests.proofs.rules --sets 10000 --mails 200 --seed N`; `--only NUMBER` tries one set again.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from os import cpu_count

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from gateway.rules import follow, read
from gateway.ruleset import RuleSet
from gateway.sight import Sight
from tests.rules.desk import POLICY

from .rules_documents import Document, document
from .rules_mails import Letter, letters
from .rules_plants import KINDS, Planted, damage, plant, plant_some

SLOW = 0.05  # seconds that one rule may take for one mail
BLOCK = 10  # sets between two signs of life
PLANTS = 3  # mistakes planted in each set, one at a time
SEVERAL = 6  # mistakes planted all at once
DAMAGED = 3  # times that each set is torn to pieces


@dataclass(frozen=True)
class Fault:
    number: int
    words: str


@dataclass(frozen=True)
class Told:
    """What came of some sets."""

    sets: int
    faults: tuple[Fault, ...]
    rules: int
    fired: int
    slowest: float  # seconds that a whole set took for one mail
    plants: tuple[str, ...]


def try_set(seed: int, number: int, pool: Iterable[Letter]) -> Told:
    """One set: read, followed with every mail, and read again with mistakes in it."""
    dice = random.Random(f"{seed}/{number}")
    sound = document(dice)
    reading = read(sound.text, POLICY)
    found = [f"a sound document has a mistake: {each}" for each in reading.mistakes]
    fired, slowest = 0, 0.0
    for at, letter in enumerate(pool):
        seconds, names, words = tried(reading.rules, letter)
        fired, slowest = fired + len(names), max(slowest, seconds)
        found += [f"mail {at}: {each}" for each in words]
    planted = [plant(dice, sound) for _ in range(PLANTS)]
    found += [words for each in planted for words in missed(each)]
    many = plant_some(dice, sound, SEVERAL)
    found += missed(*many)
    found += [words for _ in range(DAMAGED) for words in unreadable(damage(dice, sound.text))]
    faults = tuple(Fault(number, words) for words in found)
    return Told(1, faults, len(reading.rules.rules), fired, slowest, tuple(each.kind for each in (*planted, *many)))


def tried(rules: RuleSet, letter: Letter) -> tuple[float, tuple[str, ...], list[str]]:
    """The time, the rules that matched, and what is wrong with that."""
    sight = letter.seen()
    began = time.process_time()
    routing = follow(rules, sight)
    seconds = time.process_time() - began
    order = [rule.name for rule in rules.rules[: routing.looked]]
    faults = [] if [name for name in order if name in routing.fired] == list(routing.fired) else ["out of order"]
    if seconds > SLOW:
        faults += [f"rule {name!r} takes {took * 1000:.0f} ms" for name, took in slow(rules, letter)]
    return seconds, routing.fired, faults


def slow(rules: RuleSet, letter: Letter) -> Iterator[tuple[str, float]]:
    """Each rule alone, on texts that are folded already; the best of three, for a machine has other things to do."""
    for rule in rules.rules:
        alone, sight = replace(rules, rules=(rule,)), letter.seen()
        took = min(_seconds(alone, sight) for _ in range(3))
        if took > SLOW:
            yield rule.name, took


def _seconds(rules: RuleSet, sight: Sight) -> float:
    began = time.process_time()
    follow(rules, sight)
    return time.process_time() - began


def missed(*planted: Planted) -> Iterator[str]:
    """What is wrong with the words about mistakes that were planted together."""
    found = read(planted[0].document.text, POLICY).mistakes
    for each in planted:
        if not any(told.line == each.line and each.sentence in told.sentence for told in found):
            yield f"{each.kind!r} in line {each.line} is not told: {_first(found)}"
    others = {told.line for told in found} - {each.line for each in planted}
    if others:
        yield f"besides {[(each.kind, each.line) for each in planted]}, others are told in lines {sorted(others)}"


def unreadable(text: str) -> Iterator[str]:
    """Whatever stands in a document, it is read, and what is told of it stands in one of its lines."""
    try:
        mistakes = read(text, POLICY).mistakes
    except Exception as error:
        yield f"{type(error).__name__}: {error} while {text!r} is read"
        return
    lines = text.count("\n") + 1
    yield from (f"there is no line {each.line} in {text!r}" for each in mistakes if not 1 <= each.line <= lines)


def _first(found: tuple[object, ...]) -> str:
    return "; ".join(map(str, found[:3])) or "nothing"


# --- all of them ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Share:
    seed: int
    numbers: range
    mails: int


_POOLS: dict[tuple[int, int], list[Letter]] = {}  # of this process


def work(share: Share) -> Told:
    key = (share.seed, share.mails)
    if key not in _POOLS:
        _POOLS[key] = letters(share.seed, share.mails)
    return together([try_set(share.seed, number, _POOLS[key]) for number in share.numbers])


def together(parts: list[Told]) -> Told:
    return Told(
        sets=sum(part.sets for part in parts),
        faults=tuple(fault for part in parts for fault in part.faults),
        rules=sum(part.rules for part in parts),
        fired=sum(part.fired for part in parts),
        slowest=max((part.slowest for part in parts), default=0.0),
        plants=tuple(kind for part in parts for kind in part.plants),
    )


@contextmanager
def bar(total: int) -> Iterator[tuple[Progress, int]]:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        yield progress, progress.add_task("rule sets", total=total)


def run(chosen: argparse.Namespace) -> Told:
    starts = range(0, chosen.sets, BLOCK)
    shares = [Share(chosen.seed, range(at, min(at + BLOCK, chosen.sets)), chosen.mails) for at in starts]
    parts: list[Told] = []
    with (
        ProcessPoolExecutor(chosen.processes, mp_context=get_context("spawn")) as pool,
        bar(chosen.sets) as (progress, task),
    ):
        for part in pool.map(work, shares):
            parts.append(part)
            progress.advance(task, part.sets)  # type: ignore[arg-type]
            for fault in part.faults:
                print(f"set {fault.number}: {fault.words} (--seed {chosen.seed} --only {fault.number})", flush=True)
    return together(parts)


def shown(sound: Document) -> str:
    return "\n".join(f"{number:4} {line}" for number, line in enumerate(sound.text.splitlines(), 1))


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=10_000)
    parser.add_argument("--mails", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--processes", type=int, default=cpu_count() or 1)
    parser.add_argument("--only", type=int, metavar="NUMBER", help="try this one set again, and print it")
    return parser.parse_args()


def main() -> None:
    chosen = options()
    print(f"seed {chosen.seed}, {len(KINDS)} kinds of mistakes", flush=True)
    if chosen.only is not None:
        print(shown(document(random.Random(f"{chosen.seed}/{chosen.only}"))))
        found = try_set(chosen.seed, chosen.only, letters(chosen.seed, chosen.mails))
        sys.exit("\n".join(fault.words for fault in found.faults) or 0)
    began = time.monotonic()
    told = run(chosen)
    kinds = Counter(told.plants)
    print(
        f"{told.sets} sets with {told.rules} rules x {chosen.mails} mails: {len(told.faults)} faults, {told.fired}"
        f" matches, {len(told.plants)} mistakes of {len(kinds)} kinds planted, {time.monotonic() - began:.0f} s;"
        f" the slowest set took {told.slowest * 1000:.0f} ms for a mail"
    )
    sys.exit(1 if told.faults else 0)


if __name__ == "__main__":
    main()
