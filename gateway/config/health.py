"""The tables of those who watch over Postroom: a page for machines that ask how it does, and the log."""

from typing import Literal

from pydantic import Field

from .model import Table

ROLES = 4  # ports in a row: `up` and `listen` have the first, `poll` the second, `work` the third, `web` the last


class Health(Table):
    """Port 0 is no such page."""

    host: str = "127.0.0.1"
    port: int = Field(default=0, ge=0, le=65535 - ROLES)
    oldest_mail: int = Field(default=300, ge=1)


class Log(Table):
    format: Literal["text", "json"] = "text"
    level: Literal["info", "warning"] = "info"
