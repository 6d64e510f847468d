"""Who is in the console: requests to sign in, and visits."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text

from ..database import UtcDateTime
from .base import metadata

# One mailed link each. Ends used, or by its time; rows are removed a day later.
entrance = Table(
    "entrance",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # drawn: none is ever given out twice
    Column("agent", Text, nullable=False),
    Column("asked", UtcDateTime, nullable=False),
    Column("expires", UtcDateTime, nullable=False),
    Column("used", UtcDateTime),
)

Index("ix_entrance_agent", entrance.c.agent, entrance.c.asked)

# One browser that is signed in. `name` is the SHA-256 of what its cookie says. Ends by its time, or `ended`; rows are
# removed a day later.
visit = Table(
    "visit",
    metadata,
    Column("name", LargeBinary(32), primary_key=True),
    Column("agent", Text, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("seen", UtcDateTime, nullable=False),
    Column("expires", UtcDateTime, nullable=False),
    Column("proven", UtcDateTime),  # when the second factor was shown
    Column("ended", UtcDateTime),
    Column("browser", Text, nullable=False, default="", server_default=""),
)

Index("ix_visit_agent", visit.c.agent)

# The second factor of an agent: it counts once it was `shown` once. `step` is the last time step that was used, so that
# no code counts twice (RFC 6238 section 5.2). `failures` in a row since `failed`.
second_factor = Table(
    "second_factor",
    metadata,
    Column("agent", Text, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("shown", UtcDateTime),
    Column("step", BigInteger, nullable=False, default=0, server_default="0"),
    Column("failures", Integer, nullable=False, default=0, server_default="0"),
    Column("failed", UtcDateTime),
)
