"""Changes of what a ticket says of itself: whose it is, who takes part, where it lies. Pure."""

from dataclasses import dataclass, replace
from typing import ClassVar

from ..people import Person
from ..ticket import Priority, Ticket


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
class SetType:
    type: str
    name: ClassVar[str] = "type"

    def apply(self, ticket: Ticket) -> Ticket:
        return replace(ticket, type=self.type)

    def told(self, before: Ticket) -> tuple[str, str]:
        return before.type, self.type


@dataclass(frozen=True, slots=True)
class SetProduct:
    product: str
    name: ClassVar[str] = "product"

    def apply(self, ticket: Ticket) -> Ticket:
        return replace(ticket, product=self.product)

    def told(self, before: Ticket) -> tuple[str, str]:
        return before.product, self.product


@dataclass(frozen=True, slots=True)
class Tag:
    """A word that the ticket is found by."""

    tag: str
    name: ClassVar[str] = "tag"

    def apply(self, ticket: Ticket) -> Ticket:
        return ticket if self.tag in ticket.tags else replace(ticket, tags=(*ticket.tags, self.tag))

    def told(self, before: Ticket) -> tuple[str, str]:
        return "", self.tag


@dataclass(frozen=True, slots=True)
class SetRequester:
    """The ticket was somebody else's all along; who was taken for its requester takes no part in it any more."""

    person: Person
    name: ClassVar[str] = "requester"

    def apply(self, ticket: Ticket) -> Ticket:
        others = tuple(person for person in ticket.participants if person.address != self.person.address)
        language = self.person.language or ticket.language
        return replace(ticket, requester=self.person, participants=others, language=language)

    def told(self, before: Ticket) -> tuple[str, str]:
        return before.requester.address, self.person.address


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
class RemoveParticipant:
    person: Person
    name: ClassVar[str] = "left"

    def apply(self, ticket: Ticket) -> Ticket:
        return replace(ticket, participants=tuple(p for p in ticket.participants if p.address != self.person.address))

    def told(self, before: Ticket) -> tuple[str, str]:
        return self.person.address, ""
