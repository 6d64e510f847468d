"""The history of the rules: who applied which document, when and why; what each changed; and bringing one back."""

from http import HTTPStatus

from ..proposing import REASON
from ..rules import read
from ..store import rules
from ..store.database import Connection
from ..store.rules import LARGEST, Draft, Overtaken, Revision, Unchanged
from ..trial import difference
from .page import NOT_FOUND, Access, Answer, Desk, Moved, Page, Shown, Visit
from .rules import editor, reason_of
from .rules_sheet import Line, Sheet, marked, number_in

LISTED = 50


def listed(desk: Desk, visit: Visit) -> Answer:
    with desk.database.read() as connection:
        found = rules.entries(connection, number_in(visit.query.get("before", "")), LISTED + 1)
        last = rules.entries(connection, 0, 1)
    older = found[LISTED - 1].number if len(found) > LISTED else 0
    return Shown("rules_history.html", {"revisions": found[:LISTED], "older": older, "last": last[0] if last else None})


def show(desk: Desk, visit: Visit) -> Answer:
    return _revision_page(desk, visit, "")


def restore(desk: Desk, visit: Visit) -> Answer:
    """The old document as a new revision; what the configuration does not know any more has to be mended first."""
    reason, base = reason_of(visit), number_in(visit.form.get("base", ""))
    with desk.database.read() as connection:
        old = _wanted(visit, connection)
    if old is None:
        return NOT_FOUND
    reading = read(old.document, visit.everybody)
    if reading.mistakes:
        sheet = Sheet(old.document, base, reading)
        return editor(desk, visit, sheet, {"trouble": "mistakes"}, HTTPStatus.BAD_REQUEST)
    if not reason:
        return _revision_page(desk, visit, "reason")
    draft = Draft(base, visit.who.name, reason, old.document, old.number)
    match desk.database.write(lambda connection: rules.append(connection, draft, visit.now)):
        case Revision(number=number):
            return Moved(f"/rules/{number}?done=restored")
        case Overtaken():
            return _revision_page(desk, visit, "overtaken")
        case Unchanged():
            return _revision_page(desk, visit, "unchanged")


def _revision_page(desk: Desk, visit: Visit, trouble: str) -> Answer:
    with desk.database.read() as connection:
        shown = _wanted(visit, connection)
        last = rules.latest(connection)
        before = rules.revision(connection, shown.number - 1) if shown else None
    if shown is None or last is None:
        return NOT_FOUND
    values = {
        "shown": shown,
        "last": last,
        "before": before,
        "since_before": _apart(before, shown) if before else (),
        "until_now": _apart(shown, last),
        "trouble": trouble,
        "reason": visit.form.get("reason", ""),
        "reason_limit": REASON,
    }
    statuses = {"": HTTPStatus.OK, "overtaken": HTTPStatus.CONFLICT}
    return Shown("rules_revision.html", values, statuses.get(trouble, HTTPStatus.BAD_REQUEST))


def _apart(old: Revision, new: Revision) -> tuple[Line, ...]:
    names = (f"revision {old.number}", f"revision {new.number}")
    return marked(difference(old.document, new.document, names))


def _wanted(visit: Visit, connection: Connection) -> Revision | None:
    number = int(visit.path["revision"])
    return rules.revision(connection, number) if number <= LARGEST else None


PAGES = (
    Page("rules-history", "/rules/history", Access.ADMIN, listed),
    Page("rules-revision", "/rules/{revision:int}", Access.ADMIN, show),
    Page("rules-restore", "/rules/{revision:int}/restore", Access.ADMIN, post=restore),
)
