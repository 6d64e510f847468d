"""The proofs that have programs of their own, as entries among the drills. An amount is what each of them counts."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..services import absent_postgresql
from .drill import Counts, Drill, Found, Round, Size, program

SAID = 600  # characters of a proof's last words that are kept where it failed


class Kind:
    """What an amount is."""

    MAILS = "mails"  # that get 250
    FAULTS = "faults"
    INPUTS = "inputs"


@dataclass(frozen=True)
class Proof:
    """`{amount}` and `{seed}` in the words are filled in."""

    words: tuple[str, ...]
    kind: str

    def run(self, round: Round) -> Found:
        seed = round.seed + round.number
        words = [word.format(amount=round.amount, seed=seed) for word in self.words]
        command = [sys.executable, "-m", f"tests.proofs.{words[0]}", *words[1:]]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        said = (done.stdout + done.stderr).strip()
        broken = () if done.returncode == 0 else (f"{' '.join(words)}: {said[-SAID:]}",)
        return Found(self._counts(round.amount), broken)

    def _counts(self, amount: int) -> Counts:
        match self.kind:
            case Kind.MAILS:
                return Counts(accepted=amount)
            case Kind.FAULTS:
                return Counts(faults=amount)
        return Counts(inputs=amount)


def _drill(
    name: str, promise: str, words: str, kind: str, sizes: tuple[Size, Size], *needs: Callable[[], str]
) -> Drill:
    return Drill(name, promise, Proof(tuple(words.split()), kind).run, *sizes, needs)


def drills() -> Iterator[Drill]:
    dovecot = program("dovecot")
    kill = "kill --rounds 1 --mails {amount} --seed {seed}"
    yield _drill("kill", "SIGKILL at random, one a second", kill, Kind.MAILS, (Size(1, 60), Size(20, 500)))
    wipe = "amnesia --mails {amount} --wipes 20"
    yield _drill("broker-amnesia", "brokers that forget everything", wipe, Kind.MAILS, (Size(1, 100), Size(3, 2000)))
    relays = "relays --notices {amount} --seed {seed}"
    promise = "relays that fail in every way: no second copy that is not accounted for"
    yield _drill("relays", promise, relays, Kind.FAULTS, (Size(1, 100), Size(5, 2000)))
    poller = "mailbox --kills {amount} --seed {seed}"
    promise = "a reader of mailboxes killed between fetching, committing, noting and moving: one ticket for each mail"
    yield _drill("kill-poller", promise, poller, Kind.FAULTS, (Size(1, 5), Size(4, 50)), dovecot)
    renumber, freeze = "mailbox --renumber {amount}", "mailbox --freeze"
    promise = "a mailbox numbered anew makes no second ticket"
    yield _drill("mailbox-renumbered", promise, renumber, Kind.INPUTS, (Size(1, 100), Size(1, 5000)), dovecot)
    promise = "a mail server that falls silent is noticed"
    yield _drill("mailbox-frozen", promise, freeze, Kind.FAULTS, (Size(1, 6), Size(1, 6)), dovecot)
    promise = "a backup restored behind its fence says nothing twice"
    yield _drill("restored", promise, "restored --mails {amount}", Kind.INPUTS, (Size(1, 20), Size(5, 60)))
    promise = "a backup under load, all destroyed, restored, sent again: the client's ledger, and nothing old is said"
    for name, needs in (("sqlite", ()), ("postgresql", (absent_postgresql, program("pg_dump")))):
        words = f"backup --mails {{amount}} --database {name}"
        yield _drill(f"backup-{name}", promise, words, Kind.MAILS, (Size(1, 60), Size(1, 2000)), *needs)
    promise = "mail in the names of strangers makes us send little, and all of it is kept"
    yield _drill("flood", promise, "flood --mails {amount}", Kind.MAILS, (Size(1, 300), Size(1, 10_000)))
    promise = "orders that are quoted are not done"
    yield _drill("quoted-orders", promise, "orders", Kind.INPUTS, (Size(1, 4800), Size(1, 4800)))
    rules = "rules --sets {amount} --mails 200"
    promise = "rule sets never fail, are never slow, and each mistake is found"
    yield _drill("rules", promise, rules, Kind.INPUTS, (Size(1, 100), Size(1, 10_000)))
