"""The tables of mail that goes out: relays, signatures, links in place of large files."""

import re
from typing import Literal

from pydantic import Field, field_validator, model_validator

from .model import NAME, Table
from .secret import Secret

_DOMAIN = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,20}")


class Relay(Table):
    """A server that takes our mail. Several are asked in their order; those of a department before those of all."""

    name: str = Field(default="relay", pattern=NAME)
    departments: tuple[str, ...] = Field(default=(), strict=False)
    folder: str = ""
    host: str = ""
    port: int = Field(default=25, ge=1, le=65535)
    tls: Literal["none", "starttls", "tls"] = "starttls"
    ca: str = ""
    user: str = ""
    password: Secret | None = None
    account: str = ""
    timeout: float = Field(default=30.0, gt=0, le=600)

    @model_validator(mode="after")
    def _one_way_out(self) -> "Relay":
        if bool(self.folder) == bool(self.host):
            raise ValueError("give either folder (mail is written there) or host (mail is sent there)")
        if self.user and self.password is None and not self.account:
            raise ValueError('user needs a password = { env = "NAME" } or { file = "PATH" }')
        if self.account and self.password is not None:
            raise ValueError("give either password or account, not both")
        if self.account and not self.user:
            raise ValueError("account needs a user")
        return self


class Dkim(Table):
    """Our signature on mail from one domain (RFC 6376)."""

    domain: str
    selector: str = Field(min_length=1, max_length=63, pattern=r"^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$")
    key: Secret

    @field_validator("domain")
    @classmethod
    def _is_domain(cls, value: str) -> str:
        if not _DOMAIN.fullmatch(value):
            raise ValueError("is not a domain, such as example.org")
        return value.lower()


class Links(Table):
    """Large files as links, to a folder that a web server of the house shows under `url`."""

    folder: str = ""
    url: str = ""
    over: int = Field(default=10_485_760, ge=65_536)
    days: int = Field(default=30, ge=1, le=3650)

    @field_validator("url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[^\s\"<>]{1,500}", value):
            raise ValueError("is not a web address, such as https://files.example.org")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _both_or_neither(self) -> "Links":
        if bool(self.folder) != bool(self.url):
            raise ValueError("folder and url belong together: give both or neither")
        return self
