"""From which numbers a restored SQLite database goes on; and what of 0009 an index finds."""

import sqlalchemy as sa
from alembic import op

from gateway.store.migrations import large

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    unwiped = sa.text("gone IS NOT NULL AND segment IS NOT NULL")
    large.create_index("ix_spool_unwiped", "spool", ["id"], sqlite_where=unwiped, postgresql_where=unwiped)
    op.create_table(
        "number_floor",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("number", sa.BigInteger(), nullable=False),
    )
