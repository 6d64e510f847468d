"""One notice about to be written as a mail: everything gathered for it, before words are made of it. Pure."""

from dataclasses import dataclass

from .notices import NoticeView, Voice
from .tickets.people import Role


@dataclass(frozen=True, slots=True)
class Enclosure:
    """An attachment that goes along."""

    name: str
    content_type: str
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Linked:
    """An attachment that lies in the folder of links, and by which name."""

    name: str
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Paper:
    """A file of our own making that goes along."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """`writer` is the name of the person whose words it carries, "" where we speak ourselves."""

    view: NoticeView
    ticket: int
    person: int
    recipient: str
    role: Role
    voice: Voice
    department: str
    writer: str
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    enclosures: tuple[Enclosure, ...] = ()
    papers: tuple[Paper, ...] = ()
    links: tuple[Linked, ...] = ()
