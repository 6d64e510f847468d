"""Indexes of tickets whose priority is not the usual one, and of alerts: who asks for them reads no others."""

import sqlalchemy as sa

from gateway.store.migrations import large

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    unusual = sa.text("priority <> 'normal'")
    columns = ["priority", "number", "status", "department"]
    large.create_index("ix_ticket_by_priority", "ticket", columns, sqlite_where=unusual, postgresql_where=unusual)
    alert = sa.text("kind = 'alert'")
    columns = ["kind", "recipient", "created", "once"]
    large.create_index("ix_notice_alert", "notice", columns, sqlite_where=alert, postgresql_where=alert)
