"""A decision on its way into the database, and what became of it there."""

from dataclasses import dataclass
from datetime import datetime

from ..decisions import Decision
from ..policy import Policy
from .facts import Arrived
from .ledger import Claim
from .taker import Taker


@dataclass(frozen=True, slots=True)
class Applied:
    """What was written: the ticket's number (0 for none), the notices that are due now, and mails that were decided
    about before and are to be decided about again.
    """

    ticket: int
    notices: tuple[int, ...]
    again: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """One decision about one mail, ready to be written. `taker` sends the notices itself (None: anybody). `number` is
    what a ticket is called that it opens, where that was known before (0: the next one).
    """

    arrived: Arrived
    decision: Decision
    policy: Policy
    now: datetime
    taker: Taker | None = None
    number: int = 0
    claim: Claim | None = None  # under which the mail was worked on; None where nobody else can have it
