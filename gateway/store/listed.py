"""Rows as the listing commands show them: field names are the keys of the command line's JSON."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class TicketRow:
    number: int
    token: str
    subject: str
    status: str
    department: str
    priority: str
    type: str
    product: str
    requester: str
    assignee: str
    participants: tuple[str, ...]
    created: datetime
    resolved: datetime | None
    closed: datetime | None
    first_response: datetime | None
    articles: tuple["ArticleRow", ...] = ()
    journal: tuple["JournalRow", ...] = ()
    snoozed: datetime | None = None  # until when
    rating: int = 0  # 1 to 5, 0 for none
    merged: int | None = None
    follows: int | None = None
    tags: tuple[str, ...] = ()
    repeats: int = 0  # the same request sent again
    promised: datetime | None = None  # until when a first answer
    unreachable: datetime | None = None  # since when mail to the requester comes back
    complained: datetime | None = None  # when the requester called our mail spam


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    name: str
    type: str
    size: int
    sha256: str
    hidden: bool = False
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class ArticleRow:
    id: int
    kind: str
    author: str
    standing: str
    text: str
    quoted: str
    html: str
    attachments: tuple[AttachmentRow, ...]
    message_id: str
    at: datetime
    seal: str = ""
    mail: int | None = None  # by whose id a held one is let in
    refused: bool = False
    ticket: int = 0  # another one, where that became part of this
    author_name: str = ""


@dataclass(frozen=True, slots=True)
class JournalRow:
    at: datetime
    author: str
    change: str
    old: str
    new: str
    mail: int | None


@dataclass(frozen=True, slots=True)
class MailRow:
    id: int
    source: str
    accepted: datetime
    outcome: str
    reason: str
    ticket: int | None
    message_id: str
    sender: str
    subject: str
    attempts: int
    parked: bool = False
    gone: datetime | None = None  # since when its bytes are not kept
    gone_why: str = ""  # erased or aged


@dataclass(frozen=True, slots=True)
class AttemptRow:
    at: datetime
    delivery: str
    words: str
    number: int = 0
    relay: str = ""
    queue_id: str = ""


@dataclass(frozen=True, slots=True)
class OutboxRow:
    id: int
    kind: str
    ticket: int | None
    recipient: str
    state: str
    attempts: tuple[AttemptRow, ...]
    message_id: str
    due: datetime | None
    last_reply: str
    uncertain: int = 0  # attempts that nobody heard the end of
    in_hand: datetime | None = None  # until when a worker has it
    role: str = ""
    voice: str = ""
    language: str = ""
    article: int | None = None
    mail: int | None = None
    created: datetime | None = None
    finished: datetime | None = None


@dataclass(frozen=True, slots=True)
class TicketFilter:
    status: str = ""
    department: str = ""
    requester: str = ""
    tag: str = ""
    before: int = 0  # only tickets with a smaller number
    assignee: str = ""  # an agent's name, "-" for nobody's
    priority: str = ""
    active: bool = False  # only those that are worked on
    among: tuple[int, ...] | None = None  # only these


@dataclass(frozen=True, slots=True)
class Explained:
    """One mail with its trail (as JSON) and what went wrong, if anything did."""

    mail: MailRow
    trail: dict[str, Any]
    error: str
    notices: tuple[OutboxRow, ...]
