"""The journal of a ticket: each change is a row that tells what was and what is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from ..tickets.changes import Change
from ..tickets.ticket import Ticket
from .prepared import PreparedRows
from .schema import journal

_ENTRIES = PreparedRows(journal)


@dataclass(frozen=True, slots=True)
class Entry:
    change: str
    old: str
    new: str


def entries_of(before: Ticket, changes: Iterable[Change]) -> Iterable[Entry]:
    """One for each change, told from the ticket as the changes before it left it."""
    at = before
    for change in changes:
        old, new = change.told(at)
        yield Entry(change.name, old, new)
        at = change.apply(at)


def write(
    connection: Connection, ticket: int, author: int | None, mail: int | None, at: datetime, entries: Iterable[Entry]
) -> None:
    """`author` None: Postroom itself."""
    common = {"ticket": ticket, "at": at, "author": author, "mail": mail}
    rows = [{**common, "change": entry.change, "old": entry.old, "new": entry.new} for entry in entries]
    _ENTRIES.insert(connection, rows)
