"""People who wrote to us, on their own pages: links they asked for, visits, and requests that wait for a yes."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, LargeBinary, String, Table, Text

from ..database import UtcDateTime
from .base import Id, metadata

# One mailed link each, which starts a visit. Ends used, or by its time; rows are removed a day later.
guest_entrance = Table(
    "guest_entrance",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # drawn: none is ever given out twice
    Column("person", Id, ForeignKey("person.id"), nullable=False),
    Column("ticket", Id, nullable=False),  # where they were when they asked, 0 for nowhere
    Column("peer", Text, nullable=False),  # who asked, as far as that is counted
    Column("asked", UtcDateTime, nullable=False),
    Column("expires", UtcDateTime, nullable=False),
    Column("used", UtcDateTime),
)

Index("ix_guest_entrance_person", guest_entrance.c.person, guest_entrance.c.asked)
Index("ix_guest_entrance_peer", guest_entrance.c.peer, guest_entrance.c.asked)

# One browser whose visitor proved their address. `name` is the SHA-256 of what its cookie says. Ends by its time, or
# `ended`; rows are removed a day later.
guest_visit = Table(
    "guest_visit",
    metadata,
    Column("name", LargeBinary(32), primary_key=True),
    Column("person", Id, ForeignKey("person.id"), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("expires", UtcDateTime, nullable=False),
    Column("ended", UtcDateTime),
)

Index("ix_guest_visit_person", guest_visit.c.person)

# One request from the form, as the mail that it becomes once its author says yes. Ends used (and empty), or by its
# time, with its row.
guest_draft = Table(
    "guest_draft",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # drawn
    Column("person", Id, ForeignKey("person.id"), nullable=False),
    Column("peer", Text, nullable=False),
    Column("asked", UtcDateTime, nullable=False),
    Column("expires", UtcDateTime, nullable=False),
    Column("used", UtcDateTime),
    Column("language", String(8), nullable=False),  # of the form
    Column("recipient", Text, nullable=False),  # the department's address
    Column("size", BigInteger, nullable=False),
    Column("raw", LargeBinary, nullable=False),
)

Index("ix_guest_draft_person", guest_draft.c.person)
Index("ix_guest_draft_peer", guest_draft.c.peer, guest_draft.c.asked)
