"""The tables. What changes often lies apart from what is large: `spool` is written once, `mail` is its state."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Sequence,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from .database import UtcDateTime

_NAMES = {"ix": "ix_%(column_0_label)s", "uq": "uq_%(table_name)s_%(column_0_name)s"}
_NAMES |= {"fk": "fk_%(table_name)s_%(column_0_name)s", "pk": "pk_%(table_name)s"}
metadata = MetaData(naming_convention=_NAMES)

Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only where the type is INTEGER

# The bytes as accepted. Either `body` holds them, or `segment`, `place` and `size` say where on disk they lie.
spool = Table(
    "spool",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("accepted", UtcDateTime, nullable=False),
    Column("source", String(8), nullable=False),
    Column("peer", Text, nullable=False),
    Column("helo", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("recipients", Text, nullable=False),  # separated by "\n"
    Column("silent", Boolean, nullable=False),  # imported so that nobody is written to
    Column("size", BigInteger, nullable=False),
    Column("sha256", LargeBinary(32), nullable=False),
    Column("body", LargeBinary),
    Column("segment", Text),
    Column("place", BigInteger),
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

# Every mail that became something, by what it says: the same mail through two entrances has one of these.
fingerprint = Table(
    "fingerprint",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("mail", Id, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

person = Table(
    "person",
    metadata,
    Column("id", Id, primary_key=True),
    Column("address", Text, nullable=False, unique=True),  # the key form
    Column("name", Text, nullable=False),
    Column("language", String(8), nullable=False),  # "" where unknown
)

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
    Column("reminded", Boolean, nullable=False, default=False),
    Column("closed", UtcDateTime),
    Column("version", Integer, nullable=False, default=1),
)
Index("ix_ticket_status", ticket.c.status, ticket.c.closes)
Index("ix_ticket_department", ticket.c.department, ticket.c.created)
Index("ix_ticket_requester", ticket.c.requester)

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
)

# Contents by hash, where the database holds them (PostgreSQL); on SQLite they lie in a folder.
blob = Table(
    "blob",
    metadata,
    Column("sha256", LargeBinary(32), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

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

# The outbox: one row, one recipient, one mail. `due` moves one lease ahead when a worker takes it.
notice = Table(
    "notice",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("ticket", Id, ForeignKey("ticket.number"), nullable=False),
    Column("article", Id, ForeignKey("article.id")),
    Column("mail", Id, ForeignKey("spool.id")),  # the mail that caused it
    Column("person", Id, ForeignKey("person.id"), nullable=False),
    Column("recipient", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("language", String(8), nullable=False),
    Column("voice", String(16), nullable=False),  # human, or the word for Auto-Submitted
    Column("manner", String(12), nullable=False),
    Column("lines", JSON, nullable=False),  # a transcript's lines
    Column("message_id", Text, nullable=False, unique=True),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("holder", Text, nullable=False, default="", server_default=""),
    Column("due", UtcDateTime, nullable=False),
    Column("created", UtcDateTime, nullable=False),
    Column("finished", UtcDateTime),
    Column("last_reply", Text, nullable=False, default=""),
    Column("once", Text, nullable=False),  # cause, kind and person: nobody is told the same thing twice
    UniqueConstraint("once"),
)
Index(
    "ix_notice_waiting",
    notice.c.due,
    sqlite_where=text("state = 'waiting'"),
    postgresql_where=text("state = 'waiting'"),
)
Index("ix_notice_ticket", notice.c.ticket, notice.c.id)
Index("ix_notice_recipient", notice.c.recipient, notice.c.created)

attempt = Table(
    "attempt",
    metadata,
    Column("notice", Id, ForeignKey("notice.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("delivery", String(10), nullable=False),
    Column("words", Text, nullable=False),
)

periodic_slot = Table(
    "periodic_slot",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("slot", BigInteger, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)
