"""What one listener is given: where it listens, what it allows, and the functions it asks."""

import ssl
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from enum import Enum

from ...mail.inbound import Source
from ..acceptor import Acceptor


class RecipientVerdict(Enum):
    """Whether mail for an address is ours."""

    ACCEPTED = "accepted"
    UNKNOWN = "unknown"  # our domain, no such address
    RELAY = "relay"  # somebody else's domain


@dataclass(frozen=True, slots=True)
class Limits:
    """What a client may use up. Times in seconds."""

    connections: int = 6000
    connections_per_address: int = 30
    session: float = 600  # no new command after this; a mail that is arriving is finished
    command: float = 60  # between two commands, and between two chunks of a mail
    errors: int = 3  # the last of them ends the session (ALPACA, other protocols on our port)
    commands_without_mail: int = 100
    logins: int = 3  # that fail; the last of them ends the session
    login_delay: float = 1.0  # before the first failure is told; each next one takes twice as long
    recipients: int = 100  # RFC 5321 section 4.5.3.1.8
    data_grace: float = 60
    data_rate: int = 1024  # bytes a second, once the grace is over
    received_fields: int = 50  # RFC 5321 section 6.3: more is a loop


@dataclass(frozen=True, slots=True)
class Login:
    """An agent who may log in. `address` is the one that they write from (key form)."""

    agent: str
    address: str


class PasswordVerdict(Enum):
    """What a check of a password came to."""

    RIGHT = "right"
    WRONG = "wrong"
    UNAVAILABLE = "unavailable"  # it could not be checked


@dataclass(frozen=True, slots=True)
class Submission:
    """What an entrance for agents asks besides. `find` knows a login by its name; `check` is given the agent's name,
    "" for nobody's. Both take their time in a thread.
    """

    find: Callable[[str], Login | None]
    check: Callable[[str, str], PasswordVerdict]


@dataclass(frozen=True, slots=True)
class Listener:
    """One address and port. `share_port` lets several processes listen on the same one; `tls_first` is TLS without
    STARTTLS. With a `submission` only agents get in, and TLS is needed. `source` says whether SMTP or LMTP is spoken;
    with a `socket`, which is a path, that is listened on instead of host and port. `proxy_from` are the addresses of
    balancers, which say for whom they speak in a PROXY header; a socket has none.
    """

    host: str
    port: int
    hostname: str
    judge_recipient: Callable[[str], RecipientVerdict]
    accept: Acceptor
    max_size: int = 33 * 1024 * 1024
    tls: ssl.SSLContext | None = None
    limits: Limits = field(default_factory=Limits)
    share_port: bool = False
    tls_first: bool = False
    submission: Submission | None = None
    source: Source = Source.SMTP
    socket: str = ""
    proxy_from: Container[str] = ()

    def __post_init__(self) -> None:
        assert self.tls or not (self.tls_first or self.submission), "a password never travels in the clear"
