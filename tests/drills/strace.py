"""strace(1): what a process asks of the kernel, and how to have one of these calls fail or kill it."""

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from .drill import program

needed = program("strace")


class Harm(Enum):
    """What happens in place of the call."""

    KILL = "signal=KILL"
    BROKEN = "error=EIO"
    FULL = "error=ENOSPC"


@dataclass(frozen=True, order=True)
class Call:
    """The nth time that a thread makes this call. Threads are numbered by age; EVERY has each count for itself."""

    thread: int
    name: str
    nth: int

    def __str__(self) -> str:
        return f"{self.name} number {self.nth} of thread {self.thread}"


EVERY = -1

MADE = re.compile(r"^(\d+) +(?:<\.\.\. )?(\w+)(?:\(| resumed)")
BEGUN = re.compile(r"^(\d+) +(\w+)\(")


@dataclass
class Trace:
    """A file that fills while the tracing goes on."""

    path: Path

    @property
    def lines(self) -> list[str]:
        return self.path.read_text(errors="replace").splitlines() if self.path.exists() else []

    def calls(self, threads: list[int]) -> Counter[tuple[int, str]]:
        """How often each thread, by its place in the list, began each call."""
        begun = (match for line in self.lines if (match := BEGUN.match(line)))
        places = {thread: place for place, thread in enumerate(threads)}
        return Counter((places.get(int(match[1]), len(threads)), match[2]) for match in begun)

    @property
    def harmed(self) -> list[str]:
        """The calls that were made to fail."""
        return [line for line in self.lines if "(INJECTED)" in line]


@contextmanager
def tracing(path: Path, threads: list[int], *options: str) -> Iterator[Trace]:
    """Attached to these threads until the end of the block; the traced go on, if they live."""
    path.unlink(missing_ok=True)
    attached = [word for thread in threads for word in ("-p", str(thread))]
    command = ["strace", "-o", str(path), *options, *attached]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        for _ in threads:
            process.stderr.readline()  # "Process 123 attached": from here on every call is seen
        yield Trace(path)
    finally:
        _end(process)


def injection(call: Call, harm: Harm) -> tuple[str, ...]:
    """The options that harm this call, and trace no other. One thread's output has no numbers unless they are asked."""
    return ("-y", "-f", "-e", f"trace={call.name}", "-e", f"inject={call.name}:{harm.value}:when={call.nth}")


def _end(process: "subprocess.Popen[str]") -> None:
    """It lets go of all that lives. Of those who were killed it now and then awaits the end for ever."""
    process.terminate()
    try:
        process.communicate(timeout=0.5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
