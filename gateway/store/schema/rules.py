"""What admins decided, and whose turn it is: revisions of rules and roster, turns of departments, who is away."""

from sqlalchemy import Column, Integer, String, Table, Text

from ..database import UtcDateTime
from .base import metadata

# Every rule set that was ever applied. The one with the highest number is in force.
rule_revision = Table(
    "rule_revision",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("author", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("restores", Integer),  # the revision that it brought back, where it did
)

# The same of the roster: agents, departments and holidays as they were changed since the configuration was written.
roster_revision = Table(
    "roster_revision",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("author", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("restores", Integer),
)

# Who got the latest ticket by turn. `version` grows with every turn: two nodes never take the same one.
turn = Table(
    "turn",
    metadata,
    Column("department", String(40), primary_key=True),
    Column("agent", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

# Agents who are away. `until` is none for who is away until they write again.
absence = Table(
    "absence",
    metadata,
    Column("agent", Text, primary_key=True),
    Column("since", UtcDateTime, nullable=False),
    Column("until", UtcDateTime),
    Column("how", String(16), nullable=False),
)
