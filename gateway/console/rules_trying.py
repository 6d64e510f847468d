"""Tries the document in the editor on the mails that came last. Nothing is changed by it."""

from dataclasses import dataclass

from ..store.trying import Attempt, try_out
from ..trial import moved
from .page import Desk, Visit
from .rules_sheet import Sheet

CHOICES = (20, 100, 500)
SECONDS = 20.0
PATIENCE = 3.0  # seconds that we wait for another trial to end: pages share their threads


@dataclass(frozen=True, slots=True)
class Changed:
    """One mail that would end otherwise. `moved`: what, what it is now, what it would be."""

    mail: int
    ticket: int
    sender: str
    subject: str
    moved: tuple[tuple[str, str, str], ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule of the document, the line that it begins in, and how many mails it met."""

    name: str
    line: int
    mails: int


@dataclass(frozen=True, slots=True)
class Tried:
    last: int
    replayed: int
    unread: int
    whole: bool
    changed: tuple[Changed, ...]
    hits: tuple[Hit, ...]


def try_sheet(desk: Desk, visit: Visit, sheet: Sheet) -> Tried | None:
    """None where somebody else's trial takes too long to wait for."""
    new = sheet.reading.rules
    last = next((each for each in CHOICES if str(each) == visit.form.get("last")), CHOICES[1])
    if not desk.trying.acquire(timeout=PATIENCE):
        return None
    try:
        trial = try_out(desk.database, desk.read_again, Attempt(visit.policy, new, last, SECONDS))
    finally:
        desk.trying.release()
    changed = (
        Changed(each.mail, each.ticket, each.sender, each.subject, moved(each, visit.language), each.new.rules)
        for each in reversed(trial.result.changed)
    )
    lines = {rule.name: rule.line for rule in new.rules}
    hits = tuple(Hit(name, lines[name], count) for name, count in trial.result.hits)
    return Tried(last, trial.result.replayed, trial.unread, trial.whole, tuple(changed), hits)
