"""Tickets, the people in them, what was said, and how mail finds its way to them."""

from sqlalchemy import (
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

ticket = Table(
    "ticket",
    metadata,
    Column("number", Id, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("status", String(10), nullable=False),
    Column("department", Text, nullable=False),
    Column("assignee", Text, nullable=False, default=""),
    Column("priority", String(8), nullable=False),
    Column("type", Text, nullable=False),
    Column("product", Text, nullable=False, default=""),
    Column("requester", Id, ForeignKey("person.id"), nullable=False),
    Column("language", String(8), nullable=False),
    Column("follows", Id, ForeignKey("ticket.number")),
    Column("merged_into", Id, ForeignKey("ticket.number")),
    Column("created", UtcDateTime, nullable=False),
    Column("first_response", UtcDateTime),
    Column("resolved", UtcDateTime),
    Column("closes", UtcDateTime),
    Column("reminds", UtcDateTime),  # when the requester is to be reminded of that
    Column("reminded", Boolean, nullable=False, default=False),
    Column("closed", UtcDateTime),
    Column("snoozed", UtcDateTime),  # until when
    Column("rating", Integer, nullable=False, default=0, server_default="0"),  # 1 to 5 by the requester, 0 for none
    Column("version", Integer, nullable=False, default=1),
    Column("tags", Text, nullable=False, default="", server_default=""),  # separated by blanks
    Column("repeats", Integer, nullable=False, default=0, server_default="0"),  # the same request sent again
    Column("promised", UtcDateTime),  # until when a first answer was promised
    Column("nudge", String(8), nullable=False, default="", server_default=""),  # what was said of the promise
    Column("nudge_at", UtcDateTime),  # when it is looked at next
    Column("emptied", UtcDateTime),  # since when only number, dates and ids are kept of it
)

Index("ix_ticket_status", ticket.c.status, ticket.c.closes)

Index("ix_ticket_department", ticket.c.department, ticket.c.created)

Index("ix_ticket_created", ticket.c.created)  # for reports

# How long answers took lately. All that is asked stands in it: SQLite would read every ticket without an answer, too.
_ANSWERED = text("first_response IS NOT NULL")
_answer = (ticket.c.department, ticket.c.created, ticket.c.first_response)
Index("ix_ticket_answered", *_answer, sqlite_where=_ANSWERED, postgresql_where=_ANSWERED)

Index("ix_ticket_requester", ticket.c.requester)

Index(
    "ix_ticket_merged",
    ticket.c.merged_into,
    sqlite_where=text("merged_into IS NOT NULL"),
    postgresql_where=text("merged_into IS NOT NULL"),
)

Index(
    "ix_ticket_snoozed",
    ticket.c.snoozed,
    sqlite_where=text("snoozed IS NOT NULL"),
    postgresql_where=text("snoozed IS NOT NULL"),
)

Index(
    "ix_ticket_reminds",
    ticket.c.status,
    ticket.c.reminds,
    sqlite_where=text("reminds IS NOT NULL"),
    postgresql_where=text("reminds IS NOT NULL"),
)

Index(
    "ix_ticket_nudge_at",
    ticket.c.status,
    ticket.c.nudge_at,
    sqlite_where=text("nudge_at IS NOT NULL"),
    postgresql_where=text("nudge_at IS NOT NULL"),
)

# What is being worked on: loads of agents, mornings, the same request again. A query that says this very condition is
# answered by the index, however many tickets are closed.
WORKED_ON = text("ticket.status IN ('new', 'open', 'waiting', 'resolved')")
_WORKED_ON = text("status IN ('new', 'open', 'waiting', 'resolved')")

Index(
    "ix_ticket_desk",
    ticket.c.department,
    ticket.c.assignee,
    ticket.c.status,
    sqlite_where=_WORKED_ON,
    postgresql_where=_WORKED_ON,
)

_OPEN = text("status IN ('new', 'open', 'waiting')")

Index(  # all that is asked of them stands in it, so that SQLite takes no other
    "ix_ticket_asked",
    ticket.c.requester,
    ticket.c.number,
    ticket.c.status,
    ticket.c.created,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)

# For listings, newest first: each begins with what is asked for and goes on in the order that is shown.
Index("ix_ticket_by_status", ticket.c.status, ticket.c.number)

Index("ix_ticket_by_department", ticket.c.department, ticket.c.number)

Index("ix_ticket_by_both", ticket.c.department, ticket.c.status, ticket.c.number)

TAGGED = text("ticket.tags <> ''")
_TAGGED = text("tags <> ''")

Index("ix_ticket_tagged", ticket.c.number, ticket.c.tags, sqlite_where=_TAGGED, postgresql_where=_TAGGED)

# Few tickets are urgent; those that are as most are found by the indexes above.
UNUSUAL = text("ticket.priority <> 'normal'")
_UNUSUAL = text("priority <> 'normal'")

Index(
    "ix_ticket_by_priority",
    ticket.c.priority,
    ticket.c.number,
    ticket.c.status,
    ticket.c.department,
    sqlite_where=_UNUSUAL,
    postgresql_where=_UNUSUAL,
)

ticket_number = Sequence("ticket_number", start=1001, metadata=metadata)  # on PostgreSQL

participant = Table(
    "participant",
    metadata,
    Column("ticket", Id, ForeignKey("ticket.number"), primary_key=True),
    Column("person", Id, ForeignKey("person.id"), primary_key=True),
    Column("since", UtcDateTime, nullable=False),
)

Index("ix_participant_person", participant.c.person)

article = Table(
    "article",
    metadata,
    Column("id", Id, primary_key=True),
    Column("ticket", Id, ForeignKey("ticket.number"), nullable=False),
    Column("mail", Id, ForeignKey("spool.id"), unique=True),
    Column("kind", String(10), nullable=False),
    Column("author", Id, ForeignKey("person.id"), nullable=False),
    Column("author_role", String(16), nullable=False),
    Column("standing", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("quoted", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("refused", Boolean, nullable=False, default=False, server_default=false()),  # held, and no agent wanted it
    Column("seal", Text, nullable=False, default="", server_default=""),  # signed or encrypted, and how
)

Index("ix_article_ticket", article.c.ticket, article.c.id)

attachment = Table(
    "attachment",
    metadata,
    Column("article", Id, ForeignKey("article.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", Text, nullable=False),  # what the sender called it: shown, never used as a path
    Column("type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", LargeBinary(32), nullable=False),
    Column("inline", Boolean, nullable=False),
    Column("content_id", Text, nullable=False),
    Column("hidden", Boolean, nullable=False, default=False, server_default=false()),  # a picture of the signature
    Column("withheld", Text, nullable=False, default="", server_default=""),  # why it is not passed on; "" for none
)

# Contents by hash, where the database holds them (PostgreSQL); on SQLite they lie in a folder.
blob = Table(
    "blob",
    metadata,
    Column("sha256", LargeBinary(32), primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("saved", UtcDateTime),  # when it was last wanted; none for who wrote it before there was this column
)

Index("ix_attachment_sha256", attachment.c.sha256)  # which contents are still wanted

# Message-IDs that lead to a ticket: issued by us, of stored mails, or only mentioned by them (ghosts).
thread = Table(
    "thread",
    metadata,
    Column("message_id", Text, primary_key=True),
    Column("ticket", Id, ForeignKey("ticket.number"), primary_key=True),
    Column("kind", String(8), nullable=False),
)

journal = Table(
    "journal",
    metadata,
    Column("id", Id, primary_key=True),
    Column("ticket", Id, ForeignKey("ticket.number"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("author", Id, ForeignKey("person.id")),  # none: Postroom itself
    Column("mail", Id, ForeignKey("spool.id")),
    Column("change", String(20), nullable=False),
    Column("old", Text, nullable=False),
    Column("new", Text, nullable=False),
)

Index("ix_journal_ticket", journal.c.ticket, journal.c.id)

Index("ix_journal_change", journal.c.change, journal.c.at)  # for reports
