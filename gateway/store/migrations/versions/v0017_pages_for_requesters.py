"""Links, visits and unconfirmed requests of people who wrote to us."""

import sqlalchemy as sa
from alembic import op

from gateway.store.database import UtcDateTime
from gateway.store.schema.base import Id

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "guest_entrance",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("person", Id, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("ticket", Id, nullable=False),
        sa.Column("peer", sa.Text(), nullable=False),
        sa.Column("asked", UtcDateTime(), nullable=False),
        sa.Column("expires", UtcDateTime(), nullable=False),
        sa.Column("used", UtcDateTime()),
    )
    op.create_index("ix_guest_entrance_person", "guest_entrance", ["person", "asked"])
    op.create_index("ix_guest_entrance_peer", "guest_entrance", ["peer", "asked"])
    op.create_table(
        "guest_visit",
        sa.Column("name", sa.LargeBinary(32), primary_key=True),
        sa.Column("person", Id, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("expires", UtcDateTime(), nullable=False),
        sa.Column("ended", UtcDateTime()),
    )
    op.create_index("ix_guest_visit_person", "guest_visit", ["person"])
    op.create_table(
        "guest_draft",
        sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
        sa.Column("person", Id, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("peer", sa.Text(), nullable=False),
        sa.Column("asked", UtcDateTime(), nullable=False),
        sa.Column("expires", UtcDateTime(), nullable=False),
        sa.Column("used", UtcDateTime()),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_guest_draft_person", "guest_draft", ["person"])
    op.create_index("ix_guest_draft_peer", "guest_draft", ["peer", "asked"])
