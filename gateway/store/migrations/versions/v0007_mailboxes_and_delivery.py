"""Folders of mailboxes with leases and a ledger, attempts with relay and queue id, addresses that do not answer."""

import sqlalchemy as sa
from alembic import op

from gateway.store.database import UtcDateTime
from gateway.store.schema.base import Id

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notice", sa.Column("uncertain", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("attempt", sa.Column("relay", sa.Text(), nullable=False, server_default=""))
    op.add_column("attempt", sa.Column("queue_id", sa.Text(), nullable=False, server_default=""))
    op.add_column("person", sa.Column("unreachable", UtcDateTime()))
    op.add_column("person", sa.Column("complained", UtcDateTime()))
    op.add_column("person", sa.Column("trouble", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "fence",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
    )
    _mailboxes()
    _cursors()


def _mailboxes() -> None:
    op.create_table(
        "mailbox_folder",
        sa.Column("mailbox", sa.String(40), primary_key=True),
        sa.Column("folder", sa.Text(), primary_key=True),
        sa.Column("validity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("before", sa.BigInteger(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
    )
    op.create_table(
        "mailbox_lease",
        sa.Column("mailbox", sa.String(40), primary_key=True),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
    )
    op.create_table(
        "mailbox_mail",
        sa.Column("mailbox", sa.String(40), primary_key=True),
        sa.Column("folder", sa.Text(), primary_key=True),
        sa.Column("validity", sa.BigInteger(), primary_key=True),
        sa.Column("uid", sa.BigInteger(), primary_key=True),
        sa.Column("mail", Id, sa.ForeignKey("spool.id")),
        sa.Column("passed", sa.String(12), nullable=False, server_default=""),
        sa.Column("digest", sa.LargeBinary(32)),
        sa.Column("at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_mailbox_mail_digest", "mailbox_mail", ["mailbox", "digest"])
    op.create_index("ix_mailbox_mail_mail", "mailbox_mail", ["mail"])


def _cursors() -> None:
    """Until now a mailbox was one folder, whose name stood nowhere: the first folder that is read goes on from it."""
    if not sa.inspect(op.get_bind()).has_table("mailbox_cursor"):
        return
    op.execute(
        "INSERT INTO mailbox_folder (mailbox, folder, validity, uid, before, since, at)"
        " SELECT mailbox, '', validity, uid, uid, at, at FROM mailbox_cursor"
    )
    op.drop_table("mailbox_cursor")
