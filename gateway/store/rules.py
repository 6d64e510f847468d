"""The rules in force: the latest revision of their document, read once for each policy."""

from datetime import datetime

from sqlalchemy import Connection

from ..policy import Policy
from ..rules.codec import Reading, read
from ..ruleset import NO_RULES, RuleSet
from .revisions import Revisions, Shelf
from .schema import rule_revision

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
    return _shelf.get(number, at, policy, lambda: read(kept.document(connection, number), policy, number).rules)


_shelf: Shelf[RuleSet] = Shelf()
