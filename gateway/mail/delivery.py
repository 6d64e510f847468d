"""What became of one attempt to hand a mail on, as the outbox row keeps it. Pure."""

from dataclasses import dataclass
from enum import Enum


class Delivery(Enum):
    """The four ends of an attempt. UNCERTAIN: the last dot went out and no answer came (RFC 5321 section 6.1)."""

    SENT = "sent"
    DEFERRED = "deferred"
    BOUNCED = "bounced"
    UNCERTAIN = "uncertain"


class Fault(Enum):
    """Whether another relay may be asked after this one: only where nothing was handed over and the trouble is not the
    recipient's. Who is put off by greylisting stays where he was put off, or the waiting would begin anew elsewhere.
    """

    NONE = "none"  # it has the mail, or may have it, or what it says is about the recipient
    RELAY = "relay"  # not reached, not secured, hung up, too slow
    LOGIN = "login"  # it does not believe that we are who we say
    REFUSES = "refuses"  # it will not have this from us: our sender, or relaying as such
    UNFIT = "unfit"  # this very mail is more than it can do: its size, its SMTPUTF8


@dataclass(frozen=True, slots=True)
class Attempt:
    """`words` are the relay's own, or ours where it said none; one line, at most 500 characters."""

    delivery: Delivery
    words: str
    relay: str = ""  # which one was asked, by its name; "" where none was
    queue_id: str = ""  # under which the relay has the mail, where it said so
    fault: Fault = Fault.NONE
    again: int = 0  # seconds after which to come again, where the relay said so


@dataclass(frozen=True, slots=True)
class Resting:
    """No attempt was made: every relay for this mail failed a moment ago and is left alone for so many seconds."""

    seconds: float
    words: str
