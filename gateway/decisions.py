"""What triage may decide about a mail, as values; `store/unit_of_work` makes rows of them. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from .findings import Finding
from .notices import Notice, Voice
from .tickets.changes import Change
from .tickets.people import Author
from .tickets.returns import Lost
from .tickets.ticket import Article, Ticket


class Outcome(Enum):
    """Where an accepted mail ended; until then it is waiting."""

    TICKET = "ticket"
    REPLY = "reply"
    NOTE = "note"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    DUPLICATE = "duplicate"
    ANSWERED = "answered"
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
    revision: int = 0  # of the rules that were followed, 0 for none
    rules: tuple[str, ...] = ()  # the names of those that spoke, in turn


@dataclass(frozen=True, slots=True)
class Settled:
    """What becomes of a mail that was held: it goes through triage again (let in by an agent, or confirmed by its
    author), or an agent refused it and it stays where it is.
    """

    mail: int
    how: "Settlement"


class Settlement(Enum):
    RELEASED = "let in by an agent"
    CONFIRMED = "confirmed by its author"
    REFUSED = "refused by an agent"


@dataclass(frozen=True, slots=True)
class Side:
    """Another ticket that changes with the decision. `before` None: it is new. `article`: one of ours moves there."""

    before: Ticket | None
    after: Ticket
    changes: tuple[Change, ...]
    notices: tuple[Notice, ...] = ()
    article: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """An agent got a ticket because it was their turn. `version`: of the turn that was known when it was decided."""

    department: str
    agent: str
    version: int


class Said(Enum):
    """How we know that an agent is away, or back."""

    ORDER = "order"
    REPLY = "vacation reply"  # and back: they write to us again


@dataclass(frozen=True, slots=True)
class Absence:
    """An agent is away until then (None: until they say that they are back), or back where `away` is False."""

    agent: str
    away: bool
    until: datetime | None
    how: Said


@dataclass(frozen=True, slots=True)
class NewRules:
    """A document that is in force from now on, if the revision `base` still is."""

    base: int
    author: str  # the admin's name
    reason: str
    document: str


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What follows from a mail besides its own article and ticket. `asks`: its orders wait for a yes of its author.
    `language`: the one that its author wants to be written to in, "" for no wish.
    """

    sides: tuple[Side, ...] = ()
    settled: tuple[Settled, ...] = ()
    asks: bool = False
    language: str = ""
    turns: tuple[Turn, ...] = ()
    absences: tuple[Absence, ...] = ()
    rules: NewRules | None = None


@dataclass(frozen=True, slots=True)
class Setback:
    """A mail of ours did not arrive, or was called spam; `notices` tell agents of it, once for each such mail."""

    lost: Lost
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Discard:
    """The mail touches no ticket: a duplicate, our own mail, a machine's answer that belongs nowhere, a question that
    is answered at once.
    """

    outcome: Outcome
    reason: str
    trail: Trail
    notices: tuple[Notice, ...] = ()
    author: Author | None = None  # where there are notices
    aftermath: Aftermath = Aftermath()
    setback: Setback | None = None


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
    aftermath: Aftermath = Aftermath()


@dataclass(frozen=True, slots=True)
class Update:
    """A ticket is opened (`before` is None; `opened` is how, before its changes) or goes on."""

    outcome: Outcome
    before: Ticket | None
    after: Ticket
    changes: tuple[Change, ...]
    article: Article
    notices: tuple[Notice, ...]
    reason: str
    trail: Trail
    setback: Setback | None = None
    note: Article | None = None  # what else the mail says, for agents only
    aftermath: Aftermath = Aftermath()
    opened: Ticket | None = None
    newest: int | None = None  # the newest open ticket of the writer that was known; None: it does not matter


Decision = Discard | Quarantine | Hold | Update


def passes_on(decision: Decision) -> bool:
    """Does it bring what one person wrote to another one, such as an agent's answer?"""
    if isinstance(decision, Quarantine):
        return False
    sides = (notice for side in decision.aftermath.sides for notice in side.notices)
    return any(notice.voice is Voice.HUMAN for notice in (*decision.notices, *sides))
