"""All that a template may see of a notice. Pure."""

from dataclasses import dataclass
from datetime import datetime

from ..tickets.attachments import Withheld
from ..tickets.people import Role
from ..tickets.ticket import Status
from .kinds import Kind, Manner


@dataclass(frozen=True, slots=True)
class AttachmentView:
    name: str
    size: int  # bytes
    included: bool  # in this mail; otherwise too large to go along, or withheld
    picture: bool = False  # one that stood between the words
    withheld: Withheld | None = None


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
    seal: tuple[str, ...] = ()  # how its mail was signed or encrypted; shown to agents only


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
    withheld: tuple[AttachmentView, ...] = ()  # of the recipient's own mail; nameless in content-free mail
    staff_note: str = ""  # agents: how to answer and which orders there are
