"""The rules for new requests: their document in an editor, what is wrong with it, a rule out of a form, and applying
it. The same codec, the same trial and the same revisions as `postroom rules` and the mails about rules have.
"""

from http import HTTPStatus

from ..proposing import REASON
from ..rules import STARTER, read, with_rule
from ..store import rules
from ..store.revisions import Draft, Overtaken, Revision, Unchanged
from .page import Access, Answer, Desk, Moved, Page, Shown, Visit
from .revisions import reason_of
from .rules_form import CONDITIONS, TURNS, lacking, wish_of
from .rules_sheet import Sheet, conflict, found, overtaken, sheet_of
from .rules_trying import CHOICES, try_sheet


def show(desk: Desk, visit: Visit) -> Answer:
    """The document in force, or one to begin with."""
    with desk.database.read() as connection:
        last = rules.latest(connection)
    document = last.document if last else STARTER
    sheet = Sheet(document, last.number if last else 0, read(document, visit.everybody))
    return editor(desk, visit, sheet, {})


def check(desk: Desk, visit: Visit) -> Answer:
    """While somebody types, only what changes on the page."""
    sheet = sheet_of(visit)
    if not visit.partial:
        return editor(desk, visit, sheet, {})
    with desk.database.read() as connection:
        last = rules.latest(connection)
    newer = last if overtaken(sheet, last) else None
    return Shown("rules_found.html", found(sheet) | {"partial": True, "newer": newer})


def add(desk: Desk, visit: Visit) -> Answer:
    """Writes a rule of the common kind at the end of the document; nothing is in force by that."""
    sheet = sheet_of(visit)
    wish = wish_of(visit.form)
    trouble = "mend" if sheet.reading.mistakes else lacking(wish)
    if trouble:
        return editor(desk, visit, sheet, {"trouble": trouble, "open": True}, HTTPStatus.BAD_REQUEST)
    longer = with_rule(sheet.document, wish, visit.everybody)
    if isinstance(longer, tuple):
        return editor(desk, visit, sheet, {"refused": longer, "open": True}, HTTPStatus.BAD_REQUEST)
    new = Sheet(longer.document, sheet.base, read(longer.document, visit.everybody))
    kept = {name: value for name, value in visit.form.items() if name in ("reason", "last")}
    return editor(desk, visit, new, {"added": longer.name, "draft": kept})


def try_(desk: Desk, visit: Visit) -> Answer:
    """Nothing is changed by it."""
    sheet = sheet_of(visit)
    if sheet.reading.mistakes:
        return editor(desk, visit, sheet, {"trouble": "mistakes"}, HTTPStatus.BAD_REQUEST)
    tried = try_sheet(desk, visit, sheet)
    if tried is None:
        return editor(desk, visit, sheet, {"trouble": "busy"}, HTTPStatus.SERVICE_UNAVAILABLE)
    return editor(desk, visit, sheet, {"tried": tried})


def apply(desk: Desk, visit: Visit) -> Answer:
    sheet, reason = sheet_of(visit), reason_of(visit)
    trouble = "mistakes" if sheet.reading.mistakes else "" if reason else "reason"
    if trouble:
        return editor(desk, visit, sheet, {"trouble": trouble}, HTTPStatus.BAD_REQUEST)
    draft = Draft(sheet.base, visit.who.name, reason, sheet.document)
    match desk.database.write(lambda connection: rules.append(connection, draft, visit.now)):
        case Revision(number=number):
            return Moved(f"/rules/{number}?done=applied")
        case Overtaken():
            return editor(desk, visit, sheet, {"trouble": "overtaken"}, HTTPStatus.CONFLICT)
        case Unchanged():
            return editor(desk, visit, sheet, {"trouble": "unchanged"}, HTTPStatus.BAD_REQUEST)


def editor(
    desk: Desk, visit: Visit, sheet: Sheet, said: dict[str, object], status: HTTPStatus = HTTPStatus.OK
) -> Answer:
    """The page with a sheet in its editor. `said`: what came of what was asked."""
    with desk.database.read() as connection:
        last = rules.latest(connection)
        newer = last if overtaken(sheet, last) else None
        began = rules.revision(connection, sheet.base) if newer else None
    values: dict[str, object] = {
        "partial": False,
        "sheet": sheet,
        "draft": visit.form,
        "in_force": last,
        "newer": newer,
        "conflict": conflict(sheet, began, newer) if newer else None,
        "reason_limit": REASON,
        "last_choices": CHOICES,
        **_SAID,
    }
    return Shown("rules.html", values | found(sheet) | _choices(visit) | said, status)


# What a page says came of it, where nothing did.
_SAID: dict[str, object] = {"trouble": "", "refused": (), "added": "", "tried": None, "open": False}


def _choices(visit: Visit) -> dict[str, object]:
    policy, language = visit.policy, visit.language
    return {
        "conditions": CONDITIONS,
        "turns": TURNS,
        "department_options": tuple((each.name, each.label(language)) for each in policy.departments),
        "priority_options": tuple((each.name, each.label(language)) for each in policy.priorities),
        "type_options": tuple((each.name, each.label(language)) for each in policy.types),
        "agent_options": tuple((each.name, each.shown) for each in policy.agents),
    }


PAGES = (
    Page("rules", "/rules", Access.ADMIN, show),
    Page("rules-check", "/rules/check", Access.ADMIN, post=check),
    Page("rules-add", "/rules/add", Access.ADMIN, post=add),
    Page("rules-try", "/rules/try", Access.ADMIN, post=try_),
    Page("rules-apply", "/rules/apply", Access.ADMIN, post=apply),
)
