"""How a department works, between the roster, the configuration and a form: read out of each, written into a form."""

from collections.abc import Mapping

from ..config.desk import Office
from ..config.roster import Roster, entry
from ..mail.persian import latin_digits
from ..roster import as_configured, stints_of, with_department
from ..tickets.clock import Hours
from .amending import Change, Wrong, line, lines, unfit
from .page import Desk, Visit
from .week import Days, week

DIGITS = 12  # of a number that somebody types
_PLAIN = str.maketrans({"–": "-", "—": "-", "٫": ".", "٬": "", ",": "."})


def office_of(desk: Desk, roster: Roster, name: str) -> Office | None:
    """As it is now; None where the configuration has no such department, whatever the roster says."""
    configured = configured_office(desk, name)
    changed = next((each for each in roster.department if each.name == name), None)
    return changed if changed and configured else configured


def configured_office(desk: Desk, name: str) -> Office | None:
    table = next((each for each in desk.config.department if each.name == name), None)
    return Office(**{key: getattr(table, key) for key in Office.model_fields}) if table else None


def changing(desk: Desk, office: Office | tuple[Wrong, ...]) -> Change | tuple[Wrong, ...]:
    """What is as the configuration has it needs no word in the roster."""
    if not isinstance(office, Office):
        return office
    if office == configured_office(desk, office.name):
        return lambda roster: as_configured(roster, "department", office.name)
    return lambda roster: with_department(roster, office)


# --- a form -----------------------------------------------------------------------------------------------------------


def draft_of(office: Office) -> dict[str, str]:
    """The fields of the form, as the department is now."""
    fields = {
        "label_en": office.label.en,
        "label_fa": office.label.fa,
        "lead": office.lead,
        "language": office.language,
        "hours": "\n".join(office.hours),
        "zone": office.zone,
        "promise_minutes": str(office.promise_minutes),
        "window_days": f"{office.window_days:g}",
        "window_counts": office.window_counts,
        "assign": office.assign,
        "requests": "yes" if office.requests else "",
    }
    return fields | {box(name): "yes" for name in office.agents}


def box(agent: str) -> str:
    """The name of the field that says that an agent works there."""
    return f"agent-{agent}"


def office_in(visit: Visit, before: Office) -> Office | tuple[Wrong, ...]:
    """What the form makes of the department. Who worked there before keeps their place in the turn."""
    form = visit.form
    chosen = tuple(each.name for each in visit.everybody.agents if form.get(box(each.name)) == "yes")
    agents = sorted(chosen, key=lambda name: before.agents.index(name) if name in before.agents else len(before.agents))
    given = {
        "name": before.name,
        "label": {"en": line(form, "label_en"), "fa": line(form, "label_fa")},
        "agents": agents,
        "lead": form.get("lead", ""),
        "language": form.get("language", ""),
        "hours": _hours(form),
        "zone": line(form, "zone"),
        "promise_minutes": _number(form, "promise_minutes", int),
        "window_days": _number(form, "window_days", float),
        "window_counts": form.get("window_counts", ""),
        "assign": form.get("assign", ""),
        "requests": form.get("requests") == "yes",
    }
    made = entry(Office, given)
    wrong = tuple(Wrong(name, "label") for name in ("label_en", "label_fa") if not line(form, name))
    if isinstance(made, Office):
        return wrong or made
    return (*wrong, *(_wrong(key, form) for key in sorted(made)))


def _wrong(key: str, form: Mapping[str, str]) -> Wrong:
    if key == "hours":
        return Wrong("hours", "hours", words=unfit(Office, _BARE, "hours", _hours(form)))
    return Wrong(key, key) if key else Wrong("window_counts", "window")  # which is about several fields


_BARE = {"name": "x", "label": "x"}


def typed_week(form: Mapping[str, str], language: str) -> tuple[Days, ...]:
    """The hours in words, as far as they can be read; none where there are none."""
    written = _hours(form)
    wrong = unfit(Office, _BARE, "hours", written)
    return week(Hours(stints=stints_of(each for each in written if each not in wrong)), language)


def _hours(form: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(latin_digits(each).translate(_PLAIN).lower() for each in lines(form, "hours"))


def _number(form: Mapping[str, str], name: str, kind: type[int] | type[float]) -> object:
    """The text itself where it is no number, so that it is refused with the others."""
    text = latin_digits(line(form, name, DIGITS)).translate(_PLAIN)
    try:
        return kind(text)
    except ValueError:
        return text
