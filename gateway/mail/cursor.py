"""How far a mailbox was read: a value that the IMAP entrance and the store share. Pure."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Cursor:
    """All mails up to `uid` were accepted, under this UIDVALIDITY; `at` is when the last one was."""

    validity: int
    uid: int
    at: datetime
