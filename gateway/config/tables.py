"""The tables of the configuration, with every key's default and what a value must look like on its own."""

import os
import re
from pathlib import Path

from pydantic import Field, field_validator, model_validator

from .console import Console
from .desk import Agent, Choice, Department, Priorities
from .guards import Brakes, ClamAv, Trust
from .health import Health, Log
from .hours import Holidays, Mornings, Repeats, known_zone
from .label import Label
from .mailboxes import Account, Lmtp, Mailbox
from .model import Table as _Table
from .networks import known_networks
from .relays import Dkim, Links, Relay
from .retention import Retention
from .secret import Secret
from .store import Store
from .submission import Submission

LANGUAGES = ("en", "fa")
LOCAL_PART_LIMIT = 18  # so that a signed reply address stays within 64 octets (RFC 5321 section 4.5.3.1.1)

_DATABASES = ("sqlite:///", "postgresql://", "postgresql+psycopg://")
_BROKERS = ("amqp://", "amqps://", "redis://", "rediss://")
_DOMAIN = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,20}")


MOST_BY_ITSELF = 4  # worker processes, where the configuration names no number


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Site(_Table):
    name: Label = Label(en="Postroom", fa="پست‌روم")
    zone: str = "Asia/Tehran"
    state: str = "./var"

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        return known_zone(value)


class Listener(_Table):
    host: str = "127.0.0.1"
    port: int = Field(default=2525, ge=0, le=65535)
    hostname: str = "localhost"
    max_size: int = Field(default=33_554_432, ge=65_536, le=1_073_741_824)
    certificate: str = ""
    private_key: str = ""
    connections: int = Field(default=10_000, ge=1)
    connections_per_address: int = Field(default=30, ge=1)
    processes: int = Field(default=1, ge=1, le=64)
    proxy_from: tuple[str, ...] = Field(default=(), strict=False)

    @field_validator("proxy_from")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return known_networks(value)

    @model_validator(mode="after")
    def _both_or_neither(self) -> "Listener":
        if bool(self.certificate) != bool(self.private_key):
            raise ValueError("certificate and private_key belong together: give both or neither")
        return self


class Database(_Table):
    url: str = ""

    @field_validator("url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value and not value.startswith(_DATABASES):
            raise ValueError("should begin with postgresql:// or sqlite:///, or be empty")
        return value


class Broker(_Table):
    url: str = ""

    @field_validator("url")
    @classmethod
    def _known_broker(cls, value: str) -> str:
        if value and not value.startswith(_BROKERS):
            raise ValueError("should begin with amqp://, amqps://, redis:// or rediss://, or be empty")
        return value


class Work(_Table):
    processes: int = Field(default=0, ge=0, le=64)
    threads: int = Field(default=8, ge=1, le=64)

    @property
    def count(self) -> int:
        """How many processes 0 stands for: one for each core, within reason."""
        return self.processes or min(cores(), MOST_BY_ITSELF)


class Reply(_Table):
    domain: str = "in.example.org"
    addresses: bool = True
    secret: Secret | None = None
    same_domain: bool = False

    @field_validator("domain")
    @classmethod
    def _domain(cls, value: str) -> str:
        if not _DOMAIN.fullmatch(value):
            raise ValueError("is not a domain, such as in.example.org")
        return value


class Config(_Table):
    site: Site = Site()
    listener: Listener = Listener()
    submission: Submission = Submission()
    lmtp: Lmtp = Lmtp()
    database: Database = Database()
    store: Store = Store()
    broker: Broker = Broker()
    work: Work = Work()
    reply: Reply = Reply()
    relay: tuple[Relay, ...] = Field(min_length=1, strict=False)
    trust: Trust = Trust()
    clamav: ClamAv = ClamAv()
    brakes: Brakes = Brakes()
    repeats: Repeats = Repeats()
    holidays: Holidays = Holidays()
    mornings: Mornings = Mornings()
    priorities: Priorities = Priorities()
    department: tuple[Department, ...] = Field(min_length=1, strict=False)
    agent: tuple[Agent, ...] = Field(default=(), strict=False)
    type: tuple[Choice, ...] = Field(default=(), strict=False)
    product: tuple[Choice, ...] = Field(default=(), strict=False)
    mailbox: tuple[Mailbox, ...] = Field(default=(), strict=False)
    account: tuple[Account, ...] = Field(default=(), strict=False)
    dkim: tuple[Dkim, ...] = Field(default=(), strict=False)
    links: Links = Links()
    health: Health = Health()
    console: Console = Console()
    log: Log = Log()
    retention: Retention = Retention()

    @property
    def state(self) -> Path:
        return Path(self.site.state)

    @property
    def database_url(self) -> str:
        return self.database.url or f"sqlite:///{self.state / 'postroom.db'}"
