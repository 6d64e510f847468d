"""How far things that go on by themselves have got."""

from sqlalchemy import BigInteger, Column, String, Table

from ..database import UtcDateTime
from .base import metadata

periodic_slot = Table(
    "periodic_slot",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("slot", BigInteger, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)

mailbox_cursor = Table(
    "mailbox_cursor",
    metadata,
    Column("mailbox", String(40), primary_key=True),
    Column("validity", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
