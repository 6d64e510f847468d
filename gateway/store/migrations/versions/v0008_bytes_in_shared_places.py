"""Finds what nothing refers to any more, and says which versions of Postroom may work on these tables."""

import sqlalchemy as sa
from alembic import op

from gateway.store.database import UtcDateTime
from gateway.store.migrations import large

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The indexes come first: each is committed by itself, and made again where the step is run again."""
    large.create_index("ix_attachment_sha256", "attachment", ["sha256"])
    some = sa.text("segment IS NOT NULL")
    large.create_index("ix_spool_segment", "spool", ["segment"], sqlite_where=some, postgresql_where=some)
    op.add_column("blob", sa.Column("saved", UtcDateTime()))
    op.create_table(
        "reach",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("oldest", sa.String(32), nullable=False),
    )
    op.bulk_insert(sa.table("reach", sa.column("number"), sa.column("oldest")), [{"number": 1, "oldest": "0007"}])
