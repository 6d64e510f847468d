"""A large mailbox is imported: how fast beside a bare loop over the same mailbox, in how much memory, and all of it.

The bare loop fetches and throws away; the import fetches, and each mail is durable in the spool and noted. Both take
turns on one Dovecot, in batches of the same size. `--sort` brings the mails to their outcomes, too, which takes long.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from imapclient import IMAPClient

from ..cli.postbox import Postbox
from ..dovecot import Dovecot, dovecot
from ..maildirs import mail

BATCH = 100  # as in gateway/intake/imap/fetching
MEMORY = 150.0  # MB over the start
SPEED = 0.5  # of the bare loop's

CHILD = """
import json, sys
from gateway.cli.program import build
from workers import roles

def memory(name):
    line = next(line for line in open("/proc/self/status") if line.startswith(name))
    return int(line.split()[1]) / 1024

class Reading:
    def work_off(self, app, ids):
        return iter(())

words = ("import", *sys.argv[2:])
program = build(roles, words)
if sys.argv[1] != "sort":
    program = build(Reading(), words)
start = memory("VmRSS")
try:
    program(words)
finally:
    print(json.dumps({"start": start, "peak": memory("VmHWM")}))
"""


@dataclass(frozen=True)
class Measured:
    """One import, and the bare loop before it; `memory` is over the start."""

    mails: int
    bare: float  # mails a second
    brought: float
    memory: float
    complete: bool
    seconds: float

    @property
    def kept(self) -> bool:
        return self.complete and self.memory < MEMORY and self.brought >= SPEED * self.bare

    def __str__(self) -> str:
        return (
            f"{self.mails:7,} mails  bare loop {self.bare:7,.0f}/s  import {self.brought:7,.0f}/s"
            f" ({self.brought / self.bare:.2f})  {self.memory:5.0f} MB over the start"
            f"  {self.seconds:5.0f} s in all  {'complete' if self.complete else 'NOT COMPLETE'}"
        )


def mails(count: int) -> Iterator[bytes]:
    """Of 3 to 8 KB."""
    for number in range(count):
        yield mail(number, 3000 + number * 7919 % 5000)


def bare_loop(box: Postbox) -> float:
    """Mails a second."""
    client = IMAPClient("127.0.0.1", box.server.port, ssl=False, timeout=60)
    client.login(box.user, "secret")
    client.select_folder("INBOX", readonly=True)
    uids = client.search(["ALL"])
    started = time.perf_counter()
    got = sum(len(client.fetch(uids[at : at + BATCH], ["BODY.PEEK[]"])) for at in range(0, len(uids), BATCH))
    took = time.perf_counter() - started
    client.logout()
    assert got == len(uids)
    return got / took


def bring(box: Postbox, count: int, sort: bool) -> Measured:
    """Into an empty house."""
    bare = bare_loop(box)
    box.configure()
    words = ["--mailbox", "box", "--since", "2020-01-01", "--silent", "--json"]
    command = [sys.executable, "-c", CHILD, "sort" if sort else "read", *words]
    environment = os.environ | {"POSTROOM_CONFIG": str(box.house / "config.toml"), "PYTHONPATH": os.getcwd()}
    started = time.perf_counter()
    ended = subprocess.run(command, cwd=box.house, env=environment, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    assert ended.returncode == 0, ended.stderr[-2000:]
    told: list[dict[str, Any]] = [json.loads(line) for line in ended.stdout.splitlines() if line.startswith("{")]
    report, memory = told
    rows = box.rows()
    complete = report["accepted"] == count == len({id for _, id, _ in rows}) == box.spooled()
    if sort:
        complete = complete and sum(report["outcomes"].values()) == count and "waiting" not in report["outcomes"]
    speed = count / max(report["seconds"], 0.01)
    return Measured(count, bare, speed, memory["peak"] - memory["start"], complete, seconds)


def filled(server: Dovecot, house: Path, count: int) -> Postbox:
    box = Postbox(server, "archive", house)
    box.fill(mails(count))
    bare_loop(box)  # so that the server has its index
    return box


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mails", type=int, default=20_000)
    options.add_argument("--rounds", type=int, default=2)
    options.add_argument("--sort", action="store_true")
    chosen = options.parse_args()
    failed = False
    with dovecot() as server, tempfile.TemporaryDirectory() as folder:
        box = filled(server, Path(folder), chosen.mails)
        for number in range(chosen.rounds):
            box.house = Path(folder) / f"round{number}"
            box.house.mkdir()
            result = bring(box, chosen.mails, chosen.sort)
            failed = failed or not result.kept
            print(result, flush=True)
    print(f"limits: {MEMORY:.0f} MB, {SPEED} of the bare loop: {'FAILED' if failed else 'kept'}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
