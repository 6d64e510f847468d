"""Changes about the promise of a first answer, and about a request that was sent again. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from ..ticket import Nudge, Ticket


@dataclass(frozen=True, slots=True)
class Promise:
    """A first answer is promised until then; `nudge_at` is when its agents are warned. None: there is no promise."""

    until: datetime | None
    nudge_at: datetime | None
    name: ClassVar[str] = "promise"

    def apply(self, ticket: Ticket) -> Ticket:
        return replace(ticket, promised=self.until, nudge=Nudge.NONE, nudge_at=self.nudge_at)

    def told(self, before: Ticket) -> tuple[str, str]:
        """A new ticket's journal is written from what it became, so its own promise may stand there already."""
        old = before.promised if before.promised != self.until else None
        return old.isoformat() if old else "", self.until.isoformat() if self.until else ""


@dataclass(frozen=True, slots=True)
class Warn:
    """Little time is left; `next` is when it is over."""

    next: datetime
    name: ClassVar[str] = "warn"

    def apply(self, ticket: Ticket) -> Ticket:
        return replace(ticket, nudge=Nudge.WARNED, nudge_at=self.next)

    def told(self, before: Ticket) -> tuple[str, str]:
        return before.nudge.value, Nudge.WARNED.value


@dataclass(frozen=True, slots=True)
class Late:
    """The promised time is over, and nobody has answered."""

    name: ClassVar[str] = "late"

    def apply(self, ticket: Ticket) -> Ticket:
        return replace(ticket, nudge=Nudge.LATE, nudge_at=None)

    def told(self, before: Ticket) -> tuple[str, str]:
        return before.nudge.value, Nudge.LATE.value


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The only answer came back: the clock goes on as if there had been none."""

    nudge_at: datetime | None
    name: ClassVar[str] = "unanswered"

    def apply(self, ticket: Ticket) -> Ticket:
        return replace(ticket, first_response=None, nudge_at=self.nudge_at)

    def told(self, before: Ticket) -> tuple[str, str]:
        return before.first_response.isoformat() if before.first_response else "", ""


@dataclass(frozen=True, slots=True)
class Repeat:
    """The same request came again."""

    name: ClassVar[str] = "repeat"

    def apply(self, ticket: Ticket) -> Ticket:
        return replace(ticket, repeats=ticket.repeats + 1)

    def told(self, before: Ticket) -> tuple[str, str]:
        return str(before.repeats or ""), str(before.repeats + 1)
