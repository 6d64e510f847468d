"""What became of a mail that was handed to the spool: accepted for good under an id, or deferred and not kept."""

from dataclasses import dataclass
from enum import Enum


class Deferral(Enum):
    """Why a mail could not be taken now. Both are temporary (RFC 5321 section 4.2.1): the sender tries again."""

    UNAVAILABLE = "the store cannot be written to"
    FULL = "there is no room to store it"


@dataclass(frozen=True, slots=True)
class Accepted:
    """Committed and durable. From here on Postroom answers for the mail."""

    id: int


@dataclass(frozen=True, slots=True)
class Deferred:
    reason: Deferral


Acceptance = Accepted | Deferred
