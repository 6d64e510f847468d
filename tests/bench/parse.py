"""How long reading takes: parse and split over all mails on one core, in turns with a plain `email` parse of the same.

The plain one is what nobody can do without in Python: a compat32 parse and every part's transfer encoding undone.
"""

import argparse
import cProfile
import email
import gc
import os
import pstats
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from gateway.mail.parse import parse
from gateway.mail.reply import split

from ..proofs.reading_seeds import CORPUS, corpus_mails, own_mails

WANTED = 1.6
OWN_COPIES = 20  # of each mail that is written here, where there are no others

Reader = Callable[[bytes], object]


def ours(raw: bytes) -> None:
    split(parse(raw).text)


def plain(raw: bytes) -> None:
    for part in email.message_from_bytes(raw).walk():
        with suppress(Exception):  # it fails on some damaged mails
            part.get_payload(decode=True)


def mails() -> tuple[bytes, ...]:
    return corpus_mails(limit=sys.maxsize) or own_mails() * OWN_COPIES


def spent(reader: Reader, raws: tuple[bytes, ...]) -> float:
    """Seconds of processor time."""
    gc.collect()
    began = time.process_time()
    for raw in raws:
        reader(raw)
    return time.process_time() - began


def measured(raws: tuple[bytes, ...], rounds: int) -> tuple[float, float]:
    """The medians of both, taken in turns so that a busy machine disturbs both."""
    one, other = [], []
    for _ in range(rounds):
        one.append(spent(ours, raws))
        other.append(spent(plain, raws))
    return statistics.median(one), statistics.median(other)


def hottest(raws: tuple[bytes, ...], count: int) -> list[str]:
    """Where our time goes: the functions that take most of it themselves."""
    profile = cProfile.Profile()
    profile.enable()
    for raw in raws:
        ours(raw)
    profile.disable()
    entries = sorted(pstats.Stats(profile).stats.items(), key=lambda entry: -entry[1][2])  # type: ignore[attr-defined]
    whole = sum(entry[1][2] for entry in entries)
    return [
        f"{taken / whole:5.1%}  {_place(place)}, {calls} calls" for place, (_, calls, taken, _, _) in entries[:count]
    ]


def _place(place: tuple[str, int, str]) -> str:
    file, line, name = place
    return name if file == "~" else f"{name} ({Path(file).name}:{line})"


def on_one_core() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=7)
    rounds = options.parse_args().rounds
    raws = mails()
    on_one_core()
    spent(ours, raws), spent(plain, raws)
    mine, theirs = measured(raws, rounds)
    source = "of the corpus" if CORPUS.is_dir() else "written here"
    size = sum(map(len, raws))
    print(f"{len(raws)} mails {source}, {size / 1e6:.1f} MB, {rounds} rounds, one core, processor time")
    for name, seconds in (("parse + split", mine), ("email, compat32", theirs)):
        print(
            f"{name:16} {seconds * 1000:7.0f} ms  {len(raws) / seconds:7.0f} mails/s  {size / seconds / 1e6:5.1f} MB/s"
        )
    print(f"ratio {mine / theirs:.2f}, wanted at most {WANTED}")
    print("most time in", *hottest(raws, 5), sep="\n  ")
    return 0


if __name__ == "__main__":
    sys.exit(main())
