"""The journal of a ticket as people read it, and which order takes a change back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from ..store.listed import JournalRow
from .looks import Labels

# The order that takes back a change of this name, and which of its values the order is given.
UNDOES: dict[str, tuple[str, str]] = {
    "priority": ("priority", "old"),
    "department": ("department", "old"),
    "assign": ("assign", "old"),
    "type": ("type", "old"),
    "product": ("product", "old"),
    "requester": ("requester", "old"),
    "participant": ("uncc", "new"),
    "left": ("cc", "old"),
    "snooze": ("wake", ""),
    "merge": ("unmerge", ""),
    "resolve": ("reopen", ""),
    "close": ("reopen", ""),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """A value that is a time; `until` where it is still to come."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One change. `undo` is the order that takes it back, "" for what cannot be, or was followed by another one."""

    at: datetime
    author: str
    change: str
    old: str | Moment
    new: str | Moment
    mail: int | None
    undo: str = ""
    argument: str = ""


def told(rows: Iterable[JournalRow], labels: Labels) -> tuple[Line, ...]:
    """The newest first. Only the last change of each kind can be taken back: an older one says nothing of today."""
    return tuple(_newest_first(tuple(rows), labels))


def _newest_first(rows: tuple[JournalRow, ...], labels: Labels) -> Iterator[Line]:
    seen: set[str] = set()
    for row in reversed(rows):
        order, value = UNDOES.get(row.change, ("", ""))
        argument = {"old": row.old, "new": row.new}.get(value, "")
        last = row.change not in seen and bool(order) and (bool(argument) or not value)
        seen.add(row.change)
        yield Line(
            at=row.at,
            author=row.author,
            change=row.change,
            old=_shown(row.change, row.old, labels),
            new=_shown(row.change, row.new, labels),
            mail=row.mail,
            undo=order if last else "",
            argument=argument if last else "",
        )


def _shown(change: str, value: str, labels: Labels) -> str | Moment:
    try:
        return (
            Moment(datetime.fromisoformat(value.removeprefix("until "))) if len(value) > 9 else labels.of(change, value)
        )
    except ValueError:
        return labels.of(change, value)
