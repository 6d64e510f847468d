"""Statements that run on PostgreSQL for the tests of how they are sent."""

import pytest
from sqlalchemy import Connection, bindparam, literal, select

from gateway.store.prepared import Prepared
from gateway.store.schema import person

ON_POSTGRESQL = pytest.mark.parametrize("url", [pytest.param("postgresql", marks=pytest.mark.service)], indirect=True)

NAMES = Prepared(select(person.c.name).order_by(person.c.name))
ADD = Prepared(person.insert())
ECHO = Prepared(select(bindparam("said", type_=person.c.name.type).label("said")))
NOTHING_BY = Prepared(select(literal(1) // bindparam("number", type_=person.c.id.type)))


def row(name: str) -> dict[str, str]:
    return {"address": f"{name}@example.org", "name": name, "language": "en", "trouble": ""}


def add(connection: Connection, name: str) -> None:
    ADD.execute(connection, row(name))
