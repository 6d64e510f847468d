"""The one vocabulary of changes. Orders, rules and the lifecycle return these; `apply` makes the next ticket of them,
the journal writes them down. Pure.
"""

from collections.abc import Iterable

from ..ticket import Ticket
from .edits import (
    AddParticipant,
    Assign,
    RemoveParticipant,
    SetDepartment,
    SetPriority,
    SetProduct,
    SetRequester,
    SetType,
)
from .moves import Answered, Close, Merge, Rate, Remind, Reopen, Resolve, SetStatus, Snooze, Unmerge, Wake

Change = (
    SetStatus
    | Resolve
    | Reopen
    | Remind
    | Close
    | Assign
    | SetPriority
    | SetDepartment
    | SetType
    | SetProduct
    | SetRequester
    | AddParticipant
    | RemoveParticipant
    | Answered
    | Snooze
    | Wake
    | Rate
    | Merge
    | Unmerge
)


def apply(ticket: Ticket, changes: Iterable[Change]) -> Ticket:
    for change in changes:
        ticket = change.apply(ticket)
    return ticket


__all__ = [
    "AddParticipant",
    "Answered",
    "Assign",
    "Change",
    "Close",
    "Merge",
    "Rate",
    "Remind",
    "RemoveParticipant",
    "Reopen",
    "Resolve",
    "SetDepartment",
    "SetPriority",
    "SetProduct",
    "SetRequester",
    "SetStatus",
    "SetType",
    "Snooze",
    "Unmerge",
    "Wake",
    "apply",
]
