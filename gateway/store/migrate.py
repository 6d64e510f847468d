"""Brings the tables of a database to what this version needs."""

from .database import Database
from .schema import metadata


def migrate(database: Database) -> None:
    metadata.create_all(database.engine)
