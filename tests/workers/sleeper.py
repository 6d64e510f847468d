"""A node on PostgreSQL that stops itself in the middle of a mail: `python -m tests.workers.sleeper FOLDER URL`.

It reads lines of `ID WHERE`. Its leases are short, and so are transactions in which it says nothing.
"""

import os
import signal
import sys
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from gateway.app import App
from gateway.store import database, ledger, unit_of_work
from gateway.triage import triage
from workers import deciding, ingest

from .reader import give_back
from .workshop import open_app

SHORT = 1.0  # seconds for a transaction; a lease has that much beyond what claims allow clocks to differ
WHERES = ("deciding", "failing", "writing")

_write = unit_of_work.apply


def sleep(*arguments: Any, **named: Any) -> Any:
    """Until somebody says SIGCONT."""
    os.kill(os.getpid(), signal.SIGSTOP)


def decide(where: str, *facts: Any) -> Any:
    decision = triage(*facts)
    if where != "writing":
        sleep()
    if where == "failing":
        raise RuntimeError("it woke up badly")
    return decision


def write(where: str, *arguments: Any, **named: Any) -> Any:
    """Everything is written, and not committed."""
    applied = _write(*arguments, **named)
    if where == "writing":
        sleep()
    return applied


def work(app: App) -> None:
    print("ready", flush=True)
    for line in sys.stdin:
        id, where = line.split()
        vars(deciding)["triage"], unit_of_work.apply = partial(decide, where), partial(write, where)
        print(len(ingest.run(app, int(id))), flush=True)


if __name__ == "__main__":
    ledger.LEASE, database.ABANDONED = ledger.SKEW + timedelta(seconds=SHORT), SHORT
    opened = open_app(Path(sys.argv[1]), url=sys.argv[2])
    work(opened)
    give_back(opened)
