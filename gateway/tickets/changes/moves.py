"""Changes of where a ticket stands in its life. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from ..ticket import UNNUMBERED, Status, Ticket


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
    """Ends the promise of a first answer, too. `reminds` None: nobody is reminded of the end."""

    at: datetime
    closes: datetime
    reminds: datetime | None = None
    name: ClassVar[str] = "resolve"

    def apply(self, ticket: Ticket) -> Ticket:
        return replace(
            ticket,
            status=Status.RESOLVED,
            resolved=self.at,
            closes=self.closes,
            reminds=self.reminds,
            reminded=False,
            nudge_at=None,
        )

    def told(self, before: Ticket) -> tuple[str, str]:
        return before.status.value, f"{Status.RESOLVED.value} until {self.closes.isoformat()}"


@dataclass(frozen=True, slots=True)
class Reopen:
    name: ClassVar[str] = "reopen"

    def apply(self, ticket: Ticket) -> Ticket:
        return replace(
            ticket, status=Status.OPEN, resolved=None, closes=None, reminds=None, reminded=False, closed=None
        )

    def told(self, before: Ticket) -> tuple[str, str]:
        return before.status.value, Status.OPEN.value


@dataclass(frozen=True, slots=True)
class Remind:
    name: ClassVar[str] = "remind"

    def apply(self, ticket: Ticket) -> Ticket:
        return replace(ticket, reminded=True, reminds=None)

    def told(self, before: Ticket) -> tuple[str, str]:
        return "", "reminded"


@dataclass(frozen=True, slots=True)
class Close:
    """Ends the promise of a first answer, too."""

    at: datetime
    name: ClassVar[str] = "close"

    def apply(self, ticket: Ticket) -> Ticket:
        return replace(ticket, status=Status.CLOSED, closed=self.at, reminds=None, nudge_at=None)

    def told(self, before: Ticket) -> tuple[str, str]:
        return before.status.value, Status.CLOSED.value


@dataclass(frozen=True, slots=True)
class Answered:
    """A person of ours answered for the first time; stops the promise's clock."""

    at: datetime
    name: ClassVar[str] = "answered"

    def apply(self, ticket: Ticket) -> Ticket:
        return replace(ticket, first_response=ticket.first_response or self.at, nudge_at=None)

    def told(self, before: Ticket) -> tuple[str, str]:
        return "", self.at.isoformat()


@dataclass(frozen=True, slots=True)
class Snooze:
    until: datetime
    name: ClassVar[str] = "snooze"

    def apply(self, ticket: Ticket) -> Ticket:
        return replace(ticket, snoozed=self.until)

    def told(self, before: Ticket) -> tuple[str, str]:
        return "", f"until {self.until.isoformat()}"


@dataclass(frozen=True, slots=True)
class Wake:
    name: ClassVar[str] = "wake"

    def apply(self, ticket: Ticket) -> Ticket:
        return replace(ticket, snoozed=None)

    def told(self, before: Ticket) -> tuple[str, str]:
        return f"until {before.snoozed.isoformat()}" if before.snoozed else "", ""


@dataclass(frozen=True, slots=True)
class Rate:
    stars: int  # 1 to 5
    name: ClassVar[str] = "rate"

    def apply(self, ticket: Ticket) -> Ticket:
        return replace(ticket, rating=self.stars)

    def told(self, before: Ticket) -> tuple[str, str]:
        return str(before.rating or ""), str(self.stars)


@dataclass(frozen=True, slots=True)
class Comment:
    """Words about the help that was given. They are for those who gave it, and move nothing."""

    name: ClassVar[str] = "comment"

    def apply(self, ticket: Ticket) -> Ticket:
        return ticket

    def told(self, before: Ticket) -> tuple[str, str]:
        return "", "on the rating"


@dataclass(frozen=True, slots=True)
class Thank:
    """A mail said nothing but thanks. It moves nothing; agents are told why."""

    name: ClassVar[str] = "thanks"

    def apply(self, ticket: Ticket) -> Ticket:
        return ticket

    def told(self, before: Ticket) -> tuple[str, str]:
        return before.status.value, before.status.value


@dataclass(frozen=True, slots=True)
class Merge:
    """The ticket becomes part of another one: its number, token and addresses lead there from now on."""

    into: int
    name: ClassVar[str] = "merge"

    def apply(self, ticket: Ticket) -> Ticket:
        return replace(ticket, status=Status.MERGED, merged=self.into)

    def told(self, before: Ticket) -> tuple[str, str]:
        return before.status.value, f"into #{self.into}"


@dataclass(frozen=True, slots=True)
class Unmerge:
    """The ticket is one of its own again, as it was before."""

    status: Status
    name: ClassVar[str] = "unmerge"

    def apply(self, ticket: Ticket) -> Ticket:
        return replace(ticket, status=self.status, merged=UNNUMBERED)

    def told(self, before: Ticket) -> tuple[str, str]:
        return f"into #{before.merged}", self.status.value
