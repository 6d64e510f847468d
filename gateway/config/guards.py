"""The tables that say what is let through: attachments, the virus scanner, whose spam marks count, automatic mail."""

import re
from typing import Literal

from pydantic import Field, field_validator, model_validator

from .model import Table
from .networks import known_networks

# What a system runs when somebody opens it. Archives are not opened, so they are not here.
PROGRAMS = (
    *("ade", "adp", "app", "appref-ms", "appx", "bas", "bat", "chm", "cmd", "com", "cpl", "dll", "exe", "gadget"),
    *("hta", "inf", "ins", "iso", "isp", "jar", "jnlp", "js", "jse", "lnk", "mde", "msc", "msi", "msix", "msp", "mst"),
    *("pif", "ps1", "psm1", "reg", "scf", "scr", "sct", "settingcontent-ms", "shb", "shs", "url", "vb", "vbe", "vbs"),
    *("vhd", "vhdx", "ws", "wsc", "wsf", "wsh", "xll"),
)
PROGRAM_TYPES = (
    "application/hta",
    "application/java-archive",
    "application/vnd.microsoft.portable-executable",
    "application/x-dosexec",
    "application/x-ms-installer",
    "application/x-ms-shortcut",
    "application/x-msdos-program",
    "application/x-msdownload",
)

_EXTENSION = re.compile(r"[^\s./\\]{1,40}")
_TYPE = re.compile(r"[a-z0-9.+-]{1,80}/(?:\*|[a-z0-9.+-]{1,80})")
_HOST_AND_PORT = re.compile(r"(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253}):[0-9]{1,5}")


class Attachments(Table):
    """What of a mail a department passes on to its agents and to others."""

    max_size: int = Field(default=26_214_400, ge=1)
    max_total: int = Field(default=33_554_432, ge=1)
    refused_extensions: tuple[str, ...] = Field(default=PROGRAMS, strict=False)
    refused_types: tuple[str, ...] = Field(default=PROGRAM_TYPES, strict=False)

    @field_validator("refused_extensions")
    @classmethod
    def _plain_extensions(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(_EXTENSION.fullmatch(each) for each in value):
            raise ValueError('should hold extensions without their dot, such as "exe"')
        return tuple(each.casefold() for each in value)

    @field_validator("refused_types")
    @classmethod
    def _plain_types(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        folded = tuple(each.lower() for each in value)
        if not all(_TYPE.fullmatch(each) for each in folded):
            raise ValueError('should hold types such as "application/x-msdownload" or "video/*"')
        return folded

    @model_validator(mode="after")
    def _one_fits(self) -> "Attachments":
        if self.max_size > self.max_total and "max_size" in self.model_fields_set:
            raise ValueError("max_size is larger than max_total, so that no file may be that large")
        return self


class ClamAv(Table):
    """The virus scanner `clamd`."""

    socket: str = ""
    timeout: float = Field(default=20.0, ge=1, le=60, strict=False)
    max_size: int = Field(default=26_214_400, ge=1024)
    required: bool = False

    @field_validator("socket")
    @classmethod
    def _a_place(cls, value: str) -> str:
        if value and not value.startswith(("/", "./")) and not _HOST_AND_PORT.fullmatch(value):
            raise ValueError("should be the path of a socket, such as /run/clamav/clamd.ctl, or HOST:PORT")
        return value

    @model_validator(mode="after")
    def _somebody_to_ask(self) -> "ClamAv":
        if self.required and not self.socket:
            raise ValueError("required = true needs a socket: without a scanner no file could ever be passed on")
        return self


class Trust(Table):
    """Whom to believe."""

    authserv_id: str = ""
    border: bool = False
    agents: Literal["bearer", "aligned", "bound"] = "aligned"
    requesters: Literal["bearer", "aligned"] = "aligned"
    spam_headers_from: tuple[str, ...] = Field(default=(), strict=False)

    @field_validator("spam_headers_from")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return known_networks(value)


class Brakes(Table):
    """How much automatic mail goes out at most."""

    hour: int = Field(default=3, ge=1)
    day: int = Field(default=10, ge=1)
    ticket: int = Field(default=6, ge=1)
    ticket_hour: int = Field(default=30, ge=1)
    echoes: int = Field(default=4, ge=1)
    domain: int = Field(default=100, ge=1)
    everyone: int = Field(default=1000, ge=1)
