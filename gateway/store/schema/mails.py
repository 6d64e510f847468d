"""Mails as they came, and where each stands. What changes often (`mail`) lies apart from what is large (`spool`)."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Sequence,
    String,
    Table,
    Text,
    false,
    text,
)

from ..database import UtcDateTime
from .base import Id, metadata

# The bytes as accepted. `body` holds them; or `segment`, `place` and `size` say where on disk they lie; or, without a
# `place`, `segment` is their key in the store that all machines share.
spool = Table(
    "spool",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("accepted", UtcDateTime, nullable=False),
    Column("source", String(8), nullable=False),
    Column("peer", Text, nullable=False),
    Column("helo", Text, nullable=False),
    Column("login", Text, nullable=False, default="", server_default=""),  # an agent, or a proven address
    Column("sender", Text, nullable=False),
    Column("recipients", Text, nullable=False),  # separated by "\n"
    Column("silent", Boolean, nullable=False),  # imported so that nobody is written to
    Column("size", BigInteger, nullable=False),
    Column("sha256", LargeBinary(32), nullable=False),
    Column("body", LargeBinary),
    Column("segment", Text),
    Column("place", BigInteger),
    Column("gone", UtcDateTime),  # since when the bytes are not kept; `segment` stays until they are overwritten there
    Column("gone_why", String(8), nullable=False, default="", server_default=""),  # erased or aged
)

Index(
    "ix_spool_unwiped",
    spool.c.id,
    sqlite_where=text("gone IS NOT NULL AND segment IS NOT NULL"),
    postgresql_where=text("gone IS NOT NULL AND segment IS NOT NULL"),
)

Index(  # which files and objects are still wanted
    "ix_spool_segment",
    spool.c.segment,
    sqlite_where=text("segment IS NOT NULL"),
    postgresql_where=text("segment IS NOT NULL"),
)

Sequence("spool_id", metadata=metadata)  # numbers the spool on PostgreSQL; on SQLite the write lock does

# One row a spooled mail: where it stands. `due` moves one lease ahead when a worker takes it.
mail = Table(
    "mail",
    metadata,
    Column("id", Id, ForeignKey("spool.id"), primary_key=True, autoincrement=False),
    Column("outcome", String(12), nullable=False),  # "waiting" until decided
    Column("reason", Text, nullable=False, default=""),
    Column("attempts", Integer, nullable=False, default=0),  # counted before the work
    Column("failures", Integer, nullable=False, default=0, server_default="0"),  # of those, the ones that left a word
    Column("holder", Text, nullable=False, default="", server_default=""),  # the worker that has it now
    Column("due", UtcDateTime, nullable=False),
    Column("parked", Boolean, nullable=False, default=False),
    Column("released", Boolean, nullable=False, default=False, server_default=false()),  # by a person
    Column("confirmed", Boolean, nullable=False, default=False, server_default=false()),  # by its author
    Column("error", Text, nullable=False, default=""),
    Column("ticket", Id, ForeignKey("ticket.number")),
    Column("message_id", Text, nullable=False, default=""),
    Column("sender", Text, nullable=False, default=""),
    Column("subject", Text, nullable=False, default=""),
    Column("trail", JSON),
    Column("finished", UtcDateTime),
)

Index(
    "ix_mail_waiting",
    mail.c.due,
    sqlite_where=text("outcome = 'waiting'"),
    postgresql_where=text("outcome = 'waiting'"),
)

Index("ix_mail_outcome", mail.c.outcome, mail.c.id)

Index("ix_mail_message_id", mail.c.message_id)

# Who wrote it, newest first. A mail that nobody has read yet has no sender here and costs nothing.
WRITTEN = text("mail.sender <> ''")
_WRITTEN = text("sender <> ''")

Index("ix_mail_sender", mail.c.sender, mail.c.id, sqlite_where=_WRITTEN, postgresql_where=_WRITTEN)

# Mails whose orders wait for a yes of their author, asked for by one mail; `used` is when it came.
confirmation = Table(
    "confirmation",
    metadata,
    Column("mail", Id, ForeignKey("spool.id"), primary_key=True),
    Column("person", Id, ForeignKey("person.id"), nullable=False),
    Column("ticket", Id, ForeignKey("ticket.number")),
    Column("expires", UtcDateTime, nullable=False),
    Column("used", UtcDateTime),
)

# Every mail that became something, by what it says: the same mail through two entrances has one of these.
fingerprint = Table(
    "fingerprint",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("mail", Id, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
