"""From the outbox to the relay, alone: `python -m tests.bench.deliver`. CPU and time a notice, and where they go.

An outbox is filled by the real ingest; then the real workers' function empties it against smtp-sink. CPU is that of our
process; its steps are measured in their own threads, so they add up to a little less.
"""

import argparse
import cProfile
import pstats
import shutil
import subprocess
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any

from sqlalchemy import event, func, select

from gateway.app import App
from gateway.mail import strict
from gateway.outgoing import compose
from gateway.outgoing.dkim import Signer
from gateway.store import letters
from gateway.store.schema import notice
from workers import deliver, posting

from ..scenarios.office import free_port
from . import outbox

SINK = shutil.which("smtp-sink") or shutil.which("smtp-sink", path="/usr/sbin")


class Steps:
    """CPU seconds of each step over all threads, and how many statements the database was asked."""

    def __init__(self) -> None:
        self.cpu: dict[str, float] = defaultdict(float)
        self.statements = 0
        self._undo: list[tuple[Any, str, Any]] = []

    def watch(self, where: Any, name: str, step: str) -> None:
        whole: Callable[..., Any] = getattr(where, name)

        @wraps(whole)
        def measured(*arguments: Any, **named: Any) -> Any:
            began = time.thread_time()
            try:
                return whole(*arguments, **named)
            finally:
                self.cpu[step] += time.thread_time() - began

        self._undo.append((where, name, where.__dict__.get(name)))
        setattr(where, name, measured)

    def stop(self) -> None:
        for where, name, before in reversed(self._undo):
            if before is None:
                delattr(where, name)
            else:
                setattr(where, name, before)


@contextmanager
def watched(app: App) -> Iterator[Steps]:
    steps = Steps()
    steps.watch(letters, "gather_one", "gather")
    steps.watch(type(app.renderer), "render", "render")
    steps.watch(compose, "compose", "compose")
    steps.watch(posting, "serialise", "serialise")
    steps.watch(strict, "check", "strict check")
    steps.watch(type(app.signer), "sign", "sign")
    steps.watch(type(app.relay), "submit", "submit")
    steps.watch(deliver, "_record_all", "record, in it")
    steps.watch(type(app.database), "write", "write (record, claim)")

    def count(*anything: Any) -> None:
        steps.statements += 1

    event.listen(app.database.engine, "before_cursor_execute", count)
    try:
        yield steps
    finally:
        event.remove(app.database.engine, "before_cursor_execute", count)
        steps.stop()


@dataclass(frozen=True)
class Round:
    notices: int
    wall: float
    cpu: float
    statements: int
    steps: dict[str, float]


def empty(app: App, notices: list[int], threads: int) -> Round:
    """Sends these notices."""
    heads = app.hands.join(notices)
    shares = [heads[start::threads] for start in range(threads)]
    with watched(app) as steps:
        began, spent = time.monotonic(), time.process_time()
        workers = [threading.Thread(target=send_all, args=(app, share)) for share in shares]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        wall, cpu = time.monotonic() - began, time.process_time() - spent
    return Round(len(notices), wall, cpu, steps.statements, dict(steps.cpu))


def send_all(app: App, notices: tuple[int, ...]) -> None:
    for id in notices:
        deliver.run_called(app, id)


@contextmanager
def sink() -> Iterator[int]:
    if SINK is None:
        raise SystemExit("this needs Postfix's smtp-sink")
    port = free_port()
    process = subprocess.Popen([SINK, "-u", "nobody", f"127.0.0.1:{port}", "256"], cwd="/")
    time.sleep(0.3)
    try:
        yield port
    finally:
        process.kill()
        process.wait()


def measure(name: str, url: str, options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder, sink() as relay:
        broker = "redis://127.0.0.1:9/0" if options.claims else ""  # nobody asks it; what is issued is anybody's
        app = App.open(outbox.settings(Path(folder), relay, url, broker))
        try:
            if options.sign:
                app = replace(app, signer=_signer(Path(folder)))
            empty(app, outbox.fill(app, 20, first=1_000_000), 1)  # compiles templates and statements
            notices = outbox.fill(app, options.mails)
            _told(name, _profiled(app, notices, options) if options.profile else empty(app, notices, options.threads))
            _all_sent(app)
        finally:
            app.close()


def _profiled(app: App, notices: list[int], options: argparse.Namespace) -> Round:
    profile = cProfile.Profile()
    began = time.process_time()
    profile.runcall(send_all, app, app.hands.join(notices))
    pstats.Stats(profile).sort_stats(options.profile).print_stats(60)
    return Round(len(notices), 0.0, time.process_time() - began, 0, {})


def _signer(folder: Path) -> Signer:
    from gateway.config.relays import Dkim
    from gateway.config.secret import Secret
    from gateway.outgoing.dkim.signing import signer

    key = folder / "key.pem"
    subprocess.run(["openssl", "genrsa", "-out", str(key), "2048"], check=True, capture_output=True)
    return signer((Dkim(domain="example.org", selector="bench", key=Secret(file=str(key))),))


def _all_sent(app: App) -> None:
    with app.database.read() as connection:
        left = connection.scalar(select(func.count()).where(notice.c.state != "sent"))
    if left:
        raise SystemExit(f"{left} notices were not sent")


def _told(name: str, found: Round) -> None:
    each = 1000 / found.notices
    rate = f"{found.notices / found.wall:6.0f}/s" if found.wall else ""
    print(
        f"{name:10} {found.notices} notices {rate} {found.cpu * each:6.2f} ms CPU each, "
        f"{found.statements / found.notices:.1f} statements each"
    )
    steps = "  ".join(f"{step} {seconds * each:.2f}" for step, seconds in found.steps.items())
    print(f"{'':10} {steps}", flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mails", type=int, default=200)
    options.add_argument("--rounds", type=int, default=1)
    options.add_argument("--threads", type=int, default=8)
    options.add_argument("--claims", action="store_true", help="notices are claimed, as on a shared broker")
    options.add_argument("--sign", action="store_true", help="with a DKIM key of 2048 bits")
    options.add_argument("--profile", default="", help="sort a profile by this, in one thread: tottime, cumtime")
    options.add_argument("--databases", nargs="*", default=["sqlite", "postgresql"])
    chosen = options.parse_args()
    for _ in range(chosen.rounds):
        with outbox.databases(chosen.databases) as found:
            for name, url in found.items():
                measure(name, url, chosen)


if __name__ == "__main__":
    main()
