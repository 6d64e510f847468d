"""What admins decided, and whose turn it is: revisions of rules and roster, turns of departments, who is away."""

from sqlalchemy import Column, Integer, String, Table, Text

from ..database import UtcDateTime
from .base import metadata


def _revisions(name: str) -> Table:
    """Every document that was ever applied. The one with the highest number is in force."""
    return Table(
        name,
        metadata,
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("at", UtcDateTime, nullable=False),
        Column("author", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("document", Text, nullable=False),
        Column("restores", Integer),  # the revision that it brought back, where it did
    )


rule_revision = _revisions("rule_revision")
roster_revision = _revisions("roster_revision")

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
