"""The rules in force: the latest revision of their document, read once for each policy."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from ..policy import Policy
from ..rules.codec import Reading, read
from ..ruleset import NO_RULES, RuleSet
from .revisions import LARGEST, Draft, Entry, Outcome, Overtaken, Revision, Revisions, Unchanged
from .schema import rule_revision

REMEMBERED = 4  # rule sets that were read lately; one is in force, others are on their way out

__all__ = ["LARGEST", "Draft", "Entry", "Outcome", "Overtaken", "Revision", "Unchanged"]

kept = Revisions(rule_revision)
NEWEST = kept.newest
append, latest, revision, history, entries = (
    kept.append,
    kept.latest,
    kept.revision,
    kept.history,
    kept.entries,
)


def reading(connection: Connection, policy: Policy) -> Reading | None:
    """What the codec says of the document in force, today: the configuration may have changed under it."""
    last = latest(connection)
    return None if last is None else read(last.document, policy, last.number)


def current(connection: Connection, policy: Policy) -> RuleSet:
    """The rules in force: one small query for each mail; the document is fetched and read where it is new here."""
    found = kept.glance(connection)
    return NO_RULES if found is None else numbered(connection, policy, *found)


def numbered(connection: Connection, policy: Policy, number: int, at: datetime) -> RuleSet:
    """The rules of one revision, applied at that moment."""
    found = _shelf.find(number, at, policy)
    if found is None:
        found = read(kept.document(connection, number), policy, number).rules
        _shelf.keep(_Read(number, at, policy, found))
    return found


@dataclass(frozen=True, slots=True)
class _Read:
    """A rule set as it was read for one policy. `at` tells revisions of several databases apart."""

    number: int
    at: datetime
    policy: Policy
    rules: RuleSet


class _Shelf:
    """The rule sets that were read lately. Without a lock: threads see the tuple before or the tuple after, and a rule
    set that two of them read at once, or that one of them puts away unseen, is only read once more.
    """

    def __init__(self) -> None:
        self._kept: tuple[_Read, ...] = ()

    def find(self, number: int, at: datetime, policy: Policy) -> RuleSet | None:
        fitting = (each for each in self._kept if each.number == number and each.at == at and each.policy is policy)
        return next((each.rules for each in fitting), None)

    def keep(self, new: _Read) -> None:
        self._kept = (new, *self._kept)[:REMEMBERED]


_shelf = _Shelf()
