"""Mails say whether a person let them out of quarantine."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mail", sa.Column("released", sa.Boolean(), nullable=False, server_default=sa.false()))
