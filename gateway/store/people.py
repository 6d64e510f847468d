"""People as rows: found by address, added when first seen, and asked for by id."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, Table, Text, bindparam, exists, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from ..tickets.people import Person
from .numbers import next_of
from .prepared import Prepared, PreparedRows
from .rows import NO_ROWS, Rows
from .schema import mail, person
from .still import still_waits

_NOBODY = "@invalid"  # RFC 2606 section 2: no mail ever goes there


def pseudonym(id: int) -> str:
    """The address that a person has after they were erased."""
    return f"erased-{id}{_NOBODY}"


def is_pseudonym(address: str) -> bool:
    return address.endswith(_NOBODY)


def insert_new(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Inserts the rows that are not there yet, on either database."""
    _insert_new(table).insert(connection, rows)


def is_new(connection: Connection, table: Table, row: dict[str, Any]) -> bool:
    """Inserts the row; False where there is one already."""
    return insert_one(connection, table, row).rowcount == 1


def insert_one(connection: Connection, table: Table, row: dict[str, Any]) -> Rows:
    """As `is_new`, for whoever asks later whether a row was written."""
    return _insert_new(table).insert_some(connection, [row])


@cache
def _insert_new(table: Table) -> PreparedRows:
    return PreparedRows(table, " ON CONFLICT DO NOTHING")


# Statements that run for every mail are made once: making one costs more than running it.
_ADD = Prepared(sqlite.insert(person).values(id=next_of(person.c.id)).on_conflict_do_nothing())
_waits = exists().where(mail.c.id == bindparam("of"), still_waits(mail.c.outcome))
_newcomer = (bindparam(name, type_=Text) for name in ("newly", "called", "speaks"))
_ADD_FOR = Prepared(
    postgresql.insert(person)
    .from_select(["address", "name", "language", "trouble"], select(*_newcomer, literal("")).where(_waits))
    .on_conflict_do_nothing()
)
_BY_ADDRESS = Prepared(select(person).where(person.c.address.in_(bindparam("addresses", expanding=True))))
_BY_ID = Prepared(select(person).where(person.c.id.in_(bindparam("ids", expanding=True))))


def as_person(row: Row[Any]) -> Person:
    return Person(row.id, row.address, row.name, row.language)


def ask(connection: Connection, addresses: Iterable[str]) -> Rows:
    """For `as_person`."""
    return _BY_ADDRESS.execute(connection, {"addresses": list(addresses)})


def by_address(connection: Connection, addresses: Iterable[str]) -> dict[str, Person]:
    return {row.address: as_person(row) for row in ask(connection, addresses)}


def by_id(connection: Connection, ids: Iterable[int]) -> dict[int, Person]:
    rows = _BY_ID.execute(connection, {"ids": list(ids)})
    return {row.id: as_person(row) for row in rows}


def add_for(connection: Connection, new: Person, mail_id: int) -> None:
    """Somebody whom nobody knew when it was decided, if the mail still waits for its outcome. On PostgreSQL, where
    nobody waits for it.
    """
    _ADD_FOR.execute(connection, {"newly": new.address, "called": new.name, "speaks": new.language, "of": mail_id})


def _add(connection: Connection, rows: list[dict[str, Any]]) -> None:
    if connection.dialect.name == "sqlite":
        for row in rows:
            _ADD.execute(connection, row)
    else:
        insert_new(connection, person, rows)


@dataclass(frozen=True, slots=True)
class Wanted:
    """People by their addresses, and which of them there are, as it is on its way."""

    people: dict[str, Person]
    rows: Rows


def want(connection: Connection, people: Iterable[Person]) -> Wanted:
    wanted = {someone.address: someone for someone in people}
    return Wanted(wanted, ask(connection, wanted) if wanted else NO_ROWS)


def stored(connection: Connection, people: Iterable[Person]) -> dict[str, Person]:
    """The same people with their ids, by address; those not seen before are added."""
    return store(connection, want(connection, people))


def store(connection: Connection, wanted: Wanted) -> dict[str, Person]:
    """In the order of their addresses: two transactions that add the same people must not wait for each other."""
    known = {row.address: as_person(row) for row in wanted.rows}
    new = [someone for address, someone in sorted(wanted.people.items()) if address not in known]
    if new:
        rows = [{"address": one.address, "name": one.name, "language": one.language} for one in new]
        _add(connection, rows)
        known |= by_address(connection, [one.address for one in new])
    return known
