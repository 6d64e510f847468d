"""What a page is, what it is told of a request, and what it may answer. Values only."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from http import HTTPStatus
from threading import Lock
from typing import Any

from ..config import Config
from ..mail.acceptance import Acceptance
from ..mail.inbound import Envelope, InboundMail
from ..policy import Policy
from ..store.blobs import Blobs
from ..store.clock import Clock
from ..store.database import Database
from ..store.guests import Guest
from ..store.spool import Spool
from ..store.visits import VisitRow
from ..tickets.people import Agent

PACE = 0.25  # seconds
Accept = Callable[[Envelope, bytes], Acceptance]
LANGUAGES = ("en", "fa")


class Access(Enum):
    """Who may open a page."""

    ANYBODY = "anybody"
    AGENT = "agents"
    LEAD = "leads and admins"
    ADMIN = "admins who showed a second factor"


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts of the process that pages work with. `key` signs what a form brings back."""

    config: Config
    policy: Policy  # of the configuration; a visit has the one in force
    database: Database
    clock: Clock
    spool: Spool
    blobs: Blobs
    accept: Accept
    read_again: Callable[[int], InboundMail | None]  # a stored mail; None where it cannot be read
    trying: Lock = field(default_factory=Lock)  # held while rules are tried: one trial at a time
    pace: float = PACE  # seconds between the moments at which answers come that must not tell how long they took

    @property
    def secure(self) -> bool:
        """Do people come by TLS?"""
        return self.config.console.address.startswith("https://")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file out of a form; its name and type are a stranger's words."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Visit:
    """One request. `agent` is None where nobody is signed in. `policy` is the one in force."""

    path: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, str]
    files: tuple[Upload, ...]
    policy: Policy
    everybody: Policy  # the same before the rules and with agents who are disabled: what documents may name
    now: datetime
    language: str
    agent: Agent | None = None
    row: VisitRow | None = None
    here: str = "/"  # the path and query of the request
    peer: str = ""
    browser: str = ""
    partial: bool = False  # only the part of the page that changes is wanted
    chosen: str = ""  # the language that was chosen here, "" where none was
    guest: Guest | None = None  # who wrote to us, and proved their address

    @property
    def who(self) -> Agent:
        assert self.agent is not None, "the page is for agents only"
        return self.agent

    @property
    def admin(self) -> bool:
        return self.agent is not None and self.agent.name in self.policy.admins

    @property
    def lead(self) -> bool:
        """Leads and admins see how everybody does."""
        led = any(self.agent is not None and each.lead == self.agent.name for each in self.policy.departments)
        return led or self.admin

    @property
    def proven(self) -> bool:
        return self.row is not None and self.row.proven is not None

    def may(self, access: Access) -> bool:
        """Without regard to the second factor, which can be shown any time."""
        match access:
            case Access.ANYBODY:
                return True
            case Access.AGENT:
                return self.agent is not None
            case Access.LEAD:
                return self.lead
            case Access.ADMIN:
                return self.admin


@dataclass(frozen=True, slots=True)
class Shown:
    """A template below `templates/console` and what it is given. `language` is that of who it is for, "" for the
    visitor's own; what somebody chose here goes before either.
    """

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    status: HTTPStatus = HTTPStatus.OK
    language: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """Go there; after a form, so that reloading does nothing twice. `cookies` by name, "" takes one away."""

    to: str
    cookies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Download:
    """A file to be kept, never to be shown: whatever it is, the browser does not open it here."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Framed:
    """Somebody's HTML for a sandboxed frame of ours: nothing in it runs, and nothing is fetched for it."""

    html: str


Answer = Shown | Moved | Download | Framed
Handler = Callable[[Desk, Visit], Answer]


@dataclass(frozen=True, slots=True)
class Page:
    """`path` as Starlette writes it: /tickets/{number:int}. What is done with the form of a `discreet` one depends on
    whether we know an address, and the time that its answer takes tells nobody.
    """

    name: str
    path: str
    access: Access
    get: Handler | None = None
    post: Handler | None = None
    discreet: bool = False

    @property
    def methods(self) -> tuple[str, ...]:
        return tuple(method for method, handler in (("GET", self.get), ("POST", self.post)) if handler)


def refused(status: HTTPStatus) -> Shown:
    """One clear page."""
    return Shown("refused.html", {"status": status.value}, status)


NOT_FOUND = refused(HTTPStatus.NOT_FOUND)
FORBIDDEN = refused(HTTPStatus.FORBIDDEN)
