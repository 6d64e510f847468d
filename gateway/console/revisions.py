"""The history of a document that admins decide about, as pages show it: its list, and one revision beside others. The
rules and the roster have the same.
"""

from dataclasses import dataclass

from ..proposing import REASON
from ..store.database import Connection
from ..store.revisions import LARGEST, Revision, Revisions
from ..trial import difference
from .page import Desk, Visit
from .rules_sheet import Line, marked, number_in

LISTED = 50


@dataclass(frozen=True, slots=True)
class Compared:
    """One revision, the one before it, the one in force, and what changed between them."""

    shown: Revision
    before: Revision | None
    last: Revision
    since_before: tuple[Line, ...]
    until_now: tuple[Line, ...]


def listing(kept: Revisions, desk: Desk, visit: Visit) -> dict[str, object]:
    """The newest first, so many at a time."""
    with desk.database.read() as connection:
        found = kept.entries(connection, number_in(visit.query.get("before", "")), LISTED + 1)
        last = kept.entries(connection, 0, 1)
    older = found[LISTED - 1].number if len(found) > LISTED else 0
    return {"revisions": found[:LISTED], "older": older, "last": last[0] if last else None}


def compared(kept: Revisions, desk: Desk, visit: Visit) -> Compared | None:
    """The revision that the path names; None where there is no such one."""
    with desk.database.read() as connection:
        shown, last = wanted(kept, visit, connection), kept.latest(connection)
        before = kept.revision(connection, shown.number - 1) if shown else None
    if shown is None or last is None:
        return None
    return Compared(shown, before, last, _apart(before, shown) if before else (), _apart(shown, last))


def wanted(kept: Revisions, visit: Visit, connection: Connection) -> Revision | None:
    number = int(visit.path["revision"])
    return kept.revision(connection, number) if number <= LARGEST else None


def reason_of(visit: Visit) -> str:
    return " ".join(visit.form.get("reason", "").split())[:REASON].strip()


def _apart(old: Revision, new: Revision) -> tuple[Line, ...]:
    names = (f"revision {old.number}", f"revision {new.number}")
    return marked(difference(old.document, new.document, names))
