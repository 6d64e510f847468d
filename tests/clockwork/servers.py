"""PostgreSQL's own clock, moved by hand: leases and due times go by it, whatever the clocks of the nodes say."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import psycopg
import pytest
from sqlalchemy import make_url

from gateway.store.clock import Clock

# What the server finds first is taken for its own.
MADE = """
CREATE SCHEMA played;
CREATE TABLE played.clock (at timestamptz NOT NULL);
INSERT INTO played.clock VALUES ('{at}');
CREATE FUNCTION played.now() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT at FROM played.clock';
ALTER DATABASE {name} SET search_path = played, public, pg_catalog;
"""
GONE = "ALTER DATABASE {name} RESET search_path; DROP SCHEMA played CASCADE"


class ServersClock:
    """Of one database. Connections that are opened meanwhile go by it."""

    def __init__(self, url: str) -> None:
        self.name = make_url(url).database
        self._connection = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)

    def say(self, statement: str) -> None:
        self._connection.execute(statement.format(name=self.name, at=datetime.now(UTC).isoformat()))

    def follow(self) -> None:
        """It is as late there as it is here."""
        self.say("UPDATE played.clock SET at = '{at}'")

    def close(self) -> None:
        self._connection.close()


@contextmanager
def servers_clock(url: str) -> Iterator[ServersClock]:
    """And nodes that ask for it are told ours, which it follows."""
    clock = ServersClock(url)
    clock.say(MADE)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Clock, "now", lambda self: datetime.now(UTC))
        yield clock
    clock.say(GONE)
    clock.close()
