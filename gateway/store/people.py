"""People as rows: found by address, added when first seen, and asked for by id."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, Table, select
from sqlalchemy.dialects import postgresql, sqlite

from ..tickets.people import Person
from .schema import person


def insert_new(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Inserts the rows that are not there yet, on either database."""
    if not rows:
        return
    build = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    connection.execute(build(table).on_conflict_do_nothing(), rows)


def as_person(row: Row[Any]) -> Person:
    return Person(row.id, row.address, row.name, row.language)


def by_address(connection: Connection, addresses: Iterable[str]) -> dict[str, Person]:
    rows = connection.execute(select(person).where(person.c.address.in_(list(addresses))))
    return {row.address: as_person(row) for row in rows}


def by_id(connection: Connection, ids: Iterable[int]) -> dict[int, Person]:
    rows = connection.execute(select(person).where(person.c.id.in_(list(ids))))
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
