"""The index of the search over copied tickets: the words of the first thousand, put in once more for each copy, under
its own number. The filler would find the same words, but looks at each ticket, which takes an hour with a million.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from typing import Any

from rich.progress import Progress
from sqlalchemy import Connection, create_engine, delete, func, insert, select, text
from sqlalchemy.schema import CreateIndex, DropIndex

from gateway.store.database import Database
from gateway.store.schema import article, journal, search_due, search_part, search_place, ticket
from gateway.store.search import documents, filling, shelf
from gateway.store.search.filling import ARTICLE, JOURNAL, OLDER
from gateway.store.search.forgetting import CHANGED
from gateway.store.search.shelf import Part
from gateway.store.search.words import part_id, ticket_of

from .copies import SEED

WORDS = next(index for index in search_part.indexes if index.name == "ix_search_part_words")
AT_ONCE = 20  # copies in one transaction


def filled(url: str) -> None:
    """All that is stored is in the index; what its words are no copy of is left to the filler."""
    with closing(Database(url)) as database:
        with database.read() as connection:
            done = _is_indexed(connection)
        if not done:
            _index(url)
        while filling.step(database) is not None:
            pass


def _index(url: str) -> None:
    """All that is stored can be found. What was in the index is put in anew."""
    engine = create_engine(url)
    with engine.connect() as connection, Progress(disable=not sys.stderr.isatty()) as progress:
        _empty(connection)
        first = _first(connection)
        apart = max(first)  # a copy's numbers are as far from the seed's as those reach (`copies`)
        highest = connection.scalar(select(func.max(ticket.c.number))) or 0
        seed = tuple(
            part
            for at in range(0, len(first), 100)
            for part in documents.parts(connection, first[at : at + 100]).values()
        )
        for copy in progress.track(range(highest // apart), description="index"):
            shelf.put(connection, tuple(_moved(seed, copy * apart)))
            if copy % AT_ONCE == 0:
                connection.commit()
        connection.execute(CreateIndex(WORDS))
        _say_done(connection)
        connection.commit()
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE search_part")
    engine.dispose()


def _is_indexed(connection: Connection) -> bool:
    parts = connection.scalar(select(func.count()).select_from(search_part)) or 0
    tickets = connection.scalar(select(func.count()).select_from(ticket)) or 0
    return parts >= 0.95 * tickets  # what measurements added since is few


def _empty(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.dbapi_connection
        for pragma in ("synchronous=OFF", "cache_size=-1000000"):
            raw.execute(f"PRAGMA {pragma}")
        connection.execute(text("DROP TABLE IF EXISTS search_words"))
    connection.execute(DropIndex(WORDS, if_exists=True))  # made at the end: quicker than growing it row by row
    for table in (search_part, search_due):
        connection.execute(delete(table))
    shelf.make_ready(connection)
    connection.commit()


def _first(connection: Connection) -> list[int]:
    """The numbers that were copied: those before the first large gap."""
    numbers = connection.scalars(select(ticket.c.number).order_by(ticket.c.number).limit(2 * SEED)).all()
    ends = (at for at, (one, other) in enumerate(pairwise(numbers), 1) if other - one > SEED // 2)
    return list(numbers[: next(ends, len(numbers))])


def _moved(seed: Sequence[Part], by: int) -> Iterator[Part]:
    for part in seed:
        number = ticket_of(part.id)
        texts = tuple(str(number + by) if each == str(number) else each for each in part.texts)
        yield replace(part, id=part_id(number + by, part.id - part_id(number, 0)), texts=texts)


def _say_done(connection: Connection) -> None:
    ends = {
        name: connection.scalar(select(func.max(table.c.id))) or 0
        for name, table in ((ARTICLE, article), (JOURNAL, journal))
    }
    changed = connection.scalar(select(search_place.c.place).where(search_place.c.name == CHANGED)) or 0
    connection.execute(delete(search_place))
    places = {**ends, OLDER: 0, CHANGED: changed}
    connection.execute(
        insert(search_place), [{"name": name, "place": place, "gaps": ""} for name, place in places.items()]
    )
