"""An index of who wrote: what became of somebody's mails is asked in the console, however many others came."""

import sqlalchemy as sa

from gateway.store.migrations import large

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    written = sa.text("sender <> ''")
    large.create_index("ix_mail_sender", "mail", ["sender", "id"], sqlite_where=written, postgresql_where=written)
