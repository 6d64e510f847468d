"""The ticket and its articles, as values. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from ..mail.inbound import Attachment
from .attachments import Fate
from .people import Author, Person


class Status(Enum):
    NEW = "new"
    OPEN = "open"
    WAITING = "waiting"  # for the requester
    RESOLVED = "resolved"
    CLOSED = "closed"
    MERGED = "merged"
    SPAM = "spam"


class Priority(Enum):
    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Nudge(Enum):
    """How far the promise of a first answer has come, as far as people were told of it."""

    NONE = ""
    WARNED = "warned"  # the agents, that little time is left
    LATE = "late"  # the lead and the requester, that the time is over


UNNUMBERED = 0


@dataclass(frozen=True, slots=True)
class Ticket:
    """One request. `number` is UNNUMBERED until it is stored; `version` grows by one with every write."""

    number: int
    subject: str
    status: Status
    department: str
    requester: Person
    language: str
    created: datetime
    participants: tuple[Person, ...] = ()  # the requester is not among them
    assignee: str = ""  # an agent's name
    priority: Priority = Priority.NORMAL
    type: str = "support"
    product: str = ""
    first_response: datetime | None = None
    resolved: datetime | None = None
    closes: datetime | None = None
    reminds: datetime | None = None  # when its requester is to be reminded of that; None where they were
    reminded: bool = False
    closed: datetime | None = None
    snoozed: datetime | None = None  # until when
    rating: int = 0  # 1 to 5 by the requester, 0 for none
    follows: int = UNNUMBERED  # the closed ticket that this one goes on from
    merged: int = UNNUMBERED  # the ticket that this one became part of, while its status says so
    version: int = 0
    tags: tuple[str, ...] = ()
    repeats: int = 0  # how often the same request was sent again
    promised: datetime | None = None  # until when a first answer was promised
    nudge: Nudge = Nudge.NONE
    nudge_at: datetime | None = None  # when the promise is looked at next; None where there is nothing more to say

    def involves(self, address: str) -> bool:
        """Does the person with this address (key form) take part?"""
        return address == self.requester.address or any(person.address == address for person in self.participants)


class ArticleKind(Enum):
    PUBLIC = "public"
    INTERNAL = "internal"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Article:
    """One contribution to a ticket, about to be stored."""

    kind: ArticleKind
    author: Author
    text: str  # the new text
    quoted: str  # quoted history and signature
    html: str
    attachments: tuple[Attachment, ...]
    message_id: str
    at: datetime
    fates: tuple[Fate, ...] = ()  # of the attachments, in their order
