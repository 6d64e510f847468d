"""What an order does besides changing its own ticket, as values; `triage` makes a decision of them. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from .changes import Change
from .people import Person
from .ticket import Ticket


@dataclass(frozen=True, slots=True)
class OnOther:
    """Another ticket changes, too."""

    before: Ticket
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class SplitOff:
    """An article becomes a ticket of its own, its author the requester."""

    article: int
    requester: Person
    subject: str


@dataclass(frozen=True, slots=True)
class Reunite:
    """An article that was split off goes back to the ticket that it came from."""

    article: int
    origin: Ticket


@dataclass(frozen=True, slots=True)
class Settle:
    """A held mail is let in, or refused."""

    mail: int
    admitted: bool


class Asked(Enum):
    LIST = "one's tickets"
    STATUS = "this ticket"
    RULES = "the rules for new requests"


@dataclass(frozen=True, slots=True)
class Ask:
    """The writer wants to be told something."""

    what: Asked


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """The writer chose the language of our mail."""

    language: str


@dataclass(frozen=True, slots=True)
class BeAway:
    """The writer, an agent, is away until then; None: until they say that they are back."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class ComeBack:
    """The writer, an agent, is away no more."""


Beyond = OnOther | SplitOff | Reunite | Settle | Ask | SetLanguage | BeAway | ComeBack
Effect = Change | Beyond
