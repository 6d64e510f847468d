"""What became of one attempt to hand a mail on, as the outbox row keeps it. Pure."""

from dataclasses import dataclass
from enum import Enum


class Delivery(Enum):
    """The four ends of an attempt. UNCERTAIN: the last dot went out and no answer came (RFC 5321 section 6.1)."""

    SENT = "sent"
    DEFERRED = "deferred"
    BOUNCED = "bounced"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Attempt:
    """`words` are the relay's own, or ours where it said none; one line, at most 500 characters."""

    delivery: Delivery
    words: str
