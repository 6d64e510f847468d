"""Runs Alembic's steps on a connection of ours."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def upgrade(connection: Connection, revision: str) -> None:
    """While others work on the tables."""
    command.upgrade(settings(connection), revision)


def upgrade_alone(connection: Connection, revision: str) -> None:
    """Where nobody else knows of the tables yet: all within the transaction that is open."""
    config = settings(connection)
    config.attributes["alone"] = True
    command.upgrade(config, revision)


def settings(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
