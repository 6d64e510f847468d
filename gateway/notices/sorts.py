"""Kinds of a sort: those that answer a mail, those that stay among agents, those that tell of files. Pure."""

from ..tickets.people import Role
from .kinds import Kind

# Kinds that answer the very mail that came in: the never-answer list and the brakes speak about these.
ANSWERS_THE_WRITER = frozenset({Kind.RECEIVED, Kind.AGAIN, Kind.WITHHELD, Kind.REOPENED, Kind.REFUSED, Kind.HOLDING})

# Kinds that do so where the writer is a customer: an agent gets as many transcripts as they give orders.
ANSWERS_CUSTOMERS = ANSWERS_THE_WRITER | {Kind.CONFIRM, Kind.LISTED, Kind.STATUS, Kind.TRANSCRIPT, Kind.RATED}

# Kinds whose answers stay among agents, whatever way they take home.
INTERNAL = frozenset(
    {Kind.NOTE, Kind.HELD, Kind.TRANSCRIPT, Kind.CONFIRM, Kind.STATUS, Kind.LISTED, Kind.AWAKE, Kind.ALERT}
    | {Kind.RULES, Kind.REPEATED, Kind.OVERDUE, Kind.DIGEST, Kind.WEEKLY, Kind.UNDELIVERED}
    | {Kind.SIGN_IN}
)


def answers_the_writer(kind: Kind, role: Role) -> bool:
    """Do the never-answer list and the brakes speak about this notice?"""
    return kind in (ANSWERS_THE_WRITER if role is Role.AGENT else ANSWERS_CUSTOMERS)


# Kinds that no step of a ticket leads to: alerts come of what happens between tickets (store/alerts), digests and
# weekly reports with the morning, links because somebody asks for them in the console (store/visits, store/guests).
ELSEWHERE = frozenset({Kind.ALERT, Kind.DIGEST, Kind.WEEKLY, Kind.SIGN_IN, Kind.VISIT, Kind.NEW_REQUEST})

# Kinds to the writer that say which files of theirs were not passed on.
TELLS_OF_FILES = frozenset({Kind.RECEIVED, Kind.AGAIN, Kind.WITHHELD, Kind.REOPENED, Kind.TRANSCRIPT})
