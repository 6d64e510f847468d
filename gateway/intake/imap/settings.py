"""How a mailbox is reached, and what is done with its mails."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum


class Protection(Enum):
    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


class After(Enum):
    """What is done on the server with a mail that was accepted."""

    LEAVE = "leave"
    FLAG = "flag"  # it gets a keyword of ours
    MOVE = "move"  # it goes to another folder


class Proof(Enum):
    """How we say who we are."""

    PASSWORD = "password"  # noqa: S105 (a word of ours, no secret)
    XOAUTH2 = "xoauth2"


@dataclass(frozen=True, slots=True)
class Server:
    """`secret` gives the password, or a token that is good now; it may raise, with one clear line. `context` is None
    for the certificates that this machine trusts.
    """

    host: str
    port: int
    protection: Protection
    user: str
    secret: Callable[[], str] = field(repr=False)
    proof: Proof = Proof.PASSWORD
    context: ssl.SSLContext | None = None
    timeout: float = 40.0  # seconds that a server may be silent
    longest: float = 80.0  # seconds that one whole answer may take, however busily it drips


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds. A frozen server is noticed after `idle` and `Server.timeout`, which together stay below 90."""

    idle: float = 28.0  # between two signs of life while we wait for mail; RFC 2177 allows 29 minutes
    lease: float = 15.0  # between two renewals of the right to watch
    first: float = 1.0  # before the second try, after trouble
    longest: float = 60.0  # between two tries at a server that is in trouble
    refused: float = 900.0  # between two tries at a server that refuses us
    stubborn: float = 60.0  # a mail that breaks connections is given up no sooner
    settled: float = 3600.0  # before what is known under older numbers of a folder is forgotten


@dataclass(frozen=True, slots=True)
class MailboxSettings:
    name: str
    server: Server
    folders: tuple[str, ...]
    to: str
    every: float = 30.0  # seconds between two looks, whatever IDLE says
    idle: bool = True
    after: After = After.LEAVE
    flag: str = "$Postroom"
    move_to: str = "Postroom"
    largest: int = 33_554_432  # bytes of a mail that is taken
    pauses: Pauses = Pauses()
