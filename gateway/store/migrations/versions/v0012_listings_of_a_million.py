"""Indexes by which listings, and what a mail led to, are found among a million tickets."""

import sqlalchemy as sa

from gateway.store.migrations import large

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    large.create_index("ix_ticket_by_status", "ticket", ["status", "number"])
    large.create_index("ix_ticket_by_department", "ticket", ["department", "number"])
    large.create_index("ix_ticket_by_both", "ticket", ["department", "status", "number"])
    tagged = sa.text("tags <> ''")
    large.create_index("ix_ticket_tagged", "ticket", ["number", "tags"], sqlite_where=tagged, postgresql_where=tagged)
    large.create_index("ix_notice_mail", "notice", ["mail"])
    failed = sa.text("state IN ('bounced', 'parked', 'cancelled')")
    large.create_index("ix_notice_failed", "notice", ["state", "id"], sqlite_where=failed, postgresql_where=failed)
