"""Who people are: everybody who wrote or was written to, and what agents sign in with."""

from sqlalchemy import Boolean, Column, ForeignKey, LargeBinary, String, Table, Text, false

from ..database import UtcDateTime
from .base import Id, metadata

person = Table(
    "person",
    metadata,
    Column("id", Id, primary_key=True),
    Column("address", Text, nullable=False, unique=True),  # the key form
    Column("name", Text, nullable=False),
    Column("language", String(8), nullable=False),  # "" where unknown
    Column("unreachable", UtcDateTime),  # since when mail to this address comes back for good
    Column("complained", UtcDateTime),  # when its reader called mail of ours spam: automatic mail is not sent
    Column("trouble", Text, nullable=False, default="", server_default=""),  # the other server's words about it
    Column("erased", UtcDateTime),  # since when the address is a pseudonym
)

# What an agent needs to hand in mail by a login, and whether the agent is one at all. Agents without a row have none.
login = Table(
    "login",
    metadata,
    Column("agent", Text, primary_key=True),  # the name in the configuration
    Column("password", Text, nullable=False),  # an argon2 hash, "" for none
    Column("disabled", Boolean, nullable=False, default=False, server_default=false()),
    Column("revoked", UtcDateTime),  # signed addresses that the agent was given until then count no longer
)

# Small pictures that came with a person's mails: each is shown the first time only.
picture = Table(
    "picture",
    metadata,
    Column("person", Id, ForeignKey("person.id"), primary_key=True),
    Column("sha256", LargeBinary(32), primary_key=True),
)
