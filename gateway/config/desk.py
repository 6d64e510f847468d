"""The tables about people and where they work: agents, departments, types and products."""

import re
from typing import Literal

from pydantic import Field, field_validator, model_validator

from .guards import Attachments
from .hours import known_zone, read_shift
from .label import Label
from .model import Table, one_line
from .retention import LONGEST

AGENT_NAME = re.compile(r"[^\s@#]{1,40}")


class Person(Table):
    """What may be changed of an agent while we run."""

    name: str
    address: str
    shown: str = ""
    language: Literal["en", "fa"] = "en"

    @field_validator("name")
    @classmethod
    def _one_word(cls, value: str) -> str:
        if not AGENT_NAME.fullmatch(value):
            raise ValueError("should be one word of at most 40 characters without @ and #, as it stands in orders")
        return value

    @field_validator("shown")
    @classmethod
    def _one_line(cls, value: str) -> str:
        return one_line(value)


class Agent(Person):
    admin: bool = False


class _Named(Table):
    """Something that tickets remember by a word, and that people read under a label."""

    name: str
    label: Label

    @field_validator("name")
    @classmethod
    def _plain_word(cls, value: str) -> str:
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", value):
            raise ValueError("should be one word of at most 40 small Latin letters, digits, - and _")
        return value


class Choice(_Named):
    """A type or a product that tickets may have."""


class Priorities(Table):
    """What people read for the four steps; tickets remember the steps."""

    low: Label = Label(en="low", fa="کم")
    normal: Label = Label(en="normal", fa="عادی")
    high: Label = Label(en="high", fa="زیاد")
    urgent: Label = Label(en="urgent", fa="فوری")


class Office(_Named):
    """What may be changed of a department while we run: who works there, when, and what is promised."""

    agents: tuple[str, ...] = Field(default=(), strict=False)
    lead: str = ""
    language: Literal["en", "fa"] = "en"
    window_days: float = Field(default=3, gt=0, le=365)
    window_counts: Literal["calendar", "business"] = "calendar"
    hours: tuple[str, ...] = Field(default=(), strict=False)
    zone: str = ""
    promise_minutes: int = Field(default=30, ge=0, le=100_000)
    assign: Literal["nobody", "round_robin", "least_loaded"] = "nobody"
    requests: bool = True

    @field_validator("hours")
    @classmethod
    def _shifts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for each in value:
            read_shift(each)
        return value

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        return known_zone(value) if value else value

    @model_validator(mode="after")
    def _days_to_count(self) -> "Office":
        if self.window_counts == "business" and not self.hours:
            raise ValueError('window_counts = "business" counts the days of hours; give them, too')
        if self.window_counts == "business" and self.window_days != round(self.window_days):
            raise ValueError('window_counts = "business" counts whole days; round window_days')
        return self


class Department(Office):
    addresses: tuple[str, ...] = Field(min_length=1, strict=False)
    attachments: Attachments = Attachments()
    raw_days: int | None = Field(default=None, ge=0, le=LONGEST)
    ticket_days: int | None = Field(default=None, ge=0, le=LONGEST)
