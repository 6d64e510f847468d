"""The one vocabulary of changes. Orders, rules and the lifecycle return these; `apply` makes the next ticket of them,
the journal writes them down. Pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from .people import Person
from .ticket import Priority, Status, Ticket


@dataclass(frozen=True, slots=True)
class SetStatus:
    status: Status
    name: ClassVar[str] = "status"

    def apply(self, ticket: Ticket) -> Ticket:
        return replace(ticket, status=self.status)

    def told(self, before: Ticket) -> tuple[str, str]:
        return before.status.value, self.status.value


@dataclass(frozen=True, slots=True)
class Resolve:
    at: datetime
    closes: datetime
    name: ClassVar[str] = "resolve"

    def apply(self, ticket: Ticket) -> Ticket:
        return replace(ticket, status=Status.RESOLVED, resolved=self.at, closes=self.closes, reminded=False)

    def told(self, before: Ticket) -> tuple[str, str]:
        return before.status.value, f"{Status.RESOLVED.value} until {self.closes.isoformat()}"


@dataclass(frozen=True, slots=True)
class Reopen:
    name: ClassVar[str] = "reopen"

    def apply(self, ticket: Ticket) -> Ticket:
        return replace(ticket, status=Status.OPEN, resolved=None, closes=None, reminded=False, closed=None)

    def told(self, before: Ticket) -> tuple[str, str]:
        return before.status.value, Status.OPEN.value


@dataclass(frozen=True, slots=True)
class Remind:
    name: ClassVar[str] = "remind"

    def apply(self, ticket: Ticket) -> Ticket:
        return replace(ticket, reminded=True)

    def told(self, before: Ticket) -> tuple[str, str]:
        return "", "reminded"


@dataclass(frozen=True, slots=True)
class Close:
    at: datetime
    name: ClassVar[str] = "close"

    def apply(self, ticket: Ticket) -> Ticket:
        return replace(ticket, status=Status.CLOSED, closed=self.at)

    def told(self, before: Ticket) -> tuple[str, str]:
        return before.status.value, Status.CLOSED.value


@dataclass(frozen=True, slots=True)
class Assign:
    agent: str
    name: ClassVar[str] = "assign"

    def apply(self, ticket: Ticket) -> Ticket:
        return replace(ticket, assignee=self.agent)

    def told(self, before: Ticket) -> tuple[str, str]:
        return before.assignee, self.agent


@dataclass(frozen=True, slots=True)
class SetPriority:
    priority: Priority
    name: ClassVar[str] = "priority"

    def apply(self, ticket: Ticket) -> Ticket:
        return replace(ticket, priority=self.priority)

    def told(self, before: Ticket) -> tuple[str, str]:
        return before.priority.value, self.priority.value


@dataclass(frozen=True, slots=True)
class SetDepartment:
    department: str
    name: ClassVar[str] = "department"

    def apply(self, ticket: Ticket) -> Ticket:
        return replace(ticket, department=self.department)

    def told(self, before: Ticket) -> tuple[str, str]:
        return before.department, self.department


@dataclass(frozen=True, slots=True)
class AddParticipant:
    person: Person
    name: ClassVar[str] = "participant"

    def apply(self, ticket: Ticket) -> Ticket:
        if ticket.involves(self.person.address):
            return ticket
        return replace(ticket, participants=(*ticket.participants, self.person))

    def told(self, before: Ticket) -> tuple[str, str]:
        return "", self.person.address


@dataclass(frozen=True, slots=True)
class Answered:
    """A person of ours answered for the first time; stops the promise's clock."""

    at: datetime
    name: ClassVar[str] = "answered"

    def apply(self, ticket: Ticket) -> Ticket:
        return replace(ticket, first_response=ticket.first_response or self.at)

    def told(self, before: Ticket) -> tuple[str, str]:
        return "", self.at.isoformat()


Change = (
    SetStatus | Resolve | Reopen | Remind | Close | Assign | SetPriority | SetDepartment | AddParticipant | Answered
)


def apply(ticket: Ticket, changes: Iterable[Change]) -> Ticket:
    for change in changes:
        ticket = change.apply(ticket)
    return ticket
