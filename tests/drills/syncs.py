"""Every byte of a mail is on the disk before its 250 (T-FSYNC-1), told by the listener's own system calls: mails one
after the other, and then many at once. An amount is so many mails at once.
"""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..scenarios.office import Office
from .drill import Counts, Drill, Found, Round, Size, measured
from .offices import Plan, listeners, running
from .people import Letter, hand_in, judged
from .strace import needed, tracing

CALLS = "trace=openat,write,pwrite64,writev,pwritev,pwritev2,ftruncate,fsync,fdatasync,sendto,sendmsg"
WRITES = ("write", "pwrite64", "writev", "pwritev", "pwritev2", "ftruncate")
SYNCS = ("fsync", "fdatasync")
LASTING = ("-wal", ".segment")  # the write-ahead log's index is made anew after a crash, the database file is its copy
SIZES = (500, 3_000, 40_000, 300_000)

BEGINS = re.compile(r"^(\d+) +(\w+)\((.*)$")
RESUMED = re.compile(r"^(\d+) +<\.\.\. (\w+) resumed>(.*)$")
FILE = re.compile(r"^(?:AT_FDCWD<[^>]*>, \"[^\"]*\".*= )?\d+<([^>]*)>")


@dataclass(frozen=True)
class Event:
    """One call: the lines of the trace on which it began and ended, and its arguments."""

    name: str
    path: str
    words: str
    began: int
    ended: int

    @property
    def lasts(self) -> bool:
        return self.path.endswith(LASTING)


def events(lines: list[str]) -> list[Event]:
    """In the order in which they began."""
    open_calls: dict[str, tuple[int, str, str]] = {}
    found = []
    for number, line in enumerate(lines):
        if match := BEGINS.match(line):
            thread, name, words = match.groups()
            if words.endswith("<unfinished ...>"):
                open_calls[thread] = number, name, words.removesuffix("<unfinished ...>")
            else:
                found.append(_event(name, words, number, number))
        elif (match := RESUMED.match(line)) and match[1] in open_calls:
            began, name, words = open_calls.pop(match[1])
            found.append(_event(name, words + match[3], began, number))
    return sorted(found, key=lambda event: event.began)


def _event(name: str, words: str, began: int, ended: int) -> Event:
    file = FILE.match(words)
    return Event(name, file[1] if file else "", words, began, ended)


def dirty_at_250(happened: list[Event]) -> list[set[str]]:
    """For mails that came one by one: the files that had been written and not synced, at each 250."""
    dirty: set[str] = set()
    found = []
    for event in happened:
        if "250 2.0.0 Accepted" in event.words:
            found.append(set(dirty))
        elif event.name in SYNCS:
            dirty.discard(event.path)
        elif event.name in WRITES and event.lasts:
            dirty.add(event.path)
    return found


def unsafe(happened: list[Event], name: str, answer: str) -> str:
    """Why the mail of this name was not safe when this answer to it was written; "" where it was."""
    answered = next((each for each in happened if answer in each.words and each.name not in SYNCS), None)
    if answered is None:
        return f"{name}: its answer was not seen"
    before = [each for each in happened if each.began < answered.began]
    written = [each for each in before if each.name in WRITES and each.lasts and f"{name}:" in each.words]
    if not written:
        return f"{name} was answered and had been written nowhere"
    for path in {each.path for each in written}:
        first = next(each for each in written if each.path == path)
        if not _synced(before, path, first.ended, answered.began):
            return f"{name} was answered before {path.rpartition('/')[2]} was synced"
        made = next((each for each in before if "O_CREAT" in each.words and each.path == path), None)
        if (
            made
            and path.endswith(".segment")
            and not _synced(before, path.rpartition("/")[0], made.ended, answered.began)
        ):
            return f"{name} was answered before the folder of its file was synced"
    return ""


def _synced(before: list[Event], path: str, after: int, by: int) -> bool:
    return any(each.name in SYNCS and each.path == path and each.began > after and each.ended < by for each in before)


def drilled(round: Round, fault: str = "") -> Found:
    with running(round.folder, Plan(fault=fault)) as office:
        single = [Letter(f"s{round.number}n{number}", size) for number, size in enumerate(SIZES)]
        crowd = [Letter(f"c{round.number}n{number}", round.dice.choice(SIZES)) for number in range(round.amount)]
        alone, _ = _traced(office, round, single, 1)
        together, answers = _traced(office, round, crowd, 10)
        broken = [f"one by one: {files} not synced at 250" for files in dirty_at_250(alone) if files]
        broken += filter(None, (unsafe(together, *pair) for pair in answers.items()))
        broken += [] if len(dirty_at_250(alone)) == len(SIZES) else ["not every 250 was seen"]
        found = judged(office, single + crowd)
    syncs = sum(event.name in SYNCS for event in together)
    return found + Found(Counts(), tuple(broken), (measured("syncs for many at once", syncs, f"for {round.amount}"),))


def _traced(office: Office, round: Round, letters: list[Letter], width: int) -> tuple[list[Event], dict[str, str]]:
    """What the listeners did, and how each letter was answered."""
    answers: dict[str, str] = {}

    async def send(share: list[Letter]) -> None:
        for letter in share:
            answers[letter.name] = await hand_in(office.port, letter)

    async def all_of_them() -> None:
        await asyncio.gather(*(send(letters[start::width]) for start in range(width)))

    with tracing(round.folder / "trace", listeners(office), "-f", "-y", "-s", "4200", "-e", CALLS) as trace:
        asyncio.run(all_of_them())
    strange = {name: answer for name, answer in answers.items() if not answer.startswith("250")}
    assert not strange, f"not accepted: {strange}"
    return events(trace.lines), answers


def drills() -> Iterator[Drill]:
    yield Drill(
        "synced-before-250",
        "every file that was written for a mail, and the folder of a new one, is synced before its 250",
        drilled,
        Size(1, 30),
        Size(10, 200),
        (needed,),
    )
