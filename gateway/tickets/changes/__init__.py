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
    Tag,
)
from .moves import (
    Answered,
    Close,
    Comment,
    Merge,
    Rate,
    Remind,
    Reopen,
    Resolve,
    SetStatus,
    Snooze,
    Thank,
    Unmerge,
    Wake,
)
from .promises import Late, Promise, Repeat, Unanswered, Warn

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
    | Comment
    | Thank
    | Merge
    | Unmerge
    | Tag
    | Promise
    | Warn
    | Late
    | Unanswered
    | Repeat
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
    "Comment",
    "Late",
    "Merge",
    "Promise",
    "Rate",
    "Remind",
    "RemoveParticipant",
    "Reopen",
    "Repeat",
    "Resolve",
    "SetDepartment",
    "SetPriority",
    "SetProduct",
    "SetRequester",
    "SetStatus",
    "SetType",
    "Snooze",
    "Tag",
    "Thank",
    "Unanswered",
    "Unmerge",
    "Wake",
    "Warn",
    "apply",
]
