"""The history of the rules: who applied which document, when and why; what each changed; and bringing one back."""

from http import HTTPStatus

from ..proposing import REASON
from ..rules import read
from ..store import rules
from ..store.revisions import Draft, Overtaken, Revision, Unchanged
from .page import NOT_FOUND, Access, Answer, Desk, Moved, Page, Shown, Visit
from .revisions import compared, listing, reason_of, wanted
from .rules import editor
from .rules_sheet import Sheet, number_in


def listed(desk: Desk, visit: Visit) -> Answer:
    return Shown("rules_history.html", listing(rules.kept, desk, visit))


def show(desk: Desk, visit: Visit) -> Answer:
    return _revision_page(desk, visit, "")


def restore(desk: Desk, visit: Visit) -> Answer:
    """The old document as a new revision; what the configuration does not know any more has to be mended first."""
    reason, base = reason_of(visit), number_in(visit.form.get("base", ""))
    with desk.database.read() as connection:
        old = wanted(rules.kept, visit, connection)
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
    found = compared(rules.kept, desk, visit)
    if found is None:
        return NOT_FOUND
    values = {
        "found": found,
        "trouble": trouble,
        "reason": visit.form.get("reason", ""),
        "reason_limit": REASON,
    }
    statuses = {"": HTTPStatus.OK, "overtaken": HTTPStatus.CONFLICT}
    return Shown("rules_revision.html", values, statuses.get(trouble, HTTPStatus.BAD_REQUEST))


PAGES = (
    Page("rules-history", "/rules/history", Access.ADMIN, listed),
    Page("rules-revision", "/rules/{revision:int}", Access.ADMIN, show),
    Page("rules-restore", "/rules/{revision:int}/restore", Access.ADMIN, post=restore),
)
