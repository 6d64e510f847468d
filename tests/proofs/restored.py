"""Real processes burn down in the middle of their work, and a backup that was taken under load is put back.

`python -m tests.proofs.restored --mails 300`: the relay that got the mail is the oracle. Whoever was answered before is
not answered again, each accepted mail that the backup knows is on its ticket, and new mail is answered.
"""

import argparse
import shutil
import sqlite3
import tempfile
import threading
import time
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from smtplib import SMTPException

from ..scenarios.office import Office

NEW = 10
LEASES = 240.0  # seconds: what was claimed when the backup was taken waits for the end of that claim


@dataclass(frozen=True)
class Result:
    restored: int  # mails that the backup knows
    waiting: int  # of which nothing had become when it was taken
    said_before: int  # notices that had gone out when the house burned
    twice: tuple[str, ...]
    ids_twice: int
    unanswered: tuple[str, ...]  # of those who wrote afterwards
    ledger: dict[str, object]
    tickets: int

    @property
    def kept(self) -> bool:
        outcomes = self.ledger["outcomes"]
        assert isinstance(outcomes, dict)
        whole = self.tickets == outcomes["ticket"] == self.restored + NEW and self.ledger["balanced"] is True
        return whole and self.said_before > 0 and not self.twice and not self.ids_twice and not self.unanswered


def write(office: Office, kind: str, numbers: range) -> None:
    for number in numbers:
        with suppress(OSError, SMTPException):  # the house burns: whoever gets no 250 tries elsewhere
            office.write(f"{kind}{number}@{kind}{number}.example", "support@example.org", f"{kind} {number}", "Broken.")


def run(folder: Path, mails: int) -> Result:
    office = Office(folder)
    state = folder / "state"
    try:
        office.start()
        load = threading.Thread(target=write, args=(office, "old", range(mails)))
        load.start()
        while len(office.sink.caught) < mails // 4:
            time.sleep(0.01)
        restored, waiting = _back_up(state, folder / "backup")
        load.join()
        write(office, "lost", range(NEW))
        office.kill()
        before = len(office.sink.caught)
        shutil.rmtree(state)
        shutil.copytree(folder / "backup", state)
        fenced = office.command("outbox", "fence", "--yes")
        assert fenced.returncode == 0, fenced.stderr
        office.start()
        write(office, "new", range(NEW))
        ledger = office.settled(LEASES)
        _quiet(office)
        return _result(office, (restored, waiting, before), ledger)
    finally:
        office.close()


def _back_up(state: Path, to: Path) -> tuple[int, int]:
    """The database at one moment, and the key; how many mails it knows, and how many of them wait."""
    to.mkdir()
    with (
        closing(sqlite3.connect(state / "postroom.db")) as running,
        closing(sqlite3.connect(to / "postroom.db")) as copy,
    ):
        running.backup(copy)
        (known,) = copy.execute("SELECT count(*) FROM spool").fetchone()
        (waiting,) = copy.execute("SELECT count(*) FROM mail WHERE outcome = 'waiting'").fetchone()
    shutil.copy(state / "secret.key", to)
    return known, waiting


def _quiet(office: Office, patience: float = 60) -> None:
    """Waits until no notice waits any more."""
    ends = time.monotonic() + patience
    while office.rows("outbox", "totals")[0]["states"]["waiting"] and time.monotonic() < ends:
        time.sleep(0.2)


def _result(office: Office, backup: tuple[int, int, int], ledger: dict[str, object]) -> Result:
    caught = office.sink.caught
    told = Counter((each.recipient, each.subject.rpartition(" [")[0]) for each in caught)
    ids = Counter(str(each.mail["message-id"]) for each in caught)
    wanted = [f"new{number}@new{number}.example" for number in range(NEW)]
    answered = {recipient for recipient, _ in told}
    restored, waiting, before = backup
    return Result(
        restored=restored,
        waiting=waiting,
        said_before=before,
        twice=tuple(f"{recipient}: {subject}" for (recipient, subject), times in told.items() if times > 1),
        ids_twice=sum(times > 1 for times in ids.values()),
        unanswered=tuple(recipient for recipient in wanted if recipient not in answered),
        ledger=ledger,
        tickets=len(office.rows("tickets")),
    )


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--mails", type=int, default=300)
    asked = wanted.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = run(Path(folder), asked.mails)
    print(result)
    raise SystemExit(0 if result.kept else 1)


if __name__ == "__main__":
    main()
