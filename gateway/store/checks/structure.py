"""Checks of the database itself: its file, the step of its tables, references between rows, numbers still to come."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Select, func, inspect, select, text

from ..migrate import HEAD, reached
from ..schema import article, journal, metadata, notice, person, spool, ticket, ticket_number
from .finding import Finding, Looked, Place, size

NAMED = 20  # rows of one reference that are told


def database(place: Place) -> Looked:
    """SQLite's own look at its pages and indexes. (PostgreSQL has checksums of its own, and no such question.)"""
    with place.read() as connection:
        if connection.dialect.name != "sqlite":
            return Looked(0)
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar() or 0
        lines = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check(100)")]
    return Looked(pages, [Finding("database file", "ok", line) for line in lines if line != "ok"])


def step(place: Place) -> Looked:
    with place.read() as connection:
        found = reached(connection)
    return Looked(1, [] if found == HEAD else [Finding("tables", f"step {HEAD}", f"step {found or 'none'}")])


def references(place: Place) -> Looked:
    """Every foreign key leads to a row."""
    with place.read() as connection:
        known = frozenset(inspect(connection).get_table_names())
        keys = [key for table in metadata.sorted_tables if table.name in known for key in table.foreign_keys]
        looked = sum(size(connection, key.parent.table) for key in keys)
        return Looked(looked, [each for key in keys for each in _dangling(connection, key)])


def _dangling(connection: Connection, key: ForeignKey) -> Iterator[Finding]:
    of, to = key.parent, key.column.table.alias("referred")
    target = to.c[key.column.name]
    joined = of.table.outerjoin(to, of == target)
    query: Select[Any] = select(*of.table.primary_key.columns, of.label("leads_to")).select_from(joined)
    for row in connection.execute(query.where(of.is_not(None), target.is_(None)).limit(NAMED)):
        name = " ".join(str(part) for part in row[:-1])
        yield Finding(f"{of.table.name} {name}", f"{of.name} {row.leads_to} in {key.column.table.name}", "no such row")


_SERIAL: tuple[Column[Any], ...] = (person.c.id, article.c.id, notice.c.id, journal.c.id)


def numbers(place: Place) -> Looked:
    """On PostgreSQL no sequence will give a number that a row has. (On SQLite the rows themselves say what comes.)"""
    with place.read() as connection:
        if connection.dialect.name == "sqlite":
            return Looked(0)
        names = {ticket_number.name: ticket.c.number, "spool_id": spool.c.id}
        for column in _SERIAL:
            asked = text("SELECT pg_get_serial_sequence(:name, 'id')")
            names[str(connection.scalar(asked, {"name": column.table.name}))] = column
        return Looked(len(names), [each for pair in names.items() for each in _behind(connection, *pair)])


def _behind(connection: Connection, sequence: str, column: Column[Any]) -> Iterator[Finding]:
    highest = connection.scalar(select(func.max(column))) or 0
    row = connection.execute(text(f"SELECT last_value, is_called FROM {sequence}")).one()  # noqa: S608 (names of ours)
    coming = row.last_value + 1 if row.is_called else row.last_value
    if coming <= highest:
        yield Finding(f"sequence {sequence}", f"above {highest}", f"gives {coming} next")
