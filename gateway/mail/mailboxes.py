"""How far mailboxes were read and what was in them: values that the IMAP entrance and the store share. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to watch a mailbox, until it is taken over. `fence` is larger for every new holder."""

    mailbox: str
    fence: int


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of a mailbox, as numbered under one UIDVALIDITY (RFC 9051 section 2.3.1.1)."""

    mailbox: str
    folder: str
    validity: int


@dataclass(frozen=True, slots=True)
class Cursor:
    """All mails of the place up to `uid` were taken or passed over; those up to `before` were there before us."""

    place: Place
    uid: int
    before: int
    since: datetime  # when we began to watch
    at: datetime  # when a mail was last taken


class Passed(Enum):
    """Why a mail in a mailbox is none of our spool."""

    BEFORE = "there before us"  # found when the server had numbered the folder anew
    LARGE = "too large"
    GONE = "gone"  # it was removed before we could read it
    BROKEN = "unreadable"  # the server does not give it to us, however often it is asked


@dataclass(frozen=True, slots=True)
class Noted:
    """What became of the mail with this UID: the spooled mail, or why there is none."""

    uid: int
    digest: bytes | None
    mail: int | None
    passed: Passed | None = None


class LeaseLost(Exception):
    """Somebody else watches the mailbox by now; what was noted meanwhile is not written."""
