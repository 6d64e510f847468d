"""Mail of ours that did not arrive, or that its reader calls spam: what shows it, and what follows. Pure."""

from dataclasses import dataclass
from enum import Enum

from ..mail.inbound import Failure, Reason


class Proof(Enum):
    """What in a report leads to a notice of ours; `SUFFICES` says what each is good for."""

    BOUNCE_ADDRESS = "signed bounce address"  # of exactly its person and ticket, and not made too long ago
    ID_AND_RECIPIENT = "Message-ID and recipient"  # the one that failed is the one that it was sent to
    ID = "Message-ID"  # it stands in every answer's headers: whoever has one of those could have written the report


class Use(Enum):
    """What a report may do."""

    KEEP = "lie on the ticket for agents to see"
    END = "end the notice, let the clock go on and have agents told"
    MARK = "mark the address, so that automatic mail is not sent there"


_ALL = frozenset(Use)
SUFFICES: dict[Proof, frozenset[Use]] = {
    Proof.BOUNCE_ADDRESS: _ALL,
    Proof.ID_AND_RECIPIENT: _ALL,
    Proof.ID: frozenset({Use.KEEP}),
}


class Loss(Enum):
    """What became of a mail of ours."""

    GONE = "gone"  # nothing sent to this address arrives any more
    REFUSED = "refused"  # this mail was not taken; another one may be
    LATER = "later"  # it may arrive another time
    SPAM = "spam"  # it arrived, and its reader calls it spam


# Of each reason, where the other server says that its answer is for good; of a passing one (4.x.x) all are LATER.
LOSSES: dict[Reason, Loss] = {
    Reason.NO_SUCH_USER: Loss.GONE,
    Reason.MOVED: Loss.GONE,
    Reason.SUSPENDED: Loss.GONE,
    Reason.NO_SUCH_HOST: Loss.GONE,
    Reason.NO_MAIL_TAKEN: Loss.GONE,
    Reason.TOO_BIG: Loss.REFUSED,
    Reason.RELAY: Loss.REFUSED,
    Reason.SPAM: Loss.REFUSED,
    Reason.VIRUS: Loss.REFUSED,
    Reason.CONTENT: Loss.REFUSED,
    Reason.AUTHENTICATION: Loss.REFUSED,
    Reason.BLOCKED: Loss.REFUSED,
    Reason.SENDER: Loss.REFUSED,
    Reason.POLICY: Loss.REFUSED,
    Reason.PROTOCOL: Loss.REFUSED,
    Reason.UNKNOWN: Loss.REFUSED,
    Reason.MAILBOX_FULL: Loss.LATER,
    Reason.RATE: Loss.LATER,
    Reason.NETWORK: Loss.LATER,
    Reason.EXPIRED: Loss.LATER,
    Reason.SYSTEM_FULL: Loss.LATER,
    Reason.SYSTEM: Loss.LATER,
}


def loss_of(failure: Failure) -> Loss:
    return Loss.LATER if failure.status.startswith("4") else LOSSES[failure.reason]


# Feedback that is no complaint: it takes one back, or a server reports what failed its own checks (RFC 6591).
NO_COMPLAINT = frozenset({"not-spam", "auth-failure", "dmarc"})


@dataclass(frozen=True, slots=True)
class Lost:
    """A notice of ours that did not arrive, or was complained about. `again`: it is put back and tried again later."""

    notice: int
    loss: Loss
    reason: Reason
    words: str  # the other server's own
    again: bool = False
    told: bool = True  # agents hear of it
    to_agent: bool = False  # it was a mail to one of them

    @property
    def marks(self) -> bool:
        """Does it say something about the address, beyond this one mail?"""
        return self.loss in (Loss.GONE, Loss.SPAM)
