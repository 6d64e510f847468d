"""Registry 4: what is told to whom. `plan` compares a ticket before and after one step and gives the notices; each
person gets at most one, the first in `ORDER` that concerns them. `NoticeView` is all that a template may see. Pure.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from .tickets.people import Agent, Author, Person, Role, Standing
from .tickets.ticket import Article, ArticleKind, Status, Ticket


class Kind(Enum):
    """One kind of mail that we send; `templates/<language>/<value>.txt` and `.html` hold its words."""

    TRANSCRIPT = "transcript"
    RESOLVED = "resolved"
    ANSWERED = "answered"
    REOPENED = "reopened"
    RECEIVED = "received"
    NEW_MAIL = "new_mail"
    NOTE = "note"
    SHARED = "shared"
    HELD = "held"
    REFUSED = "refused"
    REMINDER = "reminder"
    CLOSED = "closed"


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


@dataclass(frozen=True, slots=True)
class Notice:
    """One mail to one person about the ticket of the decision that it belongs to."""

    kind: Kind
    recipient: Recipient
    voice: Voice
    manner: Manner = Manner.FULL
    lines: tuple[str, ...] = ()  # a transcript's lines


@dataclass(frozen=True, slots=True)
class Staff:
    """The agents who hear about a ticket, as the configuration has them."""

    agents: tuple[Agent, ...]  # of the ticket's department
    assignee: Agent | None


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
    transcript: tuple[str, ...] = ()

    def became(self, status: Status) -> bool:
        return self.after.status is status and (self.before is None or self.before.status is not status)

    def has(self, kind: ArticleKind, role: Role | None = None) -> bool:
        if self.article is None or self.article.kind is not kind:
            return False
        return role is None or (self.author is not None and self.author.role is role)


def plan(step: Step) -> tuple[Notice, ...]:
    """The notices of one step, each person once."""
    told: set[str] = set()
    notices: list[Notice] = []
    for kind in ORDER:
        if not HAPPENED[kind](step):
            continue
        for recipient in AUDIENCE[kind](step):
            notice = _notice(kind, recipient, step)
            if recipient.person.address in told or notice.manner is Manner.SILENT:
                continue
            told.add(recipient.person.address)
            notices.append(notice)
    return tuple(notices)


def _notice(kind: Kind, recipient: Recipient, step: Step) -> Notice:
    manner = step.manner if kind in ANSWERS_THE_WRITER else Manner.FULL
    lines = step.transcript if kind is Kind.TRANSCRIPT else ()
    return Notice(kind, recipient, _voice(kind, step), manner, lines)


def _voice(kind: Kind, step: Step) -> Voice:
    if kind in (Kind.ANSWERED, Kind.SHARED):
        return Voice.HUMAN
    if kind is Kind.RESOLVED and step.article is not None and step.article.kind is ArticleKind.PUBLIC:
        return Voice.HUMAN
    return Voice.REPLIED if kind in ANSWERS_THE_WRITER else Voice.GENERATED


# --- when ---------------------------------------------------------------------------------------------------------


def _answered(step: Step) -> bool:
    return step.has(ArticleKind.PUBLIC, Role.AGENT)


def _reopened(step: Step) -> bool:
    return step.before is not None and step.before.status is Status.RESOLVED and step.after.status is Status.OPEN


def _from_customer(step: Step) -> bool:
    return step.has(ArticleKind.PUBLIC) and not _answered(step)


HAPPENED: dict[Kind, Callable[[Step], bool]] = {
    Kind.TRANSCRIPT: lambda step: bool(step.transcript),
    Kind.RESOLVED: lambda step: step.became(Status.RESOLVED),
    Kind.ANSWERED: _answered,
    Kind.REOPENED: _reopened,
    Kind.RECEIVED: lambda step: step.before is None and _from_customer(step),
    Kind.NEW_MAIL: _from_customer,
    Kind.NOTE: lambda step: step.has(ArticleKind.INTERNAL),
    Kind.SHARED: lambda step: (
        step.before is not None
        and _from_customer(step)
        and step.author is not None
        and step.author.standing >= Standing.ALIGNED
    ),
    Kind.HELD: lambda step: step.has(ArticleKind.HELD),
    Kind.REFUSED: lambda step: step.has(ArticleKind.HELD, Role.AGENT),
    Kind.REMINDER: lambda step: step.after.reminded and step.before is not None and not step.before.reminded,
    Kind.CLOSED: lambda step: step.became(Status.CLOSED),
}


# --- to whom ------------------------------------------------------------------------------------------------------


def _requester(step: Step) -> tuple[Recipient, ...]:
    return (Recipient(step.after.requester, Role.REQUESTER, step.after.language),)


def _writer(step: Step) -> tuple[Recipient, ...]:
    if step.author is None:
        return ()
    agent = next((agent for agent in step.staff.agents if agent.name == step.author.agent), None)
    if agent is not None:
        return (_as_recipient(agent),)
    language = step.author.person.language or step.after.language
    if step.author.role is Role.AGENT:
        return (Recipient(step.author.person, Role.AGENT, language),)
    role = Role.REQUESTER if step.author.person.address == step.after.requester.address else Role.PARTICIPANT
    return (Recipient(step.author.person, role, language),)


def _customers(step: Step) -> tuple[Recipient, ...]:
    """Requester and participants, but not who wrote it and not who has it already."""
    left_out = step.addressed | ({step.author.person.address} if step.author else set())
    participants = (
        Recipient(person, Role.PARTICIPANT, person.language or step.after.language)
        for person in step.after.participants
    )
    return tuple(r for r in (*_requester(step), *participants) if r.person.address not in left_out)


def _resolved_for(step: Step) -> tuple[Recipient, ...]:
    """Participants hear of the end only where an answer comes with it; the requester always does."""
    return (*_requester(step), *(_customers(step) if _answered(step) else ()))


def _agents(step: Step) -> tuple[Recipient, ...]:
    """The assignee, or the whole department while nobody has taken the ticket; never who wrote it."""
    concerned = (step.staff.assignee,) if step.staff.assignee else step.staff.agents
    wrote = (step.author.agent, step.author.person.address) if step.author else ("", "")
    return tuple(_as_recipient(agent) for agent in concerned if agent.name != wrote[0] and agent.address != wrote[1])


def _as_recipient(agent: Agent) -> Recipient:
    return Recipient(Person(0, agent.address, agent.shown, agent.language), Role.AGENT, agent.language)


AUDIENCE: dict[Kind, Callable[[Step], tuple[Recipient, ...]]] = {
    Kind.TRANSCRIPT: _writer,
    Kind.RESOLVED: _resolved_for,
    Kind.ANSWERED: _customers,
    Kind.REOPENED: _writer,
    Kind.RECEIVED: _writer,
    Kind.NEW_MAIL: _agents,
    Kind.NOTE: _agents,
    Kind.SHARED: _customers,
    Kind.HELD: _agents,
    Kind.REFUSED: _writer,
    Kind.REMINDER: _requester,
    Kind.CLOSED: _requester,
}

ORDER: tuple[Kind, ...] = tuple(Kind)

# Kinds that answer the very mail that came in: the never-answer list and the brakes speak about these.
ANSWERS_THE_WRITER = frozenset({Kind.RECEIVED, Kind.REOPENED, Kind.REFUSED})


# --- what a template sees -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AttachmentView:
    name: str
    size: int  # bytes
    included: bool  # in this mail; otherwise too large to go along


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article as a recipient may see it. `internal`, `held` and `unverified` are shown to agents only."""

    author: str
    author_address: str
    at: datetime
    text: str
    quoted: str
    attachments: tuple[AttachmentView, ...]
    internal: bool = False
    held: bool = False
    unverified: bool = False


@dataclass(frozen=True, slots=True)
class NoticeView:
    """All that a template may see. Times are aware; templates show them in `zone`, in Jalali where language is fa."""

    kind: Kind
    language: str
    role: Role
    manner: Manner
    site: str  # the organisation's name, in this language
    department: str  # its label in this language
    zone: str  # "Asia/Tehran"
    token: str  # "[#1042-7KQM]"
    number: int
    subject: str  # the ticket's subject, without token and prefixes; "" in content-free mail
    status: Status
    priority: str
    requester: str  # name or address; "" in content-free mail
    requester_address: str
    recipient: str  # the name of who gets this mail, may be ""
    created: datetime
    closes: datetime | None  # when a resolved ticket closes
    article: ArticleView | None  # the article that this notice is about
    history: tuple[ArticleView, ...]  # earlier articles, newest first, for agents
    first_response: int | None  # measured minutes to a first answer, where the department has the figure
    window_days: int  # the days in which "not solved" may be said
    reopened: bool  # this mail opened a resolved ticket again
    follows: str  # token of the closed ticket that this one goes on from, or ""
    lines: tuple[str, ...]  # a transcript's lines, ready to read
    answerable: bool  # a reply to this mail reaches the ticket
    staff_note: str = ""  # agents: how to answer and which orders there are
