"""Real children under a real supervisor."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PROGRAM = """
import sys, os, time, signal
from gateway.cli.supervisor import Child, Supervisor, wait_for_stop

def child(ready):
    open({log!r}, "a").write(f"{{os.getpid()}}\\n")
    ready("here")
    wait_for_stop()
    open({log!r}, "a").write("ended\\n")

def failing(ready):
    raise OSError(98, "Address already in use")

def late(ready):
    time.sleep(0.3)
    child(ready)

def talkative(ready):
    for number in range(40):
        ready("there" * 800)
    child(lambda line: None)

more = {{"fail": ("two", failing), "talk": ("two", talkative)}}
children = [Child("one", late if "talk" in sys.argv else child), *(Child(*more[word]) for word in sys.argv[1:])]
sys.exit(Supervisor(children).run(lambda lines: print("ready", lines, flush=True)))
"""


def start(log: Path, *words: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", PROGRAM.format(log=str(log)), *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def pids(log: Path) -> list[str]:
    return log.read_text().split() if log.exists() else []


def wait_for(count: int, log: Path) -> list[str]:
    ends = time.monotonic() + 20
    while len(pids(log)) < count:
        assert time.monotonic() < ends, pids(log)
        time.sleep(0.02)
    return pids(log)


def test_a_child_that_is_killed_is_started_again_and_sigterm_ends_all(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with start(log) as supervisor:
        assert supervisor.stdout is not None
        assert supervisor.stdout.readline() == "ready ['here']\n"
        (first,) = wait_for(1, log)
        os.kill(int(first), signal.SIGKILL)
        assert wait_for(2, log)[1] != first
        supervisor.send_signal(signal.SIGTERM)
        assert supervisor.wait(20) == 0
    assert pids(log)[-1] == "ended"


def test_a_child_that_cannot_start_ends_the_program_with_one_clear_line(tmp_path: Path) -> None:
    with start(tmp_path / "log", "fail") as supervisor:
        out, err = supervisor.communicate(timeout=40)
    assert supervisor.returncode == 1
    assert out == ""
    assert err.strip() == "postroom: two: Address already in use"


def test_children_end_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with start(log) as supervisor:
        assert supervisor.stdout is not None
        supervisor.stdout.readline()
        wait_for(1, log)
        supervisor.kill()
        supervisor.wait(10)
        wait_for(2, log)
    assert pids(log)[-1] == "ended"


def test_what_children_say_is_told_in_their_order_and_heard_however_much_it_is(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with start(log, "talk") as supervisor:
        assert supervisor.stdout is not None
        assert supervisor.stdout.readline() == f"ready {['here', 'there' * 800]}\n"
        wait_for(2, log)
        supervisor.send_signal(signal.SIGTERM)
        assert supervisor.wait(20) == 0
