"""Remembers the small pictures that a person's mails brought, so that a logo is shown once."""

import sqlalchemy as sa
from alembic import op

from gateway.store.schema.base import Id

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "picture",
        sa.Column("person", Id, sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("sha256", sa.LargeBinary(32), primary_key=True),
    )
