"""What goes out: notices and every attempt to send them."""

from sqlalchemy import (
    JSON,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from ..database import UtcDateTime
from .base import Id, metadata

# The outbox: one row, one recipient, one mail. `due` moves one lease ahead when a worker takes it.
notice = Table(
    "notice",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("ticket", Id, ForeignKey("ticket.number")),  # none: it is about a person, or about ourselves
    Column("article", Id, ForeignKey("article.id")),
    Column("mail", Id, ForeignKey("spool.id")),  # the mail that caused it
    Column("person", Id, ForeignKey("person.id"), nullable=False),
    Column("recipient", Text, nullable=False),
    Column("domain", Text, nullable=False, default="", server_default=""),  # of the recipient
    Column("role", String(16), nullable=False),
    Column("language", String(8), nullable=False),
    Column("voice", String(16), nullable=False),  # human, or the word for Auto-Submitted
    Column("manner", String(12), nullable=False),
    Column("lines", JSON, nullable=False),  # a transcript's lines
    Column("answer", Text, nullable=False, default="", server_default=""),  # words of the house, by a rule
    Column("message_id", Text, nullable=False, unique=True),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column(
        "uncertain", Integer, nullable=False, default=0, server_default="0"
    ),  # attempts that nobody heard the end of
    Column("holder", Text, nullable=False, default="", server_default=""),
    Column("due", UtcDateTime, nullable=False),
    Column("created", UtcDateTime, nullable=False),
    Column("finished", UtcDateTime),
    Column("last_reply", Text, nullable=False, default=""),
    Column("once", Text, nullable=False),  # cause, kind and person: nobody is told the same thing twice
    UniqueConstraint("once"),
)

Index("ix_notice_ticket", notice.c.ticket, notice.c.id)

Index("ix_notice_recipient", notice.c.recipient, notice.c.created)

Index(
    "ix_notice_unproven",
    notice.c.created,
    notice.c.domain,
    sqlite_where=text("manner = 'content free'"),
    postgresql_where=text("manner = 'content free'"),
)

Index("ix_notice_mail", notice.c.mail)  # what a mail led to

# States that few notices end in, and that people look for. A query that says this very condition is answered by the
# index, however many were sent.
FAILED = text("notice.state IN ('bounced', 'parked', 'cancelled')")
_FAILED = text("state IN ('bounced', 'parked', 'cancelled')")

Index("ix_notice_failed", notice.c.state, notice.c.id, sqlite_where=_FAILED, postgresql_where=_FAILED)

# Agents get thousands of notices a day, and few of them are alerts.
ALERTS = text("notice.kind = 'alert'")
_ALERTS = text("kind = 'alert'")

Index(
    "ix_notice_alert",
    notice.c.kind,  # always the same: with one column more to go by, SQLite takes this index before the other
    notice.c.recipient,
    notice.c.created,
    notice.c.once,
    sqlite_where=_ALERTS,
    postgresql_where=_ALERTS,
)

attempt = Table(
    "attempt",
    metadata,
    Column("notice", Id, ForeignKey("notice.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("delivery", String(10), nullable=False),
    Column("words", Text, nullable=False),
    Column("relay", Text, nullable=False, default="", server_default=""),  # which one was asked, by its name
    Column("queue_id", Text, nullable=False, default="", server_default=""),  # under which it has the mail
)

# After a backup was restored: what was to be said before this moment may have been said, and is not said again.
fence = Table(
    "fence",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("until", UtcDateTime, nullable=False),
    Column("at", UtcDateTime, nullable=False),  # when it was set
)
Index(
    "ix_notice_waiting",
    notice.c.due,
    sqlite_where=text("state = 'waiting'"),
    postgresql_where=text("state = 'waiting'"),
)
Index(  # what people wrote, however many automatic mails are due
    "ix_notice_answers",
    notice.c.state,  # always the same: with two columns to go by, SQLite takes this one before the other
    notice.c.due,
    sqlite_where=text("state = 'waiting' AND voice = 'human'"),
    postgresql_where=text("state = 'waiting' AND voice = 'human'"),
)
