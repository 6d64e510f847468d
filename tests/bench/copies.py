"""Makes a thousand tickets old, and a thousand times as many of them: every row of every table of the schema, with its
numbers, times and names moved on, by statements that the database runs by itself.
"""

import sys
from dataclasses import dataclass
from typing import Any

from rich.progress import Progress
from sqlalchemy import Column, Connection, Engine, LargeBinary, Table, create_engine, text
from sqlalchemy.schema import CreateIndex, DropIndex

from gateway.store.database import UtcDateTime
from gateway.store.schema import metadata

SEED = 1000  # tickets that are multiplied, about
APART = 17  # hours between two copies: a thousand of them are two years
KEPT = 1000  # characters of an old article's text
AGENTS = ("tom@example.org", "sara@example.org")
NOT_COPIED = {
    "blob",
    "fence",
    "number_floor",
    "periodic_slot",
    "reach",
    "roster_revision",
    "rule_revision",
    "turn",
    "login",
}
NOT_COPIED |= {"search_part", "search_place", "search_due"}  # filled again by itself
MARKED = {"address", "message_id", "once", "recipient", "sender"}  # texts that tell the copies apart
NUMBERED = ("article", "journal", "notice", "person", "spool", "ticket")
AT = {"sqlite": "strftime('%Y-%m-%d %H:%M:%f000', {0}, '{1} hours')", "postgresql": "{0} + interval '{1} hours'"}
FAR = "2099-01-01 00:00:00.000000"  # what is resolved does not close while somebody measures
# Two in a hundred are worked on.
LIVES = {"new": (0,), "open": (50,), "waiting": (100,), "resolved": (150,), "spam": (7, 107)}

_OLD = (
    "UPDATE spool SET body = NULL, segment = NULL, place = NULL, gone = accepted, gone_why = 'aged'",
    f"UPDATE article SET text = substr(text, 1, {KEPT}), html = substr(html, 1, {KEPT})",
    "UPDATE ticket SET nudge_at = NULL",
    "UPDATE ticket SET status = 'closed', resolved = created, closed = created, first_response = created",
    "INSERT INTO journal (ticket, at, change, old, new)"
    " SELECT number, created, 'status', 'open', status FROM ticket WHERE status NOT IN ('new', 'open')",
)


def age(url: str) -> None:
    """As two years leave it: raw mail aged away, bodies short, nearly all closed, nothing within the last day."""
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in (*_OLD[:4], *_statuses(), _OLD[4]):
            connection.execute(text(statement))
        for table in metadata.sorted_tables:
            _move(connection, table, -APART * 2)
    engine.dispose()


def _statuses() -> list[str]:
    plain = "closed = NULL, resolved = NULL, first_response = NULL"
    ends = {"spam": "resolved = NULL", "resolved": f"closed = NULL, closes = '{FAR}'"}
    return [
        f"UPDATE ticket SET status = '{status}', {ends.get(status, plain)} WHERE number % 200 IN ({_listed(places)})"
        for status, places in LIVES.items()
    ]


def _listed(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers))


def _move(connection: Connection, table: Table, hours: int) -> None:
    changed = [f"{column.name} = {_at(connection, column, hours)}" for column in table.c if _is_time(column)]
    if changed and table.name not in NOT_COPIED:
        connection.execute(text(f"UPDATE {table.name} SET {', '.join(changed)}"))


def _is_time(column: Column[Any]) -> bool:
    return isinstance(column.type, UtcDateTime) and column.name != "closes"


def _at(connection: Connection, column: Column[Any], hours: int) -> str:
    return AT[connection.dialect.name].format(column.name, f"{hours:+d}")


def multiply(url: str, times: int) -> None:
    """Adds `times` - 1 copies. What is there is the oldest then."""
    engine = create_engine(url)
    _prepare(engine)
    with engine.connect() as connection, Progress(disable=not sys.stderr.isatty()) as progress:
        _make_fast(connection)
        for table in metadata.sorted_tables:
            _move(connection, table, -APART * times)
            connection.execute(text(f"CREATE TEMPORARY TABLE seed_{table.name} AS SELECT * FROM {table.name}"))
        copies = Copies(connection, _spans(connection), _agents(connection))
        for number in progress.track(range(1, times), description="copies"):
            copies.add(number)
            if number % 50 == 0:
                connection.commit()
        connection.commit()
    _finish(engine)
    engine.dispose()


def _spans(connection: Connection) -> dict[str, int]:
    names = {
        table.name: next(iter(table.primary_key.columns)).name for table in map(metadata.tables.__getitem__, NUMBERED)
    }
    return {name: int(connection.scalar(text(f"SELECT max({key}) FROM {name}")) or 0) for name, key in names.items()}


def _agents(connection: Connection) -> tuple[int, ...]:
    found = connection.scalars(text(f"SELECT id FROM person WHERE address IN {AGENTS}"))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Copies:
    """`spans`: how far the numbers of a table are moved from one copy to the next. Agents are the same in all."""

    connection: Connection
    spans: dict[str, int]
    agents: tuple[int, ...]

    def add(self, number: int) -> None:
        for table in metadata.sorted_tables:
            if table.name in NOT_COPIED:
                continue
            columns = ", ".join(column.name for column in table.c)
            values = ", ".join(self._value(column, number) for column in table.c)
            others = f" WHERE id NOT IN ({_listed(self.agents)})" if table.name == "person" else ""
            copied = f"SELECT {values} FROM seed_{table.name}{others}"
            self.connection.exec_driver_sql(f"INSERT INTO {table.name} ({columns}) {copied}")

    def _value(self, column: Column[Any], number: int) -> str:
        target = _numbers(column)
        name = column.name
        if target:
            moved = f"{name} + {number * self.spans[target]}"
            same = f"CASE WHEN {name} IN ({_listed(self.agents)}) THEN {name} ELSE {moved} END"
            return same if target == "person" else moved
        if _is_time(column):
            return _at(self.connection, column, APART * number)
        if name in MARKED:
            return f"CASE WHEN {name} IN {('', *AGENTS)} THEN {name} ELSE '{number:04}.' || {name} END"
        return self._digest(number) if name == "digest" and isinstance(column.type, LargeBinary) else name

    def _digest(self, number: int) -> str:
        if self.connection.dialect.name == "sqlite":
            return f"CAST(substr(digest, 1, 28) || '{number:04}' AS BLOB)"
        return f"substr(digest, 1, 28) || '{number:04}'::bytea"


def _numbers(column: Column[Any]) -> str:
    """The table whose numbers a column holds, "" for none."""
    targets = {key.column.table.name for key in column.foreign_keys}
    if targets & set(NUMBERED):
        return targets.pop()
    if column.table.name == "fingerprint" and column.name == "mail":
        return "spool"
    own = column.primary_key and column.table.name in NUMBERED
    return column.table.name if own else ""


def _make_fast(connection: Connection) -> None:
    """Nobody else is there, and what breaks off is made anew."""
    if connection.dialect.name == "postgresql":
        for setting in ("session_replication_role = replica", "synchronous_commit = off", "work_mem = '256MB'"):
            connection.exec_driver_sql(f"SET {setting}")
        connection.exec_driver_sql("SET maintenance_work_mem = '512MB'")


def _prepare(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            raw: Any = connection.connection.dbapi_connection
            for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-1000000", "locking_mode=EXCLUSIVE"):
                raw.execute(f"PRAGMA {pragma}")
    with engine.begin() as connection:
        for index in _indexes():
            connection.execute(DropIndex(index, if_exists=True))


def _indexes() -> list[Any]:
    return [
        index for table in metadata.sorted_tables for index in sorted(table.indexes, key=lambda each: str(each.name))
    ]


def _finish(engine: Engine) -> None:
    with engine.begin() as connection:
        _make_fast(connection)
        for index in _indexes():
            connection.execute(CreateIndex(index))
        if engine.dialect.name == "postgresql":
            _set_sequences(connection)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def _set_sequences(connection: Connection) -> None:
    for name in ("article", "journal", "notice", "person"):
        sequence = f"pg_get_serial_sequence('{name}', 'id')"
        connection.execute(text(f"SELECT setval({sequence}, (SELECT max(id) FROM {name}))"))
    connection.execute(text("SELECT setval('spool_id', (SELECT max(id) FROM spool))"))
    connection.execute(text("SELECT setval('ticket_number', (SELECT max(number) FROM ticket))"))
