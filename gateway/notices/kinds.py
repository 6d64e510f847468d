"""What a notice is, and the step in a ticket's life that it comes from. Pure."""

from dataclasses import dataclass
from enum import Enum

from ..tickets.attachments import Withheld
from ..tickets.effects import Asked
from ..tickets.people import Agent, Author, Person, Role
from ..tickets.ticket import Article, ArticleKind, Status, Ticket


class Kind(Enum):
    """One kind of mail that we send; `templates/<language>/<value>.txt` and `.html` hold its words."""

    CONFIRM = "confirm"
    LISTED = "listed"
    STATUS = "status"
    TRANSCRIPT = "transcript"
    RATED = "rated"
    RULES = "rules"
    AGAIN = "again"
    RESOLVED = "resolved"
    ANSWERED = "answered"
    REOPENED = "reopened"
    RECEIVED = "received"
    WITHHELD = "withheld"
    TRANSFERRED = "transferred"
    MOVED = "moved"
    REPEATED = "repeated"
    NEW_MAIL = "new_mail"
    NOTE = "note"
    SHARED = "shared"
    HELD = "held"
    UNDELIVERED = "undelivered"
    REFUSED = "refused"
    REMINDER = "reminder"
    CLOSED = "closed"
    MERGED = "merged"
    AWAKE = "awake"
    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    HOLDING = "holding"
    ALERT = "alert"
    DIGEST = "digest"
    WEEKLY = "weekly"
    SIGN_IN = "sign_in"
    VISIT = "visit"
    NEW_REQUEST = "new_request"


class Manner(Enum):
    """How the writer of a mail may be answered automatically (RFC 3834 and the brakes)."""

    FULL = "full"
    CONTENT_FREE = "content free"  # no byte of their subject or body
    SILENT = "silent"


class Voice(Enum):
    """Who speaks in a notice; it decides about Auto-Submitted (RFC 3834 section 5)."""

    HUMAN = "human"
    REPLIED = "auto-replied"
    GENERATED = "auto-generated"


@dataclass(frozen=True, slots=True)
class Recipient:
    person: Person
    role: Role
    language: str

    @classmethod
    def of(cls, agent: Agent) -> "Recipient":
        return cls(Person(0, agent.address, agent.shown, agent.language), Role.AGENT, agent.language)


@dataclass(frozen=True, slots=True)
class Notice:
    """One mail to one person about the ticket of the decision that it belongs to."""

    kind: Kind
    recipient: Recipient
    voice: Voice
    manner: Manner = Manner.FULL
    lines: tuple[str, ...] = ()  # of a transcript, of a question, of what could not be understood
    answer: str = ""  # words of the house that a rule put into an acknowledgement


@dataclass(frozen=True, slots=True)
class Staff:
    """The agents who hear about a ticket. Who is away hears of tickets of their own only, and never alone."""

    agents: tuple[Agent, ...]  # of the ticket's department, as far as they are on duty
    assignee: Agent | None
    writer: Agent | None = None  # who wrote, where that is an agent
    lead: Agent | None = None  # of the ticket's department
    cover: tuple[Agent, ...] = ()  # who hears besides an assignee who is away
    beside: tuple[Agent, ...] = ()  # who hears besides a lead who is away


@dataclass(frozen=True, slots=True)
class Step:
    """One step in a ticket's life: what was, what is, and which article made the difference."""

    before: Ticket | None  # None: the ticket is new
    after: Ticket
    article: Article | None
    author: Author | None  # None: time passed
    staff: Staff
    manner: Manner = Manner.FULL  # towards the author
    addressed: frozenset[str] = frozenset()  # who has this mail already, from its own To and Cc (key form)
    transcript: tuple[str, ...] = ()  # what came of the writer's orders
    asks: tuple[str, ...] = ()  # orders that wait for the writer's yes
    asked: frozenset[Asked] = frozenset()  # what the writer wants to be told
    remarks: tuple[str, ...] = ()  # to the writer, about fields that were not understood
    shares: bool = False  # what was written may be sent on to the other customers
    quiet: bool = False  # the article is for the record only: nobody is told of it
    comments: bool = False  # the article is about the help that was given
    late: bool = False  # its author gave stars, which count no more
    escalates: bool = False  # the same request came so often that the lead is to know
    acknowledges: bool = True  # a new request is acknowledged
    answer: str = ""  # words of the house that the acknowledgement carries, because a rule says so
    failed: tuple[str, ...] = ()  # what is known of a mail of ours that did not arrive, as `undelivered` has it

    @property
    def rated(self) -> bool:
        return self.before is not None and self.before.rating != self.after.rating

    def became(self, status: Status) -> bool:
        return self.after.status is status and (self.before is None or self.before.status is not status)

    @property
    def requester_changed(self) -> bool:
        return self.before is not None and self.before.requester.address != self.after.requester.address

    @property
    def withholds(self) -> bool:
        """Did files come that are not passed on, with words that are?"""
        if self.article is None or self.article.kind is ArticleKind.HELD:
            return False
        return any(isinstance(fate, Withheld) for fate in self.article.fates)

    def has(self, kind: ArticleKind, role: Role | None = None) -> bool:
        if self.article is None or self.article.kind is not kind:
            return False
        return role is None or (self.author is not None and self.author.role is role)
