"""All that a template may see of a notice. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from ..tickets.attachments import Withheld
from ..tickets.people import Role
from ..tickets.ticket import Status
from .kinds import Kind, Manner
from .mornings import DigestView, ReportView


@dataclass(frozen=True, slots=True)
class AttachmentView:
    name: str
    size: int  # bytes
    included: bool  # in this mail; otherwise too large to go along, or withheld
    picture: bool = False  # one that stood between the words
    withheld: Withheld | None = None
    link: str = ""  # where it is to be had instead


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
    ordered: bool = False  # internal, and a customer's: nothing but orders about their own ticket


@dataclass(frozen=True, slots=True)
class TicketLine:
    """One of the recipient's own tickets, in a list of them."""

    token: str
    subject: str
    status: Status
    created: datetime
    department: str


@dataclass(frozen=True, slots=True)
class OrderLine:
    """Something that a customer can write: the word, what stands behind it ("" for nothing), what it is for."""

    word: str  # with its "#"
    takes: str
    does: str


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field that the first lines of a new mail may set, and its values."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PreviousView:
    """What agents see of the closed ticket that a new one goes on from; its last articles, the newest first."""

    token: str
    subject: str
    closed: datetime | None
    assignee: str
    rating: int
    articles: tuple[ArticleView, ...]


class RulesState(Enum):
    """What a mail about rules is for."""

    DOCUMENT = "document"  # it brings the rules in force
    MISTAKES = "mistakes"  # it says what is wrong with those that came
    ASKS = "asks"  # it shows what they would change, and asks for a yes


@dataclass(frozen=True, slots=True)
class RulesView:
    """What an admin is told of rules. `revision` is the one in force. `mistakes`, `diff` and `changes` are lines; of
    the mails that were tried, `changed` would end otherwise and `changes` tells of some of them.
    """

    state: RulesState
    revision: int
    mistakes: tuple[str, ...] = ()
    diff: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    dead: tuple[str, ...] = ()  # rules that no mail met
    replayed: int = 0
    changed: int = 0
    whole: bool = True  # every mail was tried in the time that there was


@dataclass(frozen=True, slots=True)
class UndeliveredView:
    """A mail of ours that did not arrive, or was called spam, as agents are told of it. `words` are the other server's
    own. `others` are addresses that the same person is known to have.
    """

    loss: str  # see `Loss`; "later" for what was tried again for days
    reason: str  # see `Reason`: the name of the member, in lower case
    words: str
    kind: str  # of the mail that failed
    person: str  # name or address
    address: str
    sent: datetime
    text: str  # what was in it, where somebody wrote it
    files: int = 0
    muted: bool = False  # automatic mail is not sent there any more
    others: tuple[str, ...] = ()


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
    token: str  # "[#1042-7KQM]"; "" where the mail is about no ticket
    number: int  # 0 where the mail is about no ticket
    subject: str  # the ticket's subject, without token and prefixes; "" in content-free mail
    status: Status
    priority: str  # as the house calls it in this language
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
    lines: tuple[str, ...]  # of a transcript, of a question, of what could not be understood; ready to read
    answerable: bool  # a reply to this mail reaches the ticket
    withheld: tuple[AttachmentView, ...] = ()  # of the recipient's own mail; nameless in content-free mail
    staff_note: str = ""  # agents: how to answer and which orders there are
    reply_address: str = ""  # the signed Reply-To of this very mail, "" where it has none
    code: str = ""  # of a question: the one-time code that its answer brings back in the subject
    link: str = ""  # into the console
    own_page: str = ""  # where the requester reads this request, "" where there is no such page
    held: int = 0  # the mail that agents may let in or refuse, by its number
    tickets: tuple[TicketLine, ...] = ()  # the recipient's own, the open ones first
    more_tickets: bool = False  # there are more than those
    orders: tuple[OrderLine, ...] = ()  # what a customer can write
    fields: tuple[FieldLine, ...] = ()  # what the first lines of a customer's new mail may say
    answers: str = ""  # the agent who looks after the ticket, as customers know them
    last_answer: datetime | None = None  # when an agent last wrote to the customer
    rating: int = 0  # stars that the requester gave, 0 for none
    rating_address: str = ""  # where a click on a star leads, "" where nobody is asked
    rated: bool = False  # this mail rates the help or, shown to agents, comments on it
    merged_into: str = ""  # token of the ticket that this one became part of
    snoozed: datetime | None = None  # until when it sleeps
    promised: datetime | None = None  # until when a first answer was promised, where that is worth a word
    keeps_hours: bool = False  # `first_response` is of the department's working time, not of the calendar's
    window_works: bool = False  # `window_days` are days on which the department works
    answer: str = ""  # words of the house that a rule put into the acknowledgement
    courtesy: bool = False  # agents: the mail only gives thanks, so the ticket was left as it is
    repeats: int = 0  # how often the same request was sent again
    moved_from: str = ""  # the label of the department that had the ticket before
    previous: "PreviousView | None" = None  # the closed ticket that this one goes on from, for agents
    rules: "RulesView | None" = None
    digest: "DigestView | None" = None
    report: "ReportView | None" = None
    links_until: datetime | None = None  # for how long the links of this mail lead somewhere
    undelivered: "UndeliveredView | None" = None
    unreachable: datetime | None = None  # agents: since when mail to the requester comes back
