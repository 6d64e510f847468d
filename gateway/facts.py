"""All that the store knows about a mail before anything is decided; the last read before `triage`. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from .mail.reply_address import AddressKind
from .tickets.attachments import UNEXAMINED, Examination
from .tickets.people import Author, Person, Role
from .tickets.returns import Proof
from .tickets.ticket import Status, Ticket


class How(Enum):
    """How a mail led to a ticket, in the order in which we believe it."""

    REPLY_ADDRESS = "signed reply address"
    TOKEN = "subject token"  # noqa: S105
    IN_REPLY_TO = "In-Reply-To"
    REFERENCES = "References"
    MESSAGE_ID = "Message-ID"  # of a mail that came after its own answer
    CONVERSATION = "Thread-Index"
    SAME_REQUEST = "the same request"  # not led there: it says again what the ticket says


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ticket that a mail may belong to. `automatic`: our automatic mails on it since a person of ours wrote."""

    how: How
    evidence: str
    ticket: Ticket
    mentioned: bool = False  # its mails only mention what led here; we neither sent nor stored it
    automatic: int = 0
    lately: int = 0  # mails to it within the hour, of which somebody was told
    held_lately: bool = False  # agents heard of held mail on it within the hour


@dataclass(frozen=True, slots=True)
class Traffic:
    """Automatic answers that went out lately: to the sender's address, and to others."""

    hour: int = 0
    day: int = 0
    refused: int = 0  # of the kind "refused", within a day
    echoes: int = 0  # to the sender's domain, one after the other, each of which brought the words of this mail again
    domain: int = 0  # to people of the sender's domain whom nothing proves, within an hour; 0 far below its limit
    everyone: int = 0  # to all whom nothing proves, within an hour; 0 far below its limit


@dataclass(frozen=True, slots=True)
class Returned:
    """A notice of ours that a report is about. `ticket` is None where it was about none."""

    notice: int
    ticket: Ticket | None
    recipient: str
    to_agent: bool
    proof: Proof = Proof.BOUNCE_ADDRESS
    again: bool = False  # it is an answer, and not too old to be sent once more
    answer: bool = True  # it brings a person's words, or says that the request is done; else it wrote itself
    wrote: str = ""  # the address of who wrote what was in it


@dataclass(frozen=True, slots=True)
class HeldMail:
    """A mail that is held on the ticket and that nobody has let in or refused yet."""

    mail: int
    writer: Person
    at: datetime


@dataclass(frozen=True, slots=True)
class Contribution:
    """An article that a mail is about: the one that it answers, or else the newest of a customer."""

    article: int
    author: Person
    role: Role
    subject: str  # of its mail


@dataclass(frozen=True, slots=True)
class Absorbed:
    """A ticket that became part of another: what it was before, and whom it brought along."""

    ticket: Ticket
    before: Status
    brought: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a ticket that was split off came from, and the article that it began with."""

    ticket: Ticket
    article: int


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What orders may ask about, as seen from the ticket that the mail belongs to. Gathered where a mail has orders."""

    named: tuple[Ticket, ...] = ()  # tickets that the orders name, merged ones as they are
    about: Contribution | None = None
    held: tuple[HeldMail, ...] = ()  # the oldest first
    absorbed: tuple[Absorbed, ...] = ()
    origin: Origin | None = None
    planted: frozenset[str] = frozenset()  # lines like orders (`grammar.normal`) that others than agents wrote there


@dataclass(frozen=True, slots=True)
class Pending:
    """A mail whose orders wait for a yes, which this mail may be: it carries the one-time code for it."""

    mail: int
    ticket: Ticket | None


@dataclass(frozen=True, slots=True)
class Slip:
    """The mail came to an address for ratings. `own`: it was made for the mail's author; `late`: too long ago."""

    own: bool
    late: bool


@dataclass(frozen=True, slots=True)
class DeskState:
    """Whose turn it is in a department, and how much everybody there has. `last` got the latest ticket by turn, ""
    for nobody; `version` grows with every turn, so that two nodes never take the same one. `loads`: open tickets.
    """

    department: str
    last: str = ""
    version: int = 0
    loads: tuple[tuple[str, int], ...] = ()  # (agent, open tickets in this department)


@dataclass(frozen=True, slots=True)
class EarlierRequest:
    """An open ticket that the writer of a mail asked for lately: what its first mail said, and to whom it came."""

    ticket: Ticket
    subject: str  # of its first mail
    text: str
    attachments: tuple[bytes, ...]  # their SHA-256, without pictures that may be of a signature
    at: datetime
    recipients: tuple[str, ...] = ()  # of its envelope, in key form
    lead_told: bool = False  # within a day, that it was sent again and again


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is asked where a mail may open a ticket."""

    open_tickets: int = 0  # that its writer asked for; a hundred and more are a hundred
    unanswered: int = 0  # those of them that wait for us
    newest: int = 0  # the highest number of those that are open, 0 for none
    desks: tuple[DeskState, ...] = ()
    earlier: tuple[EarlierRequest, ...] = ()  # the newest first


@dataclass(frozen=True, slots=True)
class Tryout:
    """What a trial of proposed rules came to. `changes`: mails that would end otherwise, each in a line. `whole`: all
    of them were tried in the time that there was.
    """

    replayed: int
    changed: int
    changes: tuple[str, ...]
    dead: tuple[str, ...]  # rules that no mail met
    whole: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """A document of rules that came with an admin's answer to a mail of ours, which told of the revision `base`.
    `mistakes` and `diff` are lines ready to read. `tryout` is None where it was not tried.
    """

    base: int
    document: str
    mistakes: tuple[str, ...] = ()
    diff: tuple[str, ...] = ()  # to the rules in force; none: it is the same document
    tryout: Tryout | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    now: datetime
    author: Author
    twin: int = 0  # the id of the mail that this one repeats, 0 for none
    ours: bool = False  # we sent this very mail
    silent: bool = False  # imported so that nobody is written to
    released: bool = False  # a person let it out of quarantine, or an agent in where it was held
    confirmed: bool = False  # its author said that it is theirs
    pending: Pending | None = None
    reply_kind: AddressKind | None = None  # of the signed address that it came to
    slip: Slip | None = None  # where that is an address for ratings
    candidates: tuple[Candidate, ...] = ()
    said: tuple[str, ...] = ()  # public texts on these tickets, the newest first
    traffic: Traffic = Traffic()
    returned: Returned | None = None
    examination: Examination = UNEXAMINED  # of the attachments
    around: Surroundings = Surroundings()
    contents: tuple[bytes, ...] = ()  # the SHA-256 of each attachment
    accepted: datetime | None = None  # when the mail was taken over; None: now
    beginning: Beginning = Beginning()
    proposal: Proposal | None = None

    @property
    def came(self) -> datetime:
        """The moment that the promise and the rules go by, however long the mail lay."""
        return self.accepted or self.now

    @property
    def asked(self) -> datetime:
        """The moment from which somebody waits for an answer: what was kept back did not count until it was let in."""
        return self.now if self.released else self.came
