"""Articles say whether their mail was signed or encrypted; attachments, whether they are hidden or withheld."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("article", sa.Column("seal", sa.Text(), nullable=False, server_default=""))
    op.add_column("attachment", sa.Column("hidden", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("attachment", sa.Column("withheld", sa.Text(), nullable=False, server_default=""))
