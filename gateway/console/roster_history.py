"""The history of the roster: who changed agents, departments or holidays, when and why; and bringing one back."""

from ..config.roster import Roster, UnfitRoster, read_roster
from ..proposing import REASON
from ..store import rosters
from ..store.revisions import Revision
from .amending import Place, Told, Wrong, amend, current
from .page import NOT_FOUND, Access, Answer, Desk, Moved, Page, Shown, Visit
from .revisions import compared, listing, wanted


def listed(desk: Desk, visit: Visit) -> Answer:
    return Shown("roster_history.html", listing(rosters.kept, desk, visit))


def show(desk: Desk, visit: Visit) -> Answer:
    return _revision_page(desk, visit, current(desk)[0])


def restore(desk: Desk, visit: Visit) -> Answer:
    """The old document as a new revision, as far as it fits the configuration."""
    with desk.database.read() as connection:
        old = wanted(rosters.kept, visit, connection)
    if old is None:
        return NOT_FOUND
    before = _read(old)
    if before is None:
        told: Revision | Told = Told(current(desk)[0].base, "wrong", (Wrong("", "unfit"),))
    else:
        told = amend(desk, visit, lambda roster: before, Place(restores=old.number))
    return (
        Moved(f"/roster/{told.number}?done=restored")
        if isinstance(told, Revision)
        else _revision_page(desk, visit, told)
    )


def _read(old: Revision) -> Roster | None:
    try:
        return read_roster(old.document)
    except UnfitRoster:
        return None


def _revision_page(desk: Desk, visit: Visit, told: Told) -> Answer:
    found = compared(rosters.kept, desk, visit)
    if found is None:
        return NOT_FOUND
    values = {"found": found, "said": told, "reason": visit.form.get("reason", ""), "reason_limit": REASON}
    return Shown("roster_revision.html", values, told.status)


PAGES = (
    Page("roster-history", "/roster", Access.ADMIN, listed),
    Page("roster-revision", "/roster/{revision:int}", Access.ADMIN, show),
    Page("roster-restore", "/roster/{revision:int}/restore", Access.ADMIN, post=restore),
)
