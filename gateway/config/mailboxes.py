"""The tables of mail that comes in by other ways than the listener: mailboxes with their accounts, and LMTP."""

import re
from typing import Literal

from pydantic import Field, model_validator

from .model import NAME, Table
from .secret import Secret

_SAFE = re.compile(r"https://[^\s/@]+(?:/|$)|http://(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?(?:/|$)")


class Mailbox(Table):
    """Folders on an IMAP server that are read as if their mails had been sent to `to`."""

    name: str = Field(pattern=NAME)
    host: str = Field(min_length=1)
    port: int = Field(default=993, ge=1, le=65535)
    tls: Literal["none", "starttls", "tls"] = "tls"
    ca: str = ""
    user: str = Field(min_length=1)
    password: Secret | None = None
    account: str = ""
    folder: str = Field(default="INBOX", min_length=1)
    folders: tuple[str, ...] = Field(default=(), strict=False)
    to: str
    after: Literal["leave", "flag", "move"] = "leave"
    flag: str = Field(default="$Postroom", pattern=r"^[$A-Za-z0-9_-]{1,60}$")
    move_to: str = Field(default="Postroom", min_length=1)
    idle: bool = True
    every: float = Field(default=30.0, ge=1, le=3600, strict=False)
    trusted: bool = False

    @model_validator(mode="after")
    def _one_proof(self) -> "Mailbox":
        if (self.password is None) == (not self.account):
            raise ValueError('give either password = { env = "NAME" } or account = "NAME" of an [[account]]')
        if self.after == "move" and self.move_to in self.watched:
            raise ValueError("move_to is a folder that is read itself")
        return self

    @property
    def watched(self) -> tuple[str, ...]:
        """The folders that are read."""
        return self.folders or (self.folder,)


class Account(Table):
    """Somebody's account with a provider that wants OAuth 2.0; `postroom oauth login` signs in once."""

    name: str = Field(pattern=NAME)
    provider: Literal["microsoft", "google", "other"]
    client_id: str = Field(min_length=1)
    client_secret: Secret | None = None
    tenant: str = Field(default="common", pattern=r"^[A-Za-z0-9.-]{1,100}$")
    scope: str = ""
    device_url: str = ""
    authorize_url: str = ""
    token_url: str = ""

    @model_validator(mode="after")
    def _addresses(self) -> "Account":
        given = (self.scope, self.token_url)
        if self.provider == "other" and not all(given):
            raise ValueError('provider = "other" needs scope and token_url, and device_url or authorize_url')
        for url in (self.device_url, self.authorize_url, self.token_url):
            if url and not _SAFE.match(url):
                raise ValueError("addresses must begin with https://")
        return self


class Lmtp(Table):
    """An entrance for a mail server on this machine (RFC 2033): a port, or the path of a socket. Neither is none."""

    host: str = "127.0.0.1"
    port: int = Field(default=0, ge=0, le=65535)
    socket: str = ""

    @model_validator(mode="after")
    def _one_of_both(self) -> "Lmtp":
        if self.port and self.socket:
            raise ValueError("give either port or socket, not both")
        return self
