"""Logins, confirmations, held mails that were refused, snoozed and rated tickets, notices about no ticket."""

import sqlalchemy as sa
from alembic import op

from gateway.store.database import UtcDateTime
from gateway.store.schema.base import Id

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("spool", sa.Column("login", sa.Text(), nullable=False, server_default=""))
    op.add_column("mail", sa.Column("confirmed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("article", sa.Column("refused", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("ticket", sa.Column("snoozed", UtcDateTime()))
    op.add_column("ticket", sa.Column("rating", sa.Integer(), nullable=False, server_default="0"))
    for name, column in (("ix_ticket_snoozed", "snoozed"), ("ix_ticket_merged", "merged_into")):
        some = sa.text(f"{column} IS NOT NULL")
        op.create_index(name, "ticket", [column], sqlite_where=some, postgresql_where=some)
    _outbox()
    _tables()


def _outbox() -> None:
    op.add_column("notice", sa.Column("domain", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("notice") as batch:
        batch.alter_column("ticket", existing_type=Id, nullable=True)
    unproven = sa.text("manner = 'content free'")
    op.create_index(
        "ix_notice_unproven",
        "notice",
        ["created", "domain"],
        sqlite_where=unproven,
        postgresql_where=unproven,
    )


def _tables() -> None:
    op.create_table(
        "login",
        sa.Column("agent", sa.Text(), primary_key=True),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("revoked", UtcDateTime()),
    )
    op.create_table(
        "confirmation",
        sa.Column("mail", Id, sa.ForeignKey("spool.id"), primary_key=True),
        sa.Column("person", Id, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("ticket", Id, sa.ForeignKey("ticket.number")),
        sa.Column("expires", UtcDateTime(), nullable=False),
        sa.Column("used", UtcDateTime()),
    )
