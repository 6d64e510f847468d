"""Changes to the roster on their way from a form into force: the one place that agents, departments and holidays are
saved at. What the form shows when nothing was saved is told here, too.
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from ..config.roster import Roster, entry, roster_text
from ..mail.marks import without_bidi_controls
from ..proposing import REASON
from ..roster import Fault, brought
from ..store import rosters
from ..store.database import Connection
from ..store.revisions import Draft, Entry, Overtaken, Revision, Unchanged
from .page import Desk, Shown, Visit
from .revisions import reason_of
from .rules_sheet import number_in

MEANWHILE = 10  # revisions of others that a form tells of

_UNSEEN = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})  # but Cf: Persian needs the joiners of it

Change = Callable[[Roster], Roster]


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something in a form. `field` is "" for what stands in no field of it; `says`: the name of its sentence; `about`:
    whose entry it is, where that is another one; `words`: which words of the field.
    """

    field: str
    says: str
    about: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a form. `base`: the revision that is changed when it is sent (again); `meanwhile`: what others
    changed since it was shown.
    """

    base: int
    trouble: str = ""
    wrong: tuple[Wrong, ...] = ()
    meanwhile: tuple[Entry, ...] = ()

    @property
    def status(self) -> HTTPStatus:
        statuses = {"": HTTPStatus.OK, "overtaken": HTTPStatus.CONFLICT}
        return statuses.get(self.trouble, HTTPStatus.BAD_REQUEST)


@dataclass(frozen=True, slots=True)
class Place:
    """What a form is about: an entry, with the field of the form that each fault of it belongs to, by its sentence; or
    the revision that it brings back.
    """

    name: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    restores: int | None = None

    def wrong(self, fault: Fault) -> Wrong:
        says, words = fault.why.value, (fault.word,) if fault.word else ()
        if fault.name == self.name and says in self.fields:
            return Wrong(self.fields[says], says, words=words)
        return Wrong("", says, fault.name, words)


@dataclass(frozen=True, slots=True)
class _Refused:
    """By the roster itself; nothing was written."""

    faults: tuple[Fault, ...]


def current(desk: Desk) -> tuple[Told, Roster]:
    """For a form that is shown the first time."""
    with desk.database.read() as connection:
        number, roster = rosters.current(connection)
    return Told(number), roster


def amend(desk: Desk, visit: Visit, change: Change | tuple[Wrong, ...], place: Place) -> Revision | Told:
    """Saves a change, or tells why not. `change`: what is wrong with the form, where it gave none."""
    base, reason = number_in(visit.form.get("base", "")), reason_of(visit)
    wrong = change if isinstance(change, tuple) else ()
    if not reason:
        wrong = (*wrong, Wrong("", "reason"))
    if wrong or isinstance(change, tuple):
        return _still(desk, Told(base, "wrong", wrong))
    draft = Draft(base, visit.who.name, reason, "", place.restores)
    match desk.database.write(lambda connection: _apply(connection, desk, draft, change)):
        case Revision() as made:
            return made
        case Overtaken():
            return _still(desk, Told(base, "overtaken"))
        case Unchanged():
            return Told(base, "unchanged")
        case _Refused(faults):
            return _still(desk, Told(base, "wrong", tuple(map(place.wrong, faults))))


def _apply(
    connection: Connection, desk: Desk, draft: Draft, change: Change
) -> Revision | Overtaken | Unchanged | _Refused:
    """All of it sees one revision: what was read is what is changed."""
    number, before = rosters.current(connection)
    if number != draft.base:
        return Overtaken(number)
    after = change(before)
    if after == before:
        return Unchanged(number)
    if faults := brought(desk.policy, before, after):
        return _Refused(faults)
    return rosters.put(connection, desk.policy, replace(draft, document=roster_text(after)), desk.clock.now())


def _still(desk: Desk, told: Told) -> Told:
    """With what others changed since the form was shown, and the revision that is changed by sending it once more. Who
    was not told of a change never overwrites it.
    """
    with desk.database.read() as connection:
        newest = rosters.kept.entries(connection, 0, MEANWHILE)
    number = newest[0].number if newest else 0
    return replace(told, base=number, meanwhile=tuple(each for each in newest if each.number > told.base))


def shown(template: str, told: Told, values: Mapping[str, object]) -> Shown:
    """A form with what is told of it."""
    return Shown(template, {"said": told, "reason_limit": REASON, **values}, told.status)


# --- reading fields ---------------------------------------------------------------------------------------------------


def line(form: Mapping[str, str], name: str, limit: int = 100) -> str:
    """A field of one line, without signs that nobody sees and that could turn our words around."""
    return _visible(form.get(name, ""))[:limit].strip()


def _visible(text: str) -> str:
    plain = "".join(" " if unicodedata.category(char) in _UNSEEN else char for char in text)
    return " ".join(without_bidi_controls(plain).split())


def lines(form: Mapping[str, str], name: str) -> tuple[str, ...]:
    """What a field has, a line each, without the empty ones."""
    return tuple(text for each in form.get(name, "").split("\n") if (text := _visible(each)))


def unfit(table: type, given: Mapping[str, object], key: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """Which of the words of a field are not what the table wants there."""
    found = (
        each for each in words if isinstance(bad := entry(table, {**given, key: [each]}), frozenset) and key in bad
    )
    return tuple(found)
