"""What was taken away and how far that has got: erasures of people, contents that nobody refers to, retention."""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, String, Table

from ..database import UtcDateTime
from .base import Id, metadata

# One erasure of one person, without a word of who that was. `step` is the last one that was begun.
erasure = Table(
    "erasure",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("person", Id, nullable=False),  # whose address is a pseudonym by now; 0 where only mails were kept
    Column("begun", UtcDateTime, nullable=False),
    Column("step", String(40), nullable=False),
    Column("ended", UtcDateTime),
)

# Contents whose attachments were taken away: removed as soon as nobody else refers to them.
doomed = Table("doomed", metadata, Column("sha256", LargeBinary(32), primary_key=True))

# How far each walk of the retention has come; it begins anew at the end.
retention_place = Table(
    "retention_place",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("place", BigInteger, nullable=False),
)
