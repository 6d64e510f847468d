"""What forks the reading children may die or hang at any time: no mail is blamed for it, and no process is left."""

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.intake import nursery
from gateway.intake.nursery import NoChild, Nursery
from gateway.intake.nursing import NUMBER
from gateway.intake.reading import NoReader, Reader, ReadLimits, Unreadable

from .processes import children_of, gone, nurses
from .test_reading import ENVELOPE, mail

POISONOUS = "tests.intake.poisonous"
ARGUMENTS = ("-m", POISONOUS, "1", str(1 << 30))


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    opened = Reader(1, ReadLimits(cpu=1, wall=5), POISONOUS)
    yield opened
    opened.close()


def nurse() -> int:
    [pid] = nurses(POISONOUS)
    return pid


def test_every_child_comes_from_one_process_which_lives_through_their_deaths(reader: Reader) -> None:
    reader.read(mail("hello"), ENVELOPE)
    first = nurse()
    for word in ("segfault", "exit", "segfault"):
        with pytest.raises(Unreadable):
            reader.read(mail(word), ENVELOPE)
    reader.read(mail("hello"), ENVELOPE)
    assert nurse() == first
    assert len(children_of(first)) == 1, "nobody is left unburied"


def test_its_death_hurts_no_mail(reader: Reader) -> None:
    reader.read(mail("hello"), ENVELOPE)
    first = nurse()
    [child] = children_of(first)
    os.kill(first, signal.SIGKILL)
    assert reader.read(mail("hello"), ENVELOPE).subject == "hello", "the child has what it needs"
    os.kill(child, signal.SIGKILL)
    assert gone(child)
    assert reader.read(mail("hello"), ENVELOPE).subject == "hello", "with it a new one comes"
    assert nurse() != first


def test_a_mail_that_ends_both_is_unreadable_the_second_time(reader: Reader) -> None:
    with pytest.raises(Unreadable, match="and so did the one that it came from"):
        reader.read(mail("kill the nurse"), ENVELOPE)
    assert reader.read(mail("hello"), ENVELOPE).subject == "hello"


def test_one_that_hangs_is_replaced(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    reader.close()
    monkeypatch.setattr(nursery, "PATIENCE", 4.0)
    reader.read(mail("hello"), ENVELOPE)
    first = nurse()
    os.kill(first, signal.SIGSTOP)
    os.kill(children_of(first)[0], signal.SIGKILL)
    assert reader.read(mail("hello"), ENVELOPE).subject == "hello"
    assert nurse() != first
    assert gone(first)


def test_where_none_answers_no_mail_is_blamed() -> None:
    """A module that does not exist: the interpreter starts, and ends."""
    reader = Reader(1, module="tests.intake.nowhere")
    with pytest.raises(NoReader, match="no reading process is born"):
        reader.read(mail("hello"), ENVELOPE)
    reader.close()


def test_no_room_for_a_process_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Nursery(ARGUMENTS)
    opened.bear().end()
    monkeypatch.setattr(socket, "recv_fds", lambda *_: (NUMBER.pack(-errno.EAGAIN), [], 0, None))
    with pytest.raises(NoChild, match="temporarily unavailable"):
        opened.bear()
    opened.close()


def test_children_hold_nothing_but_their_own_two_pipes(reader: Reader) -> None:
    """Neither the socket to the one that forks nor a sister's pipes; or a dead worker's children would never end."""
    others = Nursery(ARGUMENTS)
    first, second = others.bear(), others.bear()
    ends = time.monotonic() + 10  # by then it has begun to read
    while _held(second.pid) != {"0": "pipe", "1": "pipe"} and time.monotonic() < ends:
        time.sleep(0.01)
    assert _held(second.pid) == {"0": "pipe", "1": "pipe"}
    assert first.end() == second.end() == -signal.SIGKILL
    others.close()


def test_who_bears_many_stays_as_it_was() -> None:
    """So that it need not be renewed."""
    others = nurses(POISONOUS)
    opened = Nursery(ARGUMENTS)
    opened.bear().end()
    [born_of] = set(nurses(POISONOUS)).difference(others)
    before = _kilobytes(born_of), _held(born_of)
    for _ in range(100):
        opened.bear().end()
    assert set(nurses(POISONOUS)) == {*others, born_of}
    assert _kilobytes(born_of) - before[0] < 256, "kB"
    assert _held(born_of) == before[1]
    opened.close()


def _kilobytes(pid: int) -> int:
    """What it has of its own, in kB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmData:")).split()[1])


def _held(pid: int) -> dict[str, str]:
    """What it has open, but for where it complains."""
    names = set(os.listdir(f"/proc/{pid}/fd")) - {"2"}
    try:
        return {name: os.readlink(f"/proc/{pid}/fd/{name}").partition(":")[0] for name in names}
    except FileNotFoundError:  # closed meanwhile
        return {}


WORKER = f"""
import sys, time
from gateway.intake.reading import Reader, ReadLimits
from tests.intake.test_reading import ENVELOPE, mail
reader = Reader(1, ReadLimits(wall=600), {POISONOUS!r})
reader.read(mail("hello"), ENVELOPE)
print("ready", flush=True)
reader.read(mail("sleep"), ENVELOPE)
"""


def test_a_killed_worker_leaves_no_child_even_one_that_sleeps() -> None:
    worker = subprocess.Popen([sys.executable, "-c", WORKER], stdout=subprocess.PIPE)
    assert worker.stdout is not None
    assert worker.stdout.readline() == b"ready\n"
    [its_nurse] = children_of(worker.pid)
    [child] = children_of(its_nurse)
    time.sleep(0.5)  # until it sleeps over the mail: idle ones end with their input
    worker.kill()
    worker.wait()
    worker.stdout.close()
    assert gone(its_nurse)
    assert gone(child)


def test_nothing_of_ours_is_in_the_memory_of_a_child() -> None:
    """It was not forked from us: what we know it does not."""
    secret = bytes(range(65, 91)).swapcase() * 3
    reader = Reader(1, module=POISONOUS)
    reader.read(mail("hello"), ENVELOPE)
    [child] = [pid for pid in nurses(POISONOUS) for pid in children_of(pid)][-1:]
    assert secret in _memory(os.getpid())
    assert secret not in _memory(child)
    reader.close()


def _memory(pid: int) -> bytes:
    """What it may write to."""
    found = bytearray()
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, kind, *_ = line.split()
            if (kind.startswith("rw") and not line.endswith("]")) or "[heap]" in line:
                start, stop = (int(word, 16) for word in span.split("-"))
                memory.seek(start)
                found += memory.read(stop - start)
    return bytes(found)
