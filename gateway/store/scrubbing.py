"""Takes an address and a name out of texts: in the pure form for one text, and over whole tables in small steps."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from sqlalchemy import JSON, Column, Table, Text, and_, bindparam, cast, or_, select, tuple_, update
from sqlalchemy.sql.elements import ColumnElement

from .database import Connection, Database
from .schema import article, attachment, attempt, journal, mail, notice, person, spool, thread, ticket
from .search.forgetting import forget, forget_articles

BATCH = 200  # rows in one transaction
ERASED = "[erased]"
SHORTEST = 3  # letters; a shorter name is a word of other texts


@dataclass(frozen=True)
class Scrub:
    """What is taken out: an address, for which the pseudonym comes in, and names."""

    address: str  # the key form
    pseudonym: str
    names: tuple[str, ...] = ()

    def text(self, value: str) -> str:
        replaced = self._address.sub(self.pseudonym, value)
        return self._names.sub(ERASED, replaced) if self._names else replaced

    def tree(self, value: Any) -> Any:
        """The same of every text in a JSON value; keys are ours."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {key: self.tree(each) for key, each in value.items()}
        return [self.tree(each) for each in value] if isinstance(value, list) else value

    @property
    def wide(self) -> "Scrub":
        """For texts that need not be about this person: names of one word would be words of others."""
        return Scrub(self.address, self.pseudonym, tuple(name for name in self.names if " " in name.strip()))

    @cached_property
    def _address(self) -> re.Pattern[str]:
        """The very address: not the end of a longer one, nor the beginning."""
        return re.compile(rf"(?<![\w.+-]){re.escape(self.address)}(?![\w-])(?!\.\w)", re.IGNORECASE)

    @cached_property
    def _names(self) -> re.Pattern[str] | None:
        """Whole words, and no part of an address."""
        usable = sorted({name.strip() for name in self.names if len(name.strip()) >= SHORTEST}, key=len, reverse=True)
        words = "|".join(re.escape(name) for name in usable)
        return re.compile(rf"(?<![\w@.+-])(?:{words})(?![\w@+-])(?!\.\w)", re.IGNORECASE) if usable else None

    @property
    def needles(self) -> tuple[str, ...]:
        return (self.address, *(name for name in self.names if len(name.strip()) >= SHORTEST))


@dataclass(frozen=True, slots=True)
class Place:
    """Columns of one table in which people may be named: texts, and what holds addresses, ids and words of ours, where
    a name would be somebody else's.
    """

    table: Table
    texts: tuple[Column[Any], ...]
    ids: tuple[Column[Any], ...] = ()

    @property
    def columns(self) -> tuple[Column[Any], ...]:
        return (*self.texts, *self.ids)

    @property
    def name(self) -> str:
        return self.table.name


PLACES: tuple[Place, ...] = (
    Place(spool, (), (spool.c.sender, spool.c.recipients, spool.c.helo, spool.c.login)),
    Place(mail, (mail.c.subject, mail.c.reason, mail.c.error, mail.c.trail), (mail.c.message_id, mail.c.sender)),
    Place(ticket, (ticket.c.subject,), (ticket.c.tags,)),
    Place(article, (article.c.text, article.c.quoted, article.c.html), (article.c.message_id,)),
    Place(attachment, (attachment.c.name, attachment.c.withheld)),
    Place(thread, (), (thread.c.message_id,)),
    Place(journal, (), (journal.c.old, journal.c.new)),
    Place(notice, (notice.c.answer, notice.c.last_reply, notice.c.lines), (notice.c.recipient,)),
    Place(attempt, (attempt.c.words,)),
    Place(person, (person.c.trouble,)),
)


def scrub(database: Database, place: Place, words: Scrub) -> int:
    """Every row that holds the words, a transaction for some at a time. How many that were."""
    last: tuple[Any, ...] | None = None
    changed = 0
    while True:
        with database.read() as connection:
            rows = connection.execute(_found(place, words, last)).mappings().all()
        if not rows:
            return changed
        database.write(partial(_rewrite_all, place=place, rows=rows, words=words))
        changed += len(rows)
        last = tuple(rows[-1][key.name] for key in place.table.primary_key)


def _rewrite_all(connection: Connection, place: Place, rows: Sequence[Any], words: Scrub) -> None:
    for row in rows:
        rewrite(connection, place, row, words)
    if place.table is ticket:
        forget(connection, [row["number"] for row in rows])
    elif place.table is article:
        forget_articles(connection, [row["id"] for row in rows])


def rewrite(connection: Connection, place: Place, row: Any, words: Scrub) -> None:
    """One row, from its columns as they were read; what is no more so since then is read again the next time."""
    exact = Scrub(words.address, words.pseudonym)
    new = {column.name: words.tree(row[column.name]) for column in place.texts}
    new |= {column.name: exact.tree(row[column.name]) for column in place.ids}
    new = {name: value for name, value in new.items() if value != row[name]}
    if new:
        here = and_(*(key == row[key.name] for key in place.table.primary_key))
        connection.execute(update(place.table).where(here).values(new))


def _found(place: Place, words: Scrub, last: tuple[Any, ...] | None) -> Any:
    keys = tuple(place.table.primary_key)
    query = select(*dict.fromkeys((*keys, *place.columns))).where(holds(place, words)).order_by(*keys).limit(BATCH)
    if last is None:
        return query
    return query.where(
        tuple_(*keys) > tuple_(*(bindparam(None, value, key.type) for key, value in zip(keys, last, strict=True)))
    )


def holds(place: Place, words: Scrub) -> ColumnElement[bool]:
    """A rough look, by the database: capitals of one alphabet at least do not matter."""
    return or_(*(_says(column, needle) for column in place.columns for needle in words.needles))


def _says(column: Column[Any], needle: str) -> ColumnElement[bool]:
    if isinstance(column.type, JSON):
        return or_(*(cast(column, Text).icontains(form, autoescape=True) for form in _as_json(needle)))
    return column.icontains(needle, autoescape=True)


def _as_json(needle: str) -> Iterator[str]:
    """As it stands in a JSON text; escapes or not."""
    yield json.dumps(needle)[1:-1]
    if not needle.isascii():
        yield json.dumps(needle, ensure_ascii=False)[1:-1]
