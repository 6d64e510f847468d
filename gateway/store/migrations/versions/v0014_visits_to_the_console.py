"""Who signs in to the console."""

import sqlalchemy as sa
from alembic import op

from gateway.store.database import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "entrance",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("asked", UtcDateTime(), nullable=False),
        sa.Column("expires", UtcDateTime(), nullable=False),
        sa.Column("used", UtcDateTime()),
    )
    op.create_index("ix_entrance_agent", "entrance", ["agent", "asked"])
    op.create_table(
        "visit",
        sa.Column("name", sa.LargeBinary(32), primary_key=True),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("seen", UtcDateTime(), nullable=False),
        sa.Column("expires", UtcDateTime(), nullable=False),
        sa.Column("proven", UtcDateTime()),
        sa.Column("ended", UtcDateTime()),
        sa.Column("browser", sa.Text(), nullable=False, server_default=""),
    )
    op.create_index("ix_visit_agent", "visit", ["agent"])
    op.create_table(
        "second_factor",
        sa.Column("agent", sa.Text(), primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("shown", UtcDateTime()),
        sa.Column("step", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("failed", UtcDateTime()),
    )
