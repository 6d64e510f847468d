"""Starts `postroom up` and its like: one process loads the program once, and a fork of it becomes each of them.

What is started is a process of its own, in a session of its own, and all that comes after loading is the program's own
way; only the second in which Python loads our libraries is saved, and that in which workers compile their templates.
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
from pathlib import Path
from typing import Any, TextIO, cast

from gateway.__main__ import main
from gateway.cli.program import build
from gateway.cli.roles import Roles
from gateway.outgoing.render import environment_of, templates_folder
from workers import roles

LOOK = 0.02  # seconds between two looks whether it has ended
COMMON = ("received", "new_mail", "answered", "resolved", "closed", "transcript")


class Started:
    """As much of a Popen as those who start us need."""

    def __init__(self, starter: "Starter", pid: int, stdout: TextIO) -> None:
        self.pid = pid
        self.stdout = stdout
        self.returncode: int | None = None
        self._starter = starter

    def poll(self) -> int | None:
        if self.returncode is None:
            self.returncode = self._starter.ask({"ended": self.pid})
        return self.returncode

    def wait(self, timeout: float) -> int:
        ends = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > ends:
                raise subprocess.TimeoutExpired(f"process {self.pid}", timeout)
            time.sleep(LOOK)
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)


class Starter:
    """Whoever asks first starts the process; it ends with us, as its input does."""

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    def start(self, words: list[str], log: Path) -> Started:
        """Its standard error is added to the log. It gets our environment and works in our folder."""
        read, write = os.pipe()
        try:
            asked = {"words": words, "log": str(log), "out": f"/proc/{os.getpid()}/fd/{write}"}
            pid = self.ask(asked | {"environment": dict(os.environ), "folder": str(Path.cwd())})
        finally:
            os.close(write)
        return Started(self, cast(int, pid), os.fdopen(read, "r", encoding="utf-8"))

    def ask(self, question: dict[str, Any]) -> int | None:
        with self._one_at_a_time:
            process = self._process = self._process or _begun()
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps(question) + "\n")
            process.stdin.flush()
            answer: int | None = json.loads(process.stdout.readline())
            return answer

    def close(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with suppress(BrokenPipeError):
                process.communicate(timeout=10)


def _begun() -> "subprocess.Popen[str]":
    program = [sys.executable, "-m", __name__]
    return subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True)


STARTER = Starter()
atexit.register(STARTER.close)


def serve() -> None:
    """A line of stdin asks for a new process or whether one has ended, a line of stdout tells its id or exit code."""
    build(cast(Roles, roles), ("up",))
    _compile(templates_folder())
    for line in sys.stdin:
        asked = json.loads(line)
        answer = _ended(asked["ended"]) if "ended" in asked else _started(asked)
        print(json.dumps(answer), flush=True)


def _compile(folder: Path) -> None:
    """What the mails of nearly every story are made with; the rest is compiled where it is needed."""
    for path in folder.glob("[a-z][a-z]/*.*"):
        if path.stem.startswith("_") or path.stem in COMMON:
            environment_of(folder, path.parent.name).get_template(str(path.relative_to(folder)))


def _ended(pid: int) -> int | None:
    found, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if found else None


def _started(asked: dict[str, Any]) -> int:
    out = os.open(asked["out"], os.O_WRONLY)
    err = os.open(asked["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    pid = os.fork()
    if pid == 0:
        os.setsid()
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.closerange(3, 64)
        os.environ.clear()
        os.environ.update(asked["environment"])
        os.chdir(asked["folder"])
        _become(asked["words"])
    os.close(out)
    os.close(err)
    return pid


def _become(words: list[str]) -> None:
    """Ends as the program does: by the SystemExit that leaves the interpreter."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.argv = ["postroom", *words]
    main()
    sys.exit(0)


if __name__ == "__main__":
    serve()
