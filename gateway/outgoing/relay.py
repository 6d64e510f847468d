"""What a relay is, and how one is reached."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from ..mail.delivery import Attempt, Resting
from ..mail.outbound import OutboundMail


class Relay(Protocol):
    """Where mails go. Called from many threads at once."""

    def submit(self, mail: OutboundMail, raw: bytes) -> Attempt | Resting: ...

    def close(self) -> None: ...


class Tls(Enum):
    NONE = "none"
    STARTTLS = "starttls"  # demanded: without it nothing is sent
    TLS = "tls"


class Proof(Enum):
    """How we say who we are."""

    PASSWORD = "password"  # noqa: S105 (a word of ours, no secret)
    XOAUTH2 = "xoauth2"


def _nothing() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class RelayAddress:
    """How a relay is reached. An empty `user` means no login; `secret` gives the password, or a token that is good now,
    and may raise with one clear line. `context` is None for the certificates that this machine trusts.
    """

    host: str
    port: int = 25
    tls: Tls = Tls.STARTTLS
    user: str = ""
    secret: Callable[[], str] = field(default=_nothing, repr=False)
    proof: Proof = Proof.PASSWORD
    timeout: float = 30.0  # seconds that any one answer may take
    local_hostname: str = "localhost"
    name: str = "relay"
    context: ssl.SSLContext | None = field(default=None, repr=False)
