"""What triage may decide about a mail, as values; `store/unit_of_work` makes rows of them. Pure."""

from dataclasses import dataclass
from enum import Enum

from .findings import Finding
from .notices import Notice
from .tickets.changes import Change
from .tickets.ticket import Article, Ticket


class Outcome(Enum):
    """Where an accepted mail ended; until then it is waiting."""

    TICKET = "ticket"
    REPLY = "reply"
    NOTE = "note"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    DUPLICATE = "duplicate"
    HELD = "held"
    QUARANTINED = "quarantined"
    DISCARDED = "discarded"


WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Considered:
    """A ticket that a mail may have belonged to: what led to it, the part that the sender plays there, and why it won
    or did not. The names are keys of the command line's JSON.
    """

    how: str
    evidence: str
    ticket: int
    part: str
    won: bool
    why: str


@dataclass(frozen=True, slots=True)
class Trail:
    """Why a mail was treated as it was; printed by `postroom explain`."""

    standing: str = ""
    findings: tuple[Finding, ...] = ()
    candidates: tuple[Considered, ...] = ()
    winner: str = ""
    orders: tuple[str, ...] = ()
    defects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Discard:
    """Nothing becomes of the mail: a duplicate, our own mail, a machine's answer that belongs nowhere."""

    outcome: Outcome
    reason: str
    trail: Trail


@dataclass(frozen=True, slots=True)
class Quarantine:
    """The mail waits for a person."""

    reason: str
    trail: Trail


@dataclass(frozen=True, slots=True)
class Hold:
    """The mail lies on the ticket for agents to see, and acts on nothing."""

    ticket: Ticket
    article: Article
    notices: tuple[Notice, ...]
    reason: str
    trail: Trail


@dataclass(frozen=True, slots=True)
class Update:
    """A ticket is opened (`before` is None) or goes on."""

    outcome: Outcome
    before: Ticket | None
    after: Ticket
    changes: tuple[Change, ...]
    article: Article
    notices: tuple[Notice, ...]
    reason: str
    trail: Trail
    bounced: int = 0  # the notice of ours that did not arrive


Decision = Discard | Quarantine | Hold | Update
