"""How far things that go on by themselves have got."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from ..database import UtcDateTime
from .base import Id, metadata

# One row: the oldest version of Postroom, by its newest step, that may work on these tables.
reach = Table(
    "reach",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("oldest", String(32), nullable=False),
)

periodic_slot = Table(
    "periodic_slot",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("slot", BigInteger, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)

# How far each folder of a mailbox was read: every mail up to `uid` under this UIDVALIDITY is in `mailbox_mail` or was
# there before us. Folder "" is how far a mailbox was read when it had only one.
mailbox_folder = Table(
    "mailbox_folder",
    metadata,
    Column("mailbox", String(40), primary_key=True),
    Column("folder", Text, primary_key=True),
    Column("validity", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),
    Column("before", BigInteger, nullable=False),  # UIDs up to this one were there before we began, and are not ours
    Column("since", UtcDateTime, nullable=False),  # when we began
    Column("at", UtcDateTime, nullable=False),  # when a mail was last taken
)

# Which node watches a mailbox. `fence` grows with every new holder: who comes back late with an old one is refused.
mailbox_lease = Table(
    "mailbox_lease",
    metadata,
    Column("mailbox", String(40), primary_key=True),
    Column("holder", Text, nullable=False),
    Column("fence", BigInteger, nullable=False),
    Column("until", UtcDateTime, nullable=False),
)

# What became of each mail of a folder: the spooled mail, or why it was passed over. `digest` is the SHA-256 of its
# bytes, by which it is known again under another UID.
mailbox_mail = Table(
    "mailbox_mail",
    metadata,
    Column("mailbox", String(40), primary_key=True),
    Column("folder", Text, primary_key=True),
    Column("validity", BigInteger, primary_key=True),
    Column("uid", BigInteger, primary_key=True),
    Column("mail", Id, ForeignKey("spool.id")),
    Column("passed", String(12), nullable=False, default="", server_default=""),
    Column("digest", LargeBinary(32)),
    Column("at", UtcDateTime, nullable=False),
)

Index("ix_mailbox_mail_digest", mailbox_mail.c.mailbox, mailbox_mail.c.digest)

Index("ix_mailbox_mail_mail", mailbox_mail.c.mail)

# After a backup was restored: numbers up to this one may have been given out in the time that was lost, and are not
# given out again. SQLite numbers rows from here on where none is higher; on PostgreSQL the sequences are set instead.
number_floor = Table(
    "number_floor",
    metadata,
    Column("name", String(40), primary_key=True),  # of the table
    Column("number", BigInteger, nullable=False),
)
