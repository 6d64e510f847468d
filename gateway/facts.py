"""All that the store knows about a mail before anything is decided; the last read before `triage`. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from .mail.reply_address import AddressKind
from .tickets.attachments import UNEXAMINED, Examination
from .tickets.people import Author
from .tickets.ticket import Ticket


class How(Enum):
    """How a mail led to a ticket, in the order in which we believe it."""

    REPLY_ADDRESS = "signed reply address"
    TOKEN = "subject token"  # noqa: S105
    IN_REPLY_TO = "In-Reply-To"
    REFERENCES = "References"
    MESSAGE_ID = "Message-ID"  # of a mail that came after its own answer
    CONVERSATION = "Thread-Index"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ticket that a mail may belong to. `automatic`: our automatic mails on it since a person of ours wrote."""

    how: How
    evidence: str
    ticket: Ticket
    mentioned: bool = False  # its mails only mention what led here; we neither sent nor stored it
    automatic: int = 0
    held_lately: bool = False  # agents heard of held mail on it within the hour


@dataclass(frozen=True, slots=True)
class Traffic:
    """Automatic answers that went to the sender's address lately."""

    hour: int = 0
    day: int = 0
    refused: int = 0  # of the kind "refused", within a day


@dataclass(frozen=True, slots=True)
class Returned:
    """A notice of ours that a bounce is about."""

    notice: int
    ticket: Ticket
    recipient: str
    to_agent: bool


@dataclass(frozen=True, slots=True)
class Facts:
    now: datetime
    author: Author
    twin: int = 0  # the id of the mail that this one repeats, 0 for none
    ours: bool = False  # we sent this very mail
    silent: bool = False  # imported so that nobody is written to
    released: bool = False  # a person let it out of quarantine
    reply_kind: AddressKind | None = None  # of the signed address that it came to
    candidates: tuple[Candidate, ...] = ()
    said: tuple[str, ...] = ()  # public texts on these tickets, the newest first
    traffic: Traffic = Traffic()
    returned: Returned | None = None
    examination: Examination = UNEXAMINED  # of the attachments
