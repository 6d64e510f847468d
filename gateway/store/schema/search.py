"""The index of words for the console's search, and how far it has been filled. Nothing stands here that does not stand
elsewhere: it may be emptied at any time, and fills again.
"""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, String, Table, Text, text
from sqlalchemy.dialects.postgresql import TSVECTOR

from .base import Id, metadata

# What a ticket says, in parts that are not too long for an index. On PostgreSQL the index is on `words`; on SQLite they
# are kept to be taken out of its own index again, which the first filling makes (`search/shelf`).
search_part = Table(
    "search_part",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),  # the ticket's number and the part's (`search/words`)
    Column("digest", LargeBinary(16), nullable=False),
    Column("words", LargeBinary().with_variant(TSVECTOR(), "postgresql"), nullable=False),
)
Index(
    "ix_search_part_words",
    search_part.c.words,
    sqlite_where=text("0"),  # there it holds nothing
    postgresql_using="gin",
    postgresql_with={"fastupdate": "off"},  # else whoever searches reads a list of what is not sorted in yet
)

# How far the filling has got, by what it goes along. `gaps` are ids below that nobody had committed yet.
search_place = Table(
    "search_place",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("place", BigInteger, nullable=False),
    Column("gaps", Text, nullable=False, default="", server_default=""),
)

# Tickets whose words were taken out, to be looked at again.
search_due = Table(
    "search_due",
    metadata,
    Column("ticket", Id, primary_key=True, autoincrement=False),
)
