"""Raw mail, people and tickets of which no more is kept than the ledger and the reports need."""

import sqlalchemy as sa
from alembic import op

from gateway.store.database import UtcDateTime
from gateway.store.schema.base import Id

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("spool", sa.Column("gone", UtcDateTime()))
    op.add_column("spool", sa.Column("gone_why", sa.String(8), nullable=False, server_default=""))
    op.add_column("person", sa.Column("erased", UtcDateTime()))
    op.add_column("ticket", sa.Column("emptied", UtcDateTime()))
    op.create_table(
        "erasure",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("person", Id, nullable=False),
        sa.Column("begun", UtcDateTime(), nullable=False),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("ended", UtcDateTime()),
    )
    op.create_table("doomed", sa.Column("sha256", sa.LargeBinary(32), primary_key=True))
    op.create_table(
        "retention_place",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("place", sa.BigInteger(), nullable=False),
    )
