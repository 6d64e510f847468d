"""Reports that mail systems of the world wrote, made to answer mails of ours, through the whole house: which of them
reach the right person and ticket, and do there what they should?

`python -m tests.proofs.bounces [--samples N] [--corpus FOLDER]`. Each sample is about an answer of its own, to a person
of its own. It is tried three ways: as it would come ("both": to our bounce address, with our id and the person's
address written into it), with its own ids and addresses ("address": only the bounce address leads home), and to the
department's address ("id": only what stands in it leads home).
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from gateway.mail.inbound import InboundMail
from gateway.mail.parse import parse
from gateway.store.schema import mail, notice, person, ticket
from gateway.tickets.returns import NO_COMPLAINT, Loss, loss_of

from ..scenarios.office import Caught
from ..workers.house import SUPPORT, TOM, House, open_house

CORPUS = Path(os.environ.get("POSTROOM_CORPUS", str(Path(__file__).parents[3] / "shared" / "corpus")))
NEEDED = 0.95


class Way(Enum):
    BOTH = "both"
    ADDRESS = "address"
    ID = "id"


@dataclass(frozen=True)
class Sample:
    name: str
    raw: bytes
    kind: str  # bounce, delivered, feedback or autoreply
    hard: bool  # its gold says that the address is dead

    def read(self) -> InboundMail:
        return parse(self.raw)


@dataclass
class Score:
    """What became of the samples, one way."""

    way: Way
    tried: int = 0
    home: int = 0  # the right ticket
    right: int = 0  # and what follows is right for the notice and its person
    marked: int = 0  # addresses that are marked now
    dead: int = 0  # samples that the gold calls hard
    dead_marked: int = 0
    left_out: int = 0  # they carry no id, so that nothing could lead home this way
    states: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)  # what must never be
    missed: list[str] = field(default_factory=list)


def samples(corpus: Path, most: int = 0) -> list[Sample]:
    """All of the gold that mail systems wrote; at most so many, spread over all."""
    gold = json.loads((corpus / "bounce_gold.json").read_text("utf-8"))
    wanted = [(name, known) for name, known in gold.items() if known["kind"] != "ordinary"]
    step = max(1, len(wanted) // most) if most else 1
    chosen = wanted[::step][: most or None]
    return [Sample(name, (corpus / name).read_bytes(), known["kind"], _hard(known)) for name, known in chosen]


def _hard(known: dict[str, Any]) -> bool:
    reported = known.get("recipients", [])
    return known["kind"] == "bounce" and bool(reported) and all(each["hard"] for each in reported)


def rewritten(raw: bytes, found: InboundMail, about: Caught) -> bytes:
    """The report, as if it were about this mail of ours."""
    ids, people = _named(found)
    for id in ids[:1]:
        raw = raw.replace(id.encode(), str(about.mail["message-id"]).strip("<>").encode())
    failed = next((one for one in people if "@" in one), "")
    return raw.replace(failed.encode(), about.recipient.encode()) if failed else raw


def _named(found: InboundMail) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids and the people that a report names."""
    if found.complaint is not None:
        return found.complaint.original_ids, found.complaint.recipients
    if found.bounce is None:
        return (), ()
    return found.bounce.original_ids, tuple(one.recipient for one in (*found.bounce.failures, *found.bounce.delays))


def expected(found: InboundMail) -> tuple[str, bool]:
    """The state that the notice should be in afterwards, and whether its person should be marked."""
    report = found.bounce
    if found.complaint is not None:
        return "sent", found.complaint.kind not in NO_COMPLAINT
    if report is None or not report.failures:
        return "sent", False
    loss = loss_of(report.failures[0])
    return ("waiting" if loss is Loss.LATER else "bounced"), loss is Loss.GONE


def prove(folder: Path, wanted: list[Sample], way: Way) -> Score:
    score = Score(way, dead=sum(sample.hard for sample in wanted))
    with open_house(folder) as house:
        for number, sample in enumerate(wanted):
            _try(house, score, sample, f"person{number}@customer{number}.example")
        score.faults += _faults(house, len(wanted))
    return score


def _try(house: House, score: Score, sample: Sample, address: str) -> None:
    found = sample.read()
    if score.way is Way.ID and not _named(found)[0]:
        score.left_out += 1
        score.dead -= sample.hard
        return
    house.write(f"Somebody <{address}>", SUPPORT, f"About {sample.name}", "It is broken.")
    house.answer(house.to(TOM)[-1], TOM, "Unplug it.")
    about = house.to(address)[-1]
    raw = sample.raw if score.way is Way.ADDRESS else rewritten(sample.raw, found, about)
    id = house.take(raw, "", SUPPORT if score.way is Way.ID else about.sender)
    _judge(house, score, sample, (id, about))


def _judge(house: House, score: Score, sample: Sample, trial: tuple[int, Caught]) -> None:
    id, about = trial
    message_id = str(about.mail["message-id"]).strip("<>")
    with house.app.database.read() as connection:
        row = connection.execute(select(notice).where(notice.c.message_id == message_id)).one()
        came = connection.execute(select(mail.c.outcome, mail.c.ticket).where(mail.c.id == id)).one()
        query = select(person.c.unreachable, person.c.complained).where(person.c.address == about.recipient)
        marked = any(connection.execute(query).one())
    home = came.ticket == row.ticket
    score.tried += 1
    score.home += home
    score.marked += marked
    score.dead_marked += marked and sample.hard
    score.states[row.state] += 1
    if home and (row.state, marked) == expected(sample.read()):
        score.right += 1
    else:
        score.missed.append(f"{sample.name}: {came.outcome}, ticket {came.ticket}, {row.state}, marked {marked}")


def _faults(house: House, count: int) -> Iterator[str]:
    """Nothing but the people's own requests may be a ticket, and nobody but they and our own people got a mail."""
    with house.app.database.read() as connection:
        tickets = connection.scalar(select(func.count()).select_from(ticket)) or 0
        odd = list(connection.scalars(select(ticket.c.subject).where(ticket.c.subject.not_like("About %"))))
    if odd or tickets > count:
        yield f"{tickets} tickets for {count} people: {odd[:3]}"
    known = (TOM, "mina@example.org")
    strangers = {each.recipient for each in house.postbox.caught if not each.recipient.startswith("person")} - {*known}
    if strangers:
        yield f"mail went to {sorted(strangers)}"
    if not house.balanced():
        yield "the ledger does not balance"


def told(score: Score) -> str:
    share = score.right / score.tried if score.tried else 0.0
    return (
        f"{score.way.value:8} {score.tried} tried, {score.home} on the right ticket, {score.right} right in all"
        f" ({share:.1%}); {score.marked} addresses marked, {score.dead_marked} of {score.dead} that gold calls dead;"
        f" {dict(sorted(score.states.items()))}; {score.left_out} without an id"
    )


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--samples", type=int, default=0)
    options.add_argument("--corpus", type=Path, default=CORPUS)
    options.add_argument("--way", choices=[way.value for way in Way])
    chosen = options.parse_args()
    wanted = samples(chosen.corpus, chosen.samples)
    well = True
    for way in Way:
        if chosen.way and chosen.way != way.value:
            continue
        begin = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            score = prove(Path(folder), wanted, way)
        print(told(score), f"{time.perf_counter() - begin:.0f} s")
        for line in (*score.missed, *score.faults):
            print("  ", line)
        well = well and not score.faults and score.right >= NEEDED * score.tried
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
