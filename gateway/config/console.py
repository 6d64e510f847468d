"""The table of the web console."""

import ipaddress
import re

from pydantic import Field, field_validator, model_validator

from ..hosts import at
from .model import Table

_URL = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]{1,253}(?:/[A-Za-z0-9._~/-]{0,200})?")


class Console(Table):
    """Port 0 is no console. `url` is what people type; without it the console is found where it listens."""

    host: str = "127.0.0.1"
    port: int = Field(default=0, ge=0, le=65535)
    url: str = ""
    behind_proxy: bool = False
    session_hours: int = Field(default=12, ge=1, le=720)
    requests: bool = True

    @field_validator("url")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and not _URL.fullmatch(value):
            raise ValueError("should look like https://desk.example.org")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _never_in_the_clear(self) -> "Console":
        if self.behind_proxy and not self.url.startswith("https://"):
            raise ValueError("behind_proxy needs url, the https:// address at which the proxy shows the console")
        if not self.behind_proxy and not _is_loopback(self.host):
            raise ValueError(
                "host is not this machine's own: the console has no TLS; leave it on 127.0.0.1, "
                "or set behind_proxy = true where a proxy that has it stands before it"
            )
        return self

    @property
    def address(self) -> str:
        """Where people find it, without a slash at the end; "" where there is none."""
        if not self.port:
            return ""
        return self.url or f"http://{at(self.host, self.port)}"

    @property
    def shown_to_requesters(self) -> str:
        """Where people find the pages of those who write to us; "" where there are none. An address that only this
        machine knows is none that a mail could carry.
        """
        return self.url if self.port and self.requests else ""


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
