"""How many bytes a mail takes in each table and index of PostgreSQL, and in its log: `python -m tests.bench.sizes`.

A server of its own is started, so that nobody else's work is counted. Mails as they are written: 3 to 8 KB of text and
HTML, one in ten with a file of 100 KB that cannot be compressed, four in ten replies (half of people, half of agents).
"""

import argparse
import email
import os
import pwd
import random
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage, Message
from email.policy import default
from email.utils import parseaddr
from pathlib import Path

from sqlalchemy import Engine, create_engine, text

from gateway.app import App
from gateway.mail.inbound import Envelope, Source
from workers import deliver, ingest

from ..scenarios.office import free_port
from ..store.spooling import id_of
from ..workers.workshop import ScriptedRelay, open_app

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
ROOT = Path(__file__).parents[2]
AGENT = "tom@example.org"


@contextmanager
def server() -> Iterator[str]:
    """The URL of an empty database on a server that ends with us. PostgreSQL does not run as root."""
    folder = Path(tempfile.mkdtemp(prefix="postroom-sizes-"))
    port = free_port()
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    lower = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] if os.geteuid() == 0 else []
    if lower:
        shutil.chown(folder, user, user)
    data = folder / "data"
    initdb = [*lower, str(PROGRAMS / "initdb"), "-D", str(data), "-U", "postgres", "--auth=trust", "--no-sync"]
    subprocess.run([*initdb, "-E", "UTF8"], check=True, stdout=subprocess.DEVNULL, cwd=folder)
    options = ["-p", str(port), "-k", str(folder), "-c", "wal_level=replica", "-c", "max_wal_size=8GB"]
    command = [*lower, str(PROGRAMS / "postgres"), "-D", str(data), *options]
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL)
    try:
        yield _awaited(f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _awaited(url: str) -> str:
    engine = create_engine(url)
    for _ in range(100):
        try:
            with engine.connect():
                break
        except Exception:
            time.sleep(0.1)
    engine.dispose()
    return url


class Post:
    """Writes the mails, and reads what came out so as to answer it."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        words = set()
        for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
            words |= set(re.findall(r"[a-z]{2,12}", path.read_text(encoding="utf-8").lower()))
        self._words = sorted(words)
        self.told: list[Message] = []  # mails of ours that may be answered

    def mail(self, number: int) -> tuple[Envelope, bytes]:
        """Four in ten are answers."""
        turn = number % 10
        answered = self._pick(turn) if turn in (3, 5, 7, 9) else None
        sender = f"person{number}@customers.example" if answered is None else str(answered["To"])
        built = EmailMessage()
        built["From"], built["Date"] = sender, "Sat, 28 Nov 2026 10:00:00 +0330"
        built["To"] = "support@example.org" if answered is None else str(answered["Reply-To"])
        built["Subject"] = self._prose(6).strip() if answered is None else f"Re: {answered['Subject']}"
        built["Message-ID"] = f"<{number}.{self._dice.getrandbits(64):x}@customers.example>"
        if answered is not None:
            built["In-Reply-To"] = str(answered["Message-ID"])
        prose = self._prose(self._dice.randint(150, 420))
        built.set_content(prose)
        built.add_alternative("".join(f"<p>{line}</p>\n" for line in prose.split("\n")), subtype="html")
        if turn == 0:
            built.add_attachment(self._dice.randbytes(100_000), maintype="application", subtype="pdf", filename="a.pdf")
        to = parseaddr(str(built["To"]))[1]
        return Envelope(parseaddr(sender)[1], (to,), Source.SMTP), bytes(built)

    def _pick(self, turn: int) -> Message | None:
        to_agent = turn in (3, 7)
        known = [mail for mail in self.told[-400:] if (AGENT in str(mail["To"])) == to_agent]
        return self._dice.choice(known) if known else None

    def _prose(self, count: int) -> str:
        words = self._dice.choices(self._words, k=count)
        return "\n".join(" ".join(words[place : place + 12]) for place in range(0, count, 12)) + "\n"


def fill(app: App, relay: ScriptedRelay, mails: int) -> None:
    post = Post(1)
    for number in range(mails):
        for notice in ingest.run(app, id_of(app.accept(*post.mail(number)))):
            deliver.run(app, notice)
        for out in relay.got:
            read = email.message_from_bytes(out, policy=default)
            if read["Reply-To"]:
                post.told.append(read)
        relay.got.clear()


_LOG = text("SELECT pg_current_wal_lsn() - '0/0'")
_SIZES = """
SELECT relname AS name, n_live_tup AS rows, pg_relation_size(relid) AS heap,
       pg_table_size(relid) - pg_relation_size(relid) AS toast, pg_indexes_size(relid) AS indexes
FROM pg_stat_user_tables ORDER BY pg_total_relation_size(relid) DESC
"""


def report(engine: Engine, mails: int, log: int) -> None:
    with engine.connect() as connection:
        rows = connection.execute(text(_SIZES)).all()
    print(f"{mails} mails; bytes a mail\n\n| table | rows a mail | rows | TOAST | indexes | together |")
    print("|---|--:|--:|--:|--:|--:|")
    total = [0, 0, 0]
    for row in rows:
        sizes = [row.heap, row.toast, row.indexes]
        total = [a + b for a, b in zip(total, sizes, strict=True)]
        if sum(sizes) >= mails:
            shown = " | ".join(f"{size / mails:,.0f}" for size in (*sizes, sum(sizes)))
            print(f"| `{row.name}` | {row.rows / mails:.2f} | {shown} |")
    shown = " | ".join(f"{size / mails:,.0f}" for size in (*total, sum(total)))
    print(f"| all | | {shown} |\n\nwrite-ahead log: {log / mails:,.0f} bytes a mail")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=3000)
    mails = parser.parse_args().mails
    with server() as url, tempfile.TemporaryDirectory() as folder:
        relay = ScriptedRelay()
        app = open_app(Path(folder), relay, url)
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("CHECKPOINT"))
            before = int(connection.scalar(_LOG) or 0)
            fill(app, relay, mails)
            log = int(connection.scalar(_LOG) or 0) - before
            connection.execute(text("VACUUM ANALYZE"))
        report(engine, mails, log)
        engine.dispose()
        app.close()


if __name__ == "__main__":
    main()
