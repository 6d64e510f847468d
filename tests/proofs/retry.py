"""Does a trial of rules say what comes of them? Mails are imported under old rules, then new rules are tried on them by
the command line; a second, fresh Postroom gets the new rules first and then the same mails. What the trial said of each
mail must be what became of it there.

`python -m tests.proofs.retry --mails 5000 [--corpus FOLDER]`
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import time_machine
from sqlalchemy import select

from gateway import config as configuration
from gateway.app import App
from gateway.mail.inbound import Envelope, Source
from gateway.rules import read
from gateway.store import rules
from gateway.store.revisions import Draft, Revision
from gateway.store.schema import journal, mail, ticket
from workers import ingest

from ..store.spooling import id_of
from .retry_mails import NEW_RULES, OLD_RULES, Sent, mails

START = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
STEP = timedelta(minutes=17)  # between two mails: they come at all hours of all days
CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
CONFIG = """
[site]
state = "{state}"
zone = "Asia/Tehran"
[relay]
folder = "{state}/out"
[trust]
agents = "aligned"
requesters = "aligned"
authserv_id = "border.example.org"
[[product]]
name = "mail"
label = {{ en = "Mail", fa = "ایمیل" }}
[[product]]
name = "vpn"
label = {{ en = "VPN", fa = "وی‌پی‌ان" }}
[[agent]]
name = "tom"
address = "tom@example.org"
[[agent]]
name = "mina"
address = "mina@example.org"
[[agent]]
name = "sara"
address = "sara@example.org"
language = "fa"
[[department]]
name = "support"
label = {{ en = "Support", fa = "پشتیبانی" }}
addresses = ["support@example.org"]
agents = ["tom", "mina"]
hours = ["sat-wed 08:00-16:30"]
[[department]]
name = "billing"
label = {{ en = "Billing", fa = "مالی" }}
addresses = ["billing@example.org"]
agents = ["mina"]
[[department]]
name = "poshtibani"
label = {{ en = "Persian Support", fa = "پشتیبانی فارسی" }}
addresses = ["poshtibani@example.org"]
agents = ["sara"]
language = "fa"
"""


@dataclass(frozen=True)
class End:
    """What became of one mail. `assignee` is left out where it was somebody's turn."""

    fate: str
    department: str = ""
    priority: str = ""
    type: str = ""
    product: str = ""
    assignee: str = ""
    tags: str = ""
    people: frozenset[str] = frozenset()


OPENS, SPAM, HELD, ELSE = "opens a ticket", "is taken for spam", "is held for a person to see", "opens no ticket"


@dataclass
class Result:
    mails: int
    changed: int
    opened: int
    seconds: float
    processor: float  # seconds of one
    wrong: list[str] = field(default_factory=list)
    dead: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.mails} mails, {self.opened} of which open tickets under the new rules, {self.changed} end otherwise"
            f" than before; tried in {self.seconds:.1f} s ({self.processor:.1f} s of processor); the trial was wrong"
            f" about {len(self.wrong)}"
        )


def prove(folder: Path, sent: tuple[Sent, ...]) -> Result:
    old, new = (_at(folder / name) for name in ("old", "new"))
    before = _imported(old, OLD_RULES, sent)
    document = folder / "new.toml"
    document.write_text(NEW_RULES, encoding="utf-8")
    started, worked = time.monotonic(), _of_processor()
    rows = _tried(old, document, len(sent))
    seconds, processor = time.monotonic() - started, _of_processor() - worked
    after = _imported(new, NEW_RULES, sent)
    changed = {row["mail"]: _said(row["new"]) for row in rows if row["row"] == "mail"}
    by_turn = {row["mail"] for row in rows if row["row"] == "mail" and row["new"]["by_turn"]}
    dead = [row["rule"] for row in rows if row["row"] == "rule" and not row["hits"]]
    opened = sum(end.fate == OPENS for end in after.values())
    wrong = list(wrongs(before | changed, after, frozenset(by_turn), sent))
    return Result(len(sent), len(changed), opened, seconds, processor, wrong, dead)


def _of_processor() -> float:
    """Seconds that programs which we started have used of all processors together."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def wrongs(
    said: dict[int, End], came: dict[int, End], by_turn: frozenset[int], sent: tuple[Sent, ...]
) -> Iterator[str]:
    """Whoever got a ticket by turn may as well have been somebody else."""
    for id, end in came.items():
        hides = replace(end, assignee="") if id in by_turn else end
        if (replace(said[id], assignee="") if id in by_turn else said[id]) != hides:
            yield f"mail {id} ({sent[id - 1].name}): the trial says {said[id]}, it came to {end}"


def _at(folder: Path) -> Path:
    folder.mkdir()
    path = folder / "config.toml"
    path.write_text(CONFIG.format(state=folder / "state"), encoding="utf-8")
    return path


def _imported(path: Path, document: str, sent: tuple[Sent, ...]) -> dict[int, End]:
    """Each mail is worked on before the next one comes."""
    app = App.open(configuration.load(str(path)).config)
    try:
        with time_machine.travel(START, tick=True) as clock:
            _apply(app, document)
            for number, each in enumerate(sent):
                clock.move_to(START + STEP * (number + 1))
                envelope = Envelope(each.sender, (each.to,), Source.SMTP)
                ingest.run(app, id_of(app.accept(envelope, each.raw, silent=True)))
        return dict(_ends(app))
    finally:
        app.close()


def _apply(app: App, document: str) -> None:
    mistakes = read(document, app.policy).mistakes
    assert not mistakes, mistakes
    draft = Draft(0, "proof", "", document)
    assert isinstance(app.database.write(lambda connection: rules.append(connection, draft, START)), Revision)


def _ends(app: App) -> Iterator[tuple[int, End]]:
    came_with = select(journal.c.mail, journal.c.new).where(journal.c.change == "participant")
    with app.database.read() as connection:
        taking_part: dict[int, set[str]] = {}
        for entry in connection.execute(came_with):  # later mails bring people along, too
            taking_part.setdefault(entry.mail, set()).add(entry.new)
        tickets = {each.number: each for each in connection.execute(select(ticket))}
        rows = connection.execute(select(mail.c.id, mail.c.outcome, mail.c.ticket, mail.c.trail)).all()
    for row in rows:
        assert row.outcome != "waiting", row
        if row.outcome == "quarantined" and row.trail["rules"]:
            yield row.id, End(HELD)
        elif row.outcome == "ticket":
            yield row.id, _end(tickets[row.ticket], frozenset(taking_part.get(row.id, ())))
        else:
            yield row.id, End(ELSE)


def _end(row: Any, people: frozenset[str]) -> End:
    fate = SPAM if row.status == "spam" else OPENS
    return End(fate, row.department, row.priority, row.type, row.product, row.assignee, row.tags, people)


def _said(new: dict[str, Any]) -> End:
    fate = new["fate"] if new["fate"] in (OPENS, SPAM, HELD) else ELSE
    if fate in (HELD, ELSE):
        return End(fate)
    words = {name: new[name] for name in ("department", "priority", "type", "product", "assignee")}
    return End(fate, **words, tags=" ".join(new["tags"]), people=frozenset(new["people"]))


def _tried(path: Path, document: Path, last: int) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "gateway", "rules", "try", str(document), "--last", str(last), "--json"]
    done = subprocess.run([*command, "--config", str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    return [json.loads(line) for line in done.stdout.splitlines()]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--mails", type=int, default=5000)
    options.add_argument("--corpus", type=Path, default=CORPUS)
    options.add_argument("--seed", type=int, default=5)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        result = prove(Path(folder), mails(chosen.mails, chosen.seed, chosen.corpus))
    print(result)
    print("rules that no mail met:", ", ".join(result.dead) or "none")
    for line in result.wrong[:20]:
        print(line)
    sys.exit(1 if result.wrong or result.seconds > 60 else 0)


if __name__ == "__main__":
    main()
