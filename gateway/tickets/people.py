"""People, the part they play, and how far a mail proves who sent it. Pure."""

from dataclasses import dataclass
from enum import Enum, IntEnum


class Role(Enum):
    """The part a person plays for one ticket; it decides which words of ours they see."""

    REQUESTER = "requester"
    PARTICIPANT = "participant"
    AGENT = "agent"
    STRANGER = "stranger"


class Standing(IntEnum):
    """How far a mail proves its sender; judged once, in `mail/auth` (reference: security, section 7.4)."""

    FORGED = 0
    UNPROVEN = 1
    BEARER = 2
    ALIGNED = 3
    BOUND = 4
    PROVEN = 5

    @property
    def label(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a mail address. `id` is 0 until stored; `language` is "" until they are known to use one."""

    id: int
    address: str  # the key form, see Mailbox.key
    name: str = ""
    language: str = ""

    @property
    def shown(self) -> str:
        return self.name or self.address


@dataclass(frozen=True, slots=True)
class Agent:
    """Somebody who answers. `name` is the word used in orders and in the configuration."""

    name: str
    address: str
    shown: str
    language: str


@dataclass(frozen=True, slots=True)
class Author:
    """A person with the standing of one mail of theirs."""

    person: Person
    standing: Standing
    role: Role
    agent: str = ""  # the agent's name where role is AGENT
