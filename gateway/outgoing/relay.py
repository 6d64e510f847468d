"""What a relay is, and how one is reached."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from ..mail.delivery import Attempt
from ..mail.outbound import OutboundMail


class Relay(Protocol):
    """Where mails go. Called from many threads at once."""

    def submit(self, mail: OutboundMail, raw: bytes) -> Attempt: ...

    def close(self) -> None: ...


class Tls(Enum):
    NONE = "none"
    STARTTLS = "starttls"  # demanded: without it nothing is sent
    TLS = "tls"


@dataclass(frozen=True, slots=True)
class RelayAddress:
    """How a relay is reached. An empty `user` means no login."""

    host: str
    port: int = 25
    tls: Tls = Tls.STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 60.0
    local_hostname: str = "localhost"
