"""Types commands of ours: one process loads the program once, and a fork of it becomes each command.

A command is still a process of its own, with its own output and exit code; only the second in which Python loads our
libraries is saved. The stories ask for listings hundreds of times while they wait for something.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from tempfile import TemporaryFile
from typing import cast

import time_machine

from gateway.__main__ import main
from gateway.cli.program import build
from gateway.cli.roles import Roles

PATIENCE = 120  # seconds for one command


@dataclass(frozen=True, slots=True)
class Command:
    """The words of a command line, and how many days from now it is typed."""

    words: tuple[str, ...]
    days: float = 0


@dataclass(frozen=True, slots=True)
class Ended:
    returncode: int
    stdout: str
    stderr: str


class Typist:
    """Whoever asks first starts the process; it ends with us, as its input does."""

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    def type(self, command: Command) -> Ended:
        with self._one_at_a_time:
            process = self._process = self._process or _started()
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                process.stdin.write(json.dumps(asdict(command)) + "\n")
                process.stdin.flush()
                return Ended(**json.loads(process.stdout.readline()))
            except BaseException:  # a test that took too long: its answer must not be read as the next command's
                process.kill()
                self.close()
                raise

    def close(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with suppress(BrokenPipeError):
                process.communicate(timeout=10)


def _started() -> "subprocess.Popen[str]":
    program = [sys.executable, "-m", __name__]
    return subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


TYPIST = Typist()
atexit.register(TYPIST.close)


def serve() -> None:
    """A line of stdin is a command, a line of stdout is how it ended."""
    build(cast(Roles, None), ())  # loads every group of commands
    for line in sys.stdin:
        asked = json.loads(line)
        with TemporaryFile() as out, TemporaryFile() as err:
            pid = os.fork()
            if pid == 0:
                os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
                os.dup2(out.fileno(), 1)
                os.dup2(err.fileno(), 2)
                _become(Command(tuple(asked["words"]), asked["days"]))
            code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            written = [(file.seek(0), file.read().decode())[1] for file in (out, err)]
        print(json.dumps(asdict(Ended(code, *written))), flush=True)


def _become(command: Command) -> None:
    """Ends as the program does: by the SystemExit that leaves the interpreter."""
    signal.alarm(PATIENCE)
    if command.days:
        time_machine.travel(time.time() + command.days * 86400).start()
    sys.argv = ["postroom", *command.words]
    main()
    sys.exit(0)


if __name__ == "__main__":
    serve()
