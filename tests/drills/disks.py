"""A small disk runs full under load, and space returns (T-DISK-1): under the bodies of large mails, under the database,
or under both. An amount is so many mails that are accepted before it is full.
"""

import asyncio
import io
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from ..scenarios.office import Office
from .drill import Counts, Drill, Found, Round, Size, measured
from .offices import children, prepared
from .people import Letter, Writer, hand_in, judged

SPACE = 24  # MB
LISTENER = "[listener]\n"
LIMIT = "max_size = 1_000_000\n"  # no mail begins while there is less space than for some of this size
BACK_WITHIN = 30.0  # seconds after space returned


class Place(Enum):
    """What lies on the small disk."""

    SPOOL = "spool"
    DATABASE = "database"
    BOTH = "both"


def mountable() -> str:
    if os.geteuid() != 0:
        return "only root may mount a file system"
    done = subprocess.run(["unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True)
    return "" if done.returncode == 0 else "mounting a tmpfs is not allowed here"


@contextmanager
def small_disk(state: Path, place: Place) -> Iterator[Path]:
    """The folder that is small. The other part of the state lies beside it, on the disk of the drill."""
    state.mkdir()
    small = state / "spool" if place is Place.SPOOL else state
    small.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SPACE}m,mode=700", "none", str(small)], check=True)
    try:
        if place is Place.DATABASE:
            wide = state.parent / "wide"
            wide.mkdir()
            (state / "spool").symlink_to(wide)
        yield small
    finally:
        subprocess.run(["umount", "--lazy", str(small)], check=True)


@dataclass
class Filled:
    """What a client sees while the disk is full."""

    office: Office
    answers: list[str] = field(default_factory=list)
    read: bool = False

    async def look(self, letters: list[Letter]) -> list[Letter]:
        """Returns those that were accepted all the same."""
        got = [(letter, await hand_in(self.office.port, letter)) for letter in letters]
        self.answers += [answer for _, answer in got]
        self.read = (await asyncio.to_thread(self.office.command, "tickets")).returncode == 0
        return [letter for letter, answer in got if answer.startswith("250")]


def drilled(round: Round, place: Place) -> Found:
    with small_disk(round.folder / "state", place) as small, prepared(round.folder) as office:
        office.config.write_text(office.config.read_text("utf-8").replace(LISTENER, LISTENER + LIMIT), "utf-8")
        office.start()
        born = children(office)
        letters = [Letter(f"{place.value}{round.number}n{number}", 40_000) for number in range(round.amount)]
        writers = [Writer(office, letters[start::4]) for start in range(4)]
        asyncio.run(_all(writers))
        filled = Filled(office)
        with full(small):
            during = [
                Letter(f"{place.value}{round.number}full{number}", 30_000 if place is Place.DATABASE else 60_000)
                for number in range(12)
            ]
            lucky = asyncio.run(filled.look(during))
        began = time.monotonic()
        late = Writer(office, [letter for letter in during if letter not in lucky])
        asyncio.run(asyncio.wait_for(late.run(), BACK_WITHIN))
        office.settled(BACK_WITHIN)
        back = time.monotonic() - began
        found = judged(office, letters + during)
        broken = _broken(filled, back, [*writers, late])
        broken += [] if children(office) == born else ["a process did not survive the full disk"]
    refused = sum(answer.startswith("4") for answer in filled.answers)
    figures = (measured("seconds until all is well again", back, "s"), measured("refused", refused, "of 12"))
    return found + Found(Counts(faults=1), tuple(broken), figures)


async def _all(writers: list[Writer]) -> None:
    await asyncio.gather(*(writer.run() for writer in writers))


def _broken(filled: Filled, back: float, writers: list[Writer]) -> list[str]:
    strange = [answer for answer in filled.answers if not answer.startswith(("250", "451", "452"))]
    broken = [f"a full disk was answered with {answer!r}" for answer in strange]
    broken += [f"answered {answer!r}" for writer in writers for answer in writer.strange]
    broken += [] if any(answer.startswith("452") for answer in filled.answers) else ["nobody was told of a full disk"]
    broken += [] if filled.read else ["`postroom tickets` failed on a full disk"]
    broken += [f"it took {back:.0f} s until all was well"] if back > BACK_WITHIN else []
    return broken


@contextmanager
def full(folder: Path) -> Iterator[None]:
    """Nothing is left until the end of the block."""
    path = folder / "filler"
    with path.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            while _took(file, b"x" * size):
                pass
    try:
        yield
    finally:
        path.unlink()


def _took(file: io.RawIOBase, piece: bytes) -> bool:
    try:
        return bool(file.write(piece))
    except OSError:
        return False


def drills() -> Iterator[Drill]:
    for place in Place:
        under = "both" if place is Place.BOTH else f"the {place.value}"
        yield Drill(
            f"full-disk-{place.value}",
            f"a full disk under {under}: 452 or 451, nobody crashes, reads go on, all is well in 30 s after",
            lambda round, place=place: drilled(round, place),  # type: ignore[misc]
            Size(1, 12),
            Size(10, 60),
            (mountable,),
        )
