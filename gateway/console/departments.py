"""The departments: how each works, for all agents, and changing that, for admins. Where their mail comes in and how
long it is kept is the configuration's alone to say.
"""

from dataclasses import dataclass

from ..config.desk import Office
from ..config.roster import Roster
from ..policy import Department
from ..roster import Why, as_configured
from ..store.revisions import Revision
from .amending import Change, Place, Told, Wrong, amend, current, shown
from .offices import box, changing, draft_of, office_in, office_of, typed_week
from .page import NOT_FOUND, Access, Answer, Desk, Moved, Page, Shown, Visit
from .week import Days, week

SAVED = "/departments?done=saved"
COUNTS, ASSIGNS = ("calendar", "business"), ("nobody", "round_robin", "least_loaded")
FAULTS = {Why.NO_AGENT.value: "lead", Why.NO_DEPARTMENT.value: ""}


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    """`changed`: the roster has a word about it."""

    department: Department
    office: Office
    week: tuple[Days, ...]
    changed: bool


def listed(desk: Desk, visit: Visit) -> Answer:
    roster = current(desk)[1]
    changed = {office.name for office in roster.department}
    rows = [
        DepartmentLine(each, office, week(each.hours, visit.language), each.name in changed)
        for each in visit.everybody.departments
        if (office := office_of(desk, roster, each.name))
    ]
    return Shown("departments.html", {"rows": rows})


def edit(desk: Desk, visit: Visit) -> Answer:
    told, roster = current(desk)
    return _form(desk, visit, told, roster)


def change(desk: Desk, visit: Visit) -> Answer:
    office = office_of(desk, current(desk)[1], visit.path["name"])
    return NOT_FOUND if office is None else _saved(desk, visit, changing(desk, office_in(visit, office)))


def configured(desk: Desk, visit: Visit) -> Answer:
    name = visit.path["name"]
    if office_of(desk, current(desk)[1], name) is None:
        return NOT_FOUND
    return _saved(desk, visit, lambda roster: as_configured(roster, "department", name))


def _saved(desk: Desk, visit: Visit, wish: Change | tuple[Wrong, ...]) -> Answer:
    told = amend(desk, visit, wish, Place(visit.path["name"], FAULTS))
    return Moved(SAVED) if isinstance(told, Revision) else _form(desk, visit, told, current(desk)[1])


def _form(desk: Desk, visit: Visit, told: Told, roster: Roster) -> Answer:
    office = office_of(desk, roster, visit.path["name"])
    if office is None:
        return NOT_FOUND
    draft = visit.form if "hours" in visit.form else draft_of(office)
    values = {
        "department": visit.everybody.department(office.name),
        "draft": draft,
        "week": typed_week(draft, visit.language),
        "changed": any(each.name == office.name for each in roster.department),
        "agents": sorted(visit.everybody.agents, key=lambda each: draft.get(box(each.name)) != "yes"),
        "box": box,
        "counts": COUNTS,
        "assigns": ASSIGNS,
    }
    return shown("department_edit.html", told, values)


PAGES = (
    Page("departments", "/departments", Access.AGENT, listed),
    Page("department-edit", "/departments/{name}", Access.ADMIN, edit, change),
    Page("department-configured", "/departments/{name}/configured", Access.ADMIN, post=configured),
)
