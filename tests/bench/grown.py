"""A database with as many tickets as are wanted. A thousand are made by the real `postroom up` out of realistic mail;
the database itself then multiplies every row of them, table by table of the schema, so that a new column comes along.

What old tickets are like: two in a hundred are worked on, the others closed; raw mail is aged away, bodies are short.
"""

import asyncio
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import create_engine, make_url, text, update

from gateway.store.database import Database
from gateway.store.migrate import migrate
from gateway.store.schema import ticket

from ..services import POSTGRESQL
from .copies import SEED, age, multiply
from .house import House, house
from .letters import Letters
from .through import send, settle_in, sink, wait_until_quiet

OPENINGS, OTHERS = 460, 900  # mails that make the first thousand: openings, then four replies to six openings


@dataclass(frozen=True, slots=True)
class Place:
    """Where the prepared databases are kept: SQLite's files in a folder, PostgreSQL's in the server of the tests."""

    kind: str
    cache: Path

    def url(self, tickets: int) -> str:
        if self.kind == "sqlite":
            return f"sqlite:///{self.cache.resolve()}/growth-{tickets}.db"
        return make_url(POSTGRESQL).set(database=_name(tickets)).render_as_string(hide_password=False)

    def prepared(self, tickets: int) -> str:
        """The URL of a database with so many tickets; made where it is not there yet."""
        done = self.cache / f"{self.kind}-{tickets}.ready"
        if not done.exists():
            self.cache.mkdir(parents=True, exist_ok=True)
            began = time.monotonic()
            self._make(tickets)
            done.touch()
            print(f"  {self.kind}: {tickets} tickets made in {time.monotonic() - began:.0f} s", file=sys.stderr)
        _make_ready(self.url(tickets))
        return self.url(tickets)

    def _make(self, tickets: int) -> None:
        if tickets == SEED:
            self.drop(SEED)
            with self._empty() as url, sink() as (relay, _), house(self.kind, 2, relay, url) as place:
                _write_in(place)
            age(self.url(SEED))
        else:
            self.prepared(SEED)
            self.copy(SEED, tickets)
            multiply(self.url(tickets), tickets // SEED)

    @contextmanager
    def _empty(self) -> Iterator[str]:
        if self.kind == "postgresql":
            _administer(f"CREATE DATABASE {_name(SEED)}")
        yield self.url(SEED)

    def copy(self, tickets: int, to: int) -> str:
        """A second database like the one with so many, under the name of the one with `to`."""
        self.drop(to)
        if self.kind == "postgresql":
            _administer(f"CREATE DATABASE {_name(to)} TEMPLATE {_name(tickets)}")
        else:
            shutil.copyfile(_file(self.url(tickets)), _file(self.url(to)))
        return self.url(to)

    def drop(self, tickets: int) -> None:
        if self.kind == "postgresql":
            _administer(f"DROP DATABASE IF EXISTS {_name(tickets)} WITH (FORCE)")
            return
        for end in ("", "-wal", "-shm", "-turn"):
            Path(f"{_file(self.url(tickets))}{end}").unlink(missing_ok=True)


def _name(tickets: int) -> str:
    return f"postroom_growth_{tickets}"


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def _administer(statement: str) -> None:
    engine = create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


_LEFT = (  # by a measurement that was broken off: its files are gone
    "UPDATE mail SET outcome = 'discarded', parked = false WHERE outcome = 'waiting'",
    "UPDATE notice SET state = 'cancelled' WHERE state = 'waiting'",
)


def _make_ready(url: str) -> None:
    """What was prepared by an older version is brought to this one's tables; nothing waits."""
    database = Database(url)
    migrate(database)
    with database.engine.begin() as connection:
        for statement in _LEFT:
            connection.execute(text(statement))
        lately = ticket.c.created > datetime.now(UTC) - timedelta(days=1)  # or the same mails would join them
        connection.execute(update(ticket).where(lately).values(status="closed"))
    database.close()


def _write_in(place: House) -> None:
    letters = Letters(11, run="seed")
    threads = settle_in(place, letters, OPENINGS)
    asyncio.run(send(place.port, list(letters.mixed(OTHERS, threads)), 5))
    wait_until_quiet(place)
