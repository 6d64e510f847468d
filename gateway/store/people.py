"""People as rows: found by address, added when first seen, and asked for by id."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, Row, Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from ..tickets.people import Person
from .schema import person


def insert_new(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Inserts the rows that are not there yet, on either database."""
    if rows:
        connection.execute(_insert_new(table, connection.dialect.name), rows)


def is_new(connection: Connection, table: Table, row: dict[str, Any]) -> bool:
    """Inserts the row; False where there is one already. (For many rows PostgreSQL's driver counts nothing.)"""
    counting = {"preserve_rowcount": True}  # else it is closed before anybody asks how many rows there are
    return (
        connection.execute(_insert_new(table, connection.dialect.name), row, execution_options=counting).rowcount == 1
    )


@cache
def _insert_new(table: Table, dialect: str) -> Insert:
    build = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return build(table).on_conflict_do_nothing()


# Statements that run for every mail are made once: making one costs more than running it.
_BY_ADDRESS = select(person).where(person.c.address.in_(bindparam("addresses", expanding=True)))
_BY_ID = select(person).where(person.c.id.in_(bindparam("ids", expanding=True)))


def as_person(row: Row[Any]) -> Person:
    return Person(row.id, row.address, row.name, row.language)


def by_address(connection: Connection, addresses: Iterable[str]) -> dict[str, Person]:
    rows = connection.execute(_BY_ADDRESS, {"addresses": list(addresses)})
    return {row.address: as_person(row) for row in rows}


def by_id(connection: Connection, ids: Iterable[int]) -> dict[int, Person]:
    rows = connection.execute(_BY_ID, {"ids": list(ids)})
    return {row.id: as_person(row) for row in rows}


def stored(connection: Connection, people: Iterable[Person]) -> dict[str, Person]:
    """The same people with their ids, by address; those not seen before are added.

    In the order of their addresses: two transactions that add the same people must not wait for each other.
    """
    wanted = {someone.address: someone for someone in people}
    known = by_address(connection, wanted)
    new = [someone for address, someone in sorted(wanted.items()) if address not in known]
    if new:
        rows = [{"address": one.address, "name": one.name, "language": one.language} for one in new]
        insert_new(connection, person, rows)
        known |= by_address(connection, [one.address for one in new])
    return known
