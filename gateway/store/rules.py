"""Revisions of the rules as rows; the latest one is in force. None is ever changed or taken away: who brings an older
document back makes a new revision of it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from ..policy import Policy
from ..rules.codec import Reading, read
from ..ruleset import NO_RULES, RuleSet
from .database import plain
from .prepared import Prepared
from .schema import rule_revision

LARGEST = 2_147_483_647  # the highest number that a revision can have
REMEMBERED = 4  # rule sets that were read lately; one is in force, others are on their way out

# Statements that run for every mail are made once: making one costs more than running it.
NEWEST = select(rule_revision.c.number, rule_revision.c.at).order_by(rule_revision.c.number.desc()).limit(1)
_LATEST = Prepared(NEWEST)
_ONE = Prepared(select(rule_revision).where(rule_revision.c.number == bindparam("wanted")))
_ALL = Prepared(select(rule_revision).order_by(rule_revision.c.number))
_ENTRIES = select(*(column for column in rule_revision.c if column.name != "document"))


@dataclass(frozen=True, slots=True)
class Revision:
    """One rule set that was applied. `restores`: the revision whose document it brought back, where it did."""

    number: int
    at: datetime
    author: str
    reason: str
    document: str
    restores: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the history."""

    number: int
    at: datetime
    author: str
    reason: str
    restores: int | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that is to be applied. `base` is the revision that its author looked at, 0 for none."""

    base: int
    author: str
    reason: str
    document: str
    restores: int | None = None


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Somebody else applied this revision since the draft's author looked; nothing was written."""

    number: int


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The document is the one in force, under this number; nothing was written."""

    number: int


Outcome = Revision | Overtaken | Unchanged


def append(connection: Connection, draft: Draft, now: datetime) -> Outcome:
    """Makes the next revision. Of two at once one gets the number, and the other is overtaken."""
    last = latest(connection)
    number = last.number if last else 0
    if number != draft.base:
        return Overtaken(number)
    if last is not None and last.document == draft.document:
        return Unchanged(number)
    new = Revision(number + 1, now, plain(draft.author), plain(draft.reason), draft.document, draft.restores)
    build = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    insert = build(rule_revision).on_conflict_do_nothing().returning(rule_revision.c.number)
    taken = connection.execute(insert, _row(new)).one_or_none()
    return Overtaken(new.number) if taken is None else new


def _row(new: Revision) -> dict[str, Any]:
    return {
        "number": new.number,
        "at": new.at,
        "author": new.author,
        "reason": new.reason,
        "document": new.document,
        "restores": new.restores,
    }


def latest(connection: Connection) -> Revision | None:
    """The one in force; None where no rules were ever applied."""
    row = _LATEST.execute(connection).one_or_none()
    return None if row is None else revision(connection, row.number)


def revision(connection: Connection, number: int) -> Revision | None:
    row = _ONE.execute(connection, {"wanted": number}).one_or_none()
    return None if row is None else _as_revision(row)


def history(connection: Connection) -> tuple[Revision, ...]:
    """The oldest first."""
    return tuple(map(_as_revision, _ALL.execute(connection)))


def entries(connection: Connection, before: int, count: int) -> tuple[Entry, ...]:
    """Some of the history, the newest first: those below a number, without their documents. 0 for the newest ones."""
    older = _ENTRIES.where(rule_revision.c.number < before) if before else _ENTRIES
    found = connection.execute(older.order_by(rule_revision.c.number.desc()).limit(count))
    return tuple(Entry(row.number, row.at, row.author, row.reason, row.restores) for row in found)


def _as_revision(row: Row[Any]) -> Revision:
    return Revision(row.number, row.at, row.author, row.reason, row.document, row.restores)


# --- what is in force -------------------------------------------------------------------------------------------------


def reading(connection: Connection, policy: Policy) -> Reading | None:
    """What the codec says of the document in force, today: the configuration may have changed under it."""
    last = latest(connection)
    return None if last is None else read(last.document, policy, last.number)


def current(connection: Connection, policy: Policy) -> RuleSet:
    """The rules in force: one small query for each mail; the document is fetched and read where it is new here."""
    row = _LATEST.execute(connection).one_or_none()
    return NO_RULES if row is None else numbered(connection, policy, row.number, row.at)


def numbered(connection: Connection, policy: Policy, number: int, at: datetime) -> RuleSet:
    """The rules of one revision, applied at that moment."""
    found = _shelf.find(number, at, policy)
    if found is None:
        document = _ONE.execute(connection, {"wanted": number}).one().document
        found = read(document, policy, number).rules
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
