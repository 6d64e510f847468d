"""What the organisation decided, as the pure core sees it: departments, agents, needed standings, brakes. Pure.

`app` makes one of a configuration. Facts say what is the case, the policy says what follows; they travel apart.
"""

from collections.abc import Collection, Container
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum

from .mail import reply_address
from .mail.inbound import Envelope, Source
from .mail.persian import fold
from .mail.reply_address import KeyRing
from .notices import Staff
from .ruleset import NO_RULES, RuleSet
from .tickets.attachments import EVERYTHING, AttachmentRules
from .tickets.changes import Assign, Change, SetDepartment
from .tickets.clock import ALWAYS, Hours
from .tickets.lifecycle import Window
from .tickets.people import Agent, Standing
from .tickets.promise import Terms
from .tickets.ticket import Ticket

ROLES = frozenset({"postmaster", "abuse"})
THIS_MACHINE = "127.0.0.1"


class Assigning(Enum):
    """Who gets a department's new tickets, where no rule says so."""

    NOBODY = "nobody"
    ROUND_ROBIN = "round_robin"
    LEAST_LOADED = "least_loaded"


@dataclass(frozen=True, slots=True)
class Department:
    name: str
    labels: tuple[tuple[str, str], ...]  # (language, label)
    addresses: tuple[str, ...]  # key form; the first is the one we write from
    agents: tuple[Agent, ...]
    lead: str
    language: str
    window: Window
    attachments: AttachmentRules = EVERYTHING
    hours: Hours = ALWAYS
    promise: timedelta | None = None  # of its working time, until a first answer
    assigns: Assigning = Assigning.NOBODY
    requests: bool = True  # its requesters have pages of their own

    def label(self, language: str) -> str:
        return dict(self.labels).get(language, self.name)

    @property
    def terms(self) -> Terms:
        """What is promised to those who write to it."""
        return Terms(self.hours, self.promise)

    def employs(self, agent: Agent) -> bool:
        return agent.name == self.lead or agent in self.agents

    def without(self, gone: tuple[Agent, ...]) -> "Department":
        lead = "" if any(agent.name == self.lead for agent in gone) else self.lead
        return replace(self, agents=tuple(agent for agent in self.agents if agent not in gone), lead=lead)


@dataclass(frozen=True, slots=True)
class Choice:
    """A type or product that a ticket may have: its word in lists and orders, and what people read and may write."""

    name: str
    labels: tuple[tuple[str, str], ...]  # (language, label)

    def label(self, language: str) -> str:
        return dict(self.labels).get(language, self.name)

    def answers_to(self, text: str) -> bool:
        """Is this what somebody wrote: its name, or a label in any language?"""
        return fold(text).strip() in {fold(self.name), *(fold(label) for _, label in self.labels)}


TYPES = (
    Choice("support", (("en", "support"), ("fa", "پشتیبانی"))),
    Choice("extension", (("en", "extension"), ("fa", "تمدید"))),
    Choice("non-cooperation", (("en", "non-cooperation"), ("fa", "عدم همکاری"))),
    Choice("inquiry", (("en", "inquiry"), ("fa", "استعلام"))),
)


PRIORITIES = (
    Choice("low", (("en", "low"), ("fa", "کم"))),
    Choice("normal", (("en", "normal"), ("fa", "عادی"))),
    Choice("high", (("en", "high"), ("fa", "زیاد"))),
    Choice("urgent", (("en", "urgent"), ("fa", "فوری"))),
)


@dataclass(frozen=True, slots=True)
class Brakes:
    """How many automatic answers go out at most (design, section 4)."""

    hour: int = 3  # to one address
    day: int = 10  # to one address
    ticket: int = 6  # on one ticket without a person of ours between
    ticket_hour: int = 30  # mails to one ticket within an hour, of which its people are told
    echoes: int = 4  # to one domain, each of which brought the same words again
    domain: int = 100  # an hour, to people of one domain whom nothing proves
    everyone: int = 1000  # an hour, to all whom nothing proves


@dataclass(frozen=True, slots=True)
class Repeats:
    """The same request sent again within so long joins the open one; the lead hears of it from so many times on."""

    within: timedelta = timedelta(0)  # none ever joins
    escalate: int = 3


@dataclass(frozen=True, slots=True)
class LinkTerms:
    """Files of so many bytes go out as links instead of attachments."""

    url: str  # of the folder
    over: int
    days: int  # for which a link leads somewhere


@dataclass(frozen=True, slots=True)
class Policy:
    site: tuple[tuple[str, str], ...]  # (language, name)
    zone: str
    departments: tuple[Department, ...]
    agents: tuple[Agent, ...]
    needed: Standing  # of agents, to answer and to give orders
    authserv_id: str  # whose Authentication-Results count; "" for nobody's
    reply_domain: str  # "" where there are no signed reply addresses
    ring: KeyRing
    trusted: Standing = Standing.ALIGNED  # needed of requesters, for their own orders
    types: tuple[Choice, ...] = TYPES
    products: tuple[Choice, ...] = ()
    priorities: tuple[Choice, ...] = PRIORITIES  # one for each step of `Priority`
    brakes: Brakes = Brakes()
    participants: int = 20  # people that one mail may bring along
    spam_relays: Container[str] = frozenset()  # addresses of SMTP clients whose spam marks we believe
    spam_mailboxes: frozenset[str] = frozenset()  # the same of IMAP mailboxes, by name
    former: tuple[Agent, ...] = ()  # agents no more, though the configuration names them
    admins: frozenset[str] = frozenset()  # agents, by name, who may change the rules
    away: frozenset[str] = frozenset()  # agents, by name, who are away at this moment
    excused: frozenset[str] = frozenset()  # those of them of whom only their answering machine says so
    rules: RuleSet = NO_RULES
    repeats: Repeats = Repeats()
    links: LinkTerms | None = None  # None: large files are only named
    console: str = ""  # where people find it, without a slash at the end; "" for nowhere
    requests: str = ""  # the same, of the pages for people who write to us

    def department(self, name: str) -> Department:
        """The department called so; the first one where that is no longer configured."""
        return next((dep for dep in self.departments if dep.name == name), self.departments[0])

    def department_at(self, address: str) -> Department | None:
        return next((dep for dep in self.departments if address in dep.addresses), None)

    def priority(self, word: str) -> Choice:
        """What people read for a step, by the word that tickets remember."""
        return next(choice for choice in self.priorities if choice.name == word)

    def agent_at(self, address: str) -> Agent | None:
        return next((agent for agent in self.agents if agent.address == address), None)

    def agent_named(self, name: str) -> Agent | None:
        folded = fold(name)
        return next((agent for agent in self.agents if fold(agent.name) == folded), None)

    def without(self, names: Collection[str]) -> "Policy":
        """As if the configuration did not name these agents; `former` remembers them."""
        gone = tuple(agent for agent in self.agents if agent.name in names)
        return replace(
            self,
            departments=tuple(dep.without(gone) for dep in self.departments),
            agents=tuple(agent for agent in self.agents if agent not in gone),
            former=(*self.former, *gone),
        )

    def owns(self, address: str) -> bool:
        """Is this an address that leads to us? (key form)"""
        domain = address.rpartition("@")[2]
        return self.department_at(address) is not None or bool(self.reply_domain and domain == self.reply_domain)

    def receives(self, address: str) -> bool:
        """Is mail for this address ours? (key form) `postmaster` and `abuse` always are (RFC 5321 4.5.1, RFC 2142)."""
        local, _, domain = address.rpartition("@")
        if not local:
            return domain == "postmaster"
        if self.department_at(address) is not None:
            return True
        if self.reply_domain and domain == self.reply_domain:
            return local in ROLES or reply_address.read(address, self.reply_domain, self.ring) is not None
        return local in ROLES and self.serves(address)

    def serves(self, address: str) -> bool:
        """Is the domain of this address one of ours?"""
        domain = address.rpartition("@")[2]
        ours = {known.rpartition("@")[2] for dep in self.departments for known in dep.addresses}
        return domain in ours or bool(self.reply_domain and domain == self.reply_domain)

    def believes_spam_marks(self, envelope: Envelope) -> bool:
        """Did this mail come from where our own spam filter stands? A socket and a pipe have no address: whoever hands
        mail in by them is on this machine.
        """
        if envelope.source is Source.IMAP:
            return envelope.peer in self.spam_mailboxes
        if envelope.source in (Source.FILE, Source.CONSOLE):
            return False
        nameless = envelope.source in (Source.LMTP, Source.PIPE) and not envelope.peer
        return (THIS_MACHINE if nameless else envelope.peer) in self.spam_relays

    def staff(self, ticket: Ticket) -> Staff:
        """Who is on duty hears; where nobody is, the lead; where there is none, everybody. About a ticket of their own
        agents who are away get mail, too: it waits for them.
        """
        department = self.department(ticket.department)
        lead = self.agent_named(department.lead) if department.lead else None
        on_duty = tuple(agent for agent in department.agents if agent.name not in self.away) or (
            (lead,) if lead else ()
        )
        assignee = self.agent_named(ticket.assignee) if ticket.assignee else None
        absent = assignee is not None and assignee.name in self.away
        cover = tuple(agent for agent in on_duty if agent != assignee) if absent else ()
        led = lead is None or lead.name not in self.away
        beside = tuple(agent for agent in on_duty if agent != lead) if not led else ()
        return Staff(on_duty or department.agents, assignee, lead=lead, cover=cover, beside=beside)

    def answers_for(self, agent: Agent, ticket: Ticket) -> bool:
        """Does this ticket concern the agent: by department, or because it is theirs?"""
        return ticket.assignee == agent.name or self.department(ticket.department).employs(agent)

    def moved(self, ticket: Ticket, department: str) -> tuple[Change, ...]:
        """What a move to another department changes: whoever has the ticket keeps it only if they work there, too."""
        assignee = self.agent_named(ticket.assignee) if ticket.assignee else None
        stays = assignee is not None and self.department(department).employs(assignee)
        freed = (Assign(""),) if ticket.assignee and not stays else ()
        return (SetDepartment(department), *freed)
