"""Revisions of rules, promises of a first answer, tags, repeats, turns and absences."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from gateway.store.database import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ticket", sa.Column("tags", sa.Text(), nullable=False, server_default=""))
    op.add_column("ticket", sa.Column("repeats", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("ticket", sa.Column("promised", UtcDateTime()))
    op.add_column("ticket", sa.Column("nudge", sa.String(8), nullable=False, server_default=""))
    op.add_column("ticket", sa.Column("nudge_at", UtcDateTime()))
    op.add_column("notice", sa.Column("answer", sa.Text(), nullable=False, server_default=""))
    some = sa.text("nudge_at IS NOT NULL")
    on = ["status", "nudge_at"]
    op.create_index("ix_ticket_nudge_at", "ticket", on, sqlite_where=some, postgresql_where=some)
    open_ = sa.text("status IN ('new', 'open', 'waiting', 'resolved')")
    desk = ["department", "assignee", "status"]
    op.create_index("ix_ticket_desk", "ticket", desk, sqlite_where=open_, postgresql_where=open_)
    _reminders()
    op.create_index("ix_ticket_created", "ticket", ["created"])
    op.create_index("ix_journal_change", "journal", ["change", "at"])
    asked = sa.text("status IN ('new', 'open', 'waiting')")
    told = ["requester", "number", "status", "created"]
    op.create_index("ix_ticket_asked", "ticket", told, sqlite_where=asked, postgresql_where=asked)
    _tables()


def _reminders() -> None:
    """Resolved tickets were reminded of a day before their end, or half-way; now that moment is written down."""
    op.add_column("ticket", sa.Column("reminds", UtcDateTime()))
    some = sa.text("reminds IS NOT NULL")
    on = ["status", "reminds"]
    op.create_index("ix_ticket_reminds", "ticket", on, sqlite_where=some, postgresql_where=some)
    moments = (sa.column(name, UtcDateTime()) for name in ("resolved", "closes", "reminds"))
    others = (sa.column("number", sa.Integer()), sa.column("status", sa.Text()), sa.column("reminded", sa.Boolean()))
    ticket = sa.table("ticket", *others, *moments)
    waiting = sa.select(ticket.c.number, ticket.c.resolved, ticket.c.closes).where(
        ticket.c.status == "resolved", ticket.c.reminded.is_(False), ticket.c.closes.is_not(None)
    )
    connection = op.get_bind()
    for number, resolved, closes in connection.execute(waiting).all():
        reminds = max(closes - timedelta(days=1), resolved + (closes - resolved) / 2)
        connection.execute(sa.update(ticket).where(ticket.c.number == number).values(reminds=reminds))


def _tables() -> None:
    op.create_table(
        "rule_revision",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("restores", sa.Integer()),
    )
    op.create_table(
        "turn",
        sa.Column("department", sa.String(40), primary_key=True),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_table(
        "absence",
        sa.Column("agent", sa.Text(), primary_key=True),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime()),
        sa.Column("how", sa.String(16), nullable=False),
    )
