"""The index itself: puts the words of a part in, takes them out, and finds parts by words, newest first.

On PostgreSQL it is an index of the table, on words that were read here: its own parser has no say. On SQLite it is a
table of FTS5's beside it, which keeps no texts: to take words out it has to be told them, so that the table has them,
packed. Both are told of each word as it is, with its window's mark before it.
"""

import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from ..prepared import Prepared
from ..schema import search_part
from .asked import Asked
from .words import mark, part_id, ticket_of, window_of

MAKE = "CREATE VIRTUAL TABLE IF NOT EXISTS search_words USING fts5(words, content='', columnsize=0, tokenize='ascii')"
GIVE_UP = "INSERT INTO search_words (search_words) VALUES ('optimize')"  # what is only noted to be gone, goes
_PUT = "INSERT INTO search_words (rowid, words) VALUES (?, ?)"
_DROP = "INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', ?, ?)"
_FIND = (
    "SELECT rowid FROM search_words WHERE search_words MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT ?"
)
# Gathered before they are sorted: else the table is read from its end, for as long as it takes to meet enough hits.
_FIND_GATHERED = (
    "WITH hit AS MATERIALIZED (SELECT id FROM search_part WHERE words @@ CAST(%s AS tsquery))"
    " SELECT id FROM hit WHERE id >= %s AND id < %s ORDER BY id DESC LIMIT %s"
)
_OF_TICKET = Prepared(
    select(search_part.c.id, search_part.c.digest).where(
        search_part.c.id >= bindparam("first"), search_part.c.id < bindparam("end")
    )
)
FEW = 50  # hits, whose windows are worth looking at one by one
_BETWEEN = "¦"  # no phrase goes on from one text to the next; a sign of no word, though FTS5 takes it for one
_APART = "\n"  # the same, in what is kept


@dataclass(frozen=True, slots=True)
class Part:
    """Texts, each as its words with a blank between."""

    id: int
    texts: tuple[str, ...]

    @property
    def digest(self) -> bytes:
        return blake2b(_APART.join(self.texts).encode(), digest_size=16).digest()


@dataclass(frozen=True, slots=True)
class Span:
    """Where to look: tickets from `first` up to, and without, `end`."""

    first: int
    end: int


def usable(connection: Connection) -> bool:
    """Is there an index in this database at all?"""
    return connection.dialect.name != "sqlite" or has_fts5()


@cache
def has_fts5() -> bool:
    with closing(sqlite3.connect(":memory:")) as connection:
        return bool(connection.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')").fetchone()[0])


def make_ready(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(MAKE)


def digests(connection: Connection, numbers: Sequence[int]) -> dict[int, bytes]:
    """What these tickets have in the index, by the ids of parts."""
    found: dict[int, bytes] = {}
    for number in numbers:
        rows = _OF_TICKET.execute(connection, {"first": part_id(number, 0), "end": part_id(number + 1, 0)})
        found |= {row.id: bytes(row.digest) for row in rows}
    return found


def put(connection: Connection, parts: Sequence[Part]) -> None:
    """None of them may be there."""
    if not parts:
        return
    rising = sorted(parts, key=lambda part: part.id)  # what FTS5 gathers before it writes has to
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        connection.exec_driver_sql(_PUT, [(part.id, _fts5_text(part)) for part in rising])
    pack = _packed if sqlite else _tsvector
    rows = [{"id": part.id, "digest": part.digest, "words": pack(part)} for part in rising]
    connection.execute(insert(search_part), rows)


def drop(connection: Connection, ids: Iterable[int]) -> None:
    for id in sorted(ids):
        here = search_part.c.id == id
        if connection.dialect.name == "sqlite" and has_fts5():
            kept = connection.scalar(select(search_part.c.words).where(here))
            if kept is None:
                continue
            connection.exec_driver_sql(_DROP, (id, _fts5_text(Part(id, _unpacked(kept)))))
        connection.execute(delete(search_part).where(here))


class Looking:
    """One search, span by span. All words that a beginning may stand for are gathered before they are compared with the
    others, so that this is done only in windows where the others are; until those turn out to be everywhere.
    """

    def __init__(self, connection: Connection, asked: Asked) -> None:
        self._connection = connection
        self._asked = asked
        self._firm = asked.firm

    def find(self, span: Span, most: int) -> list[int]:
        """Ids of parts, the newest tickets first."""
        windows: Sequence[int] = range(window_of(span.first), window_of(span.end - 1) + 1)
        if self._firm:
            others = _ask(self._connection, self._firm, windows, span, FEW)
            if len(others) < FEW:
                windows = sorted({window_of(ticket_of(id)) for id in others})
            else:
                self._firm = None
        return _ask(self._connection, self._asked, windows, span, most) if windows else []


def find(connection: Connection, asked: Asked, span: Span, most: int) -> list[int]:
    """The same in one span alone."""
    return Looking(connection, asked).find(span, most)


def _ask(connection: Connection, asked: Asked, windows: Sequence[int], span: Span, most: int) -> list[int]:
    place = (part_id(span.first, 0), part_id(span.end, 0), most)
    if connection.dialect.name == "sqlite":
        return list(connection.exec_driver_sql(_FIND, (_match(asked, windows), *place)).scalars())
    return list(connection.exec_driver_sql(_FIND_GATHERED, (_tsquery(asked, windows), *place)).scalars())


# --- in the words of FTS5 ---------------------------------------------------------------------------------------------


def _fts5_text(part: Part) -> str:
    before = mark(window_of(ticket_of(part.id)))
    texts = (" ".join(before + word for word in text.split(" ")) for text in part.texts)
    return f" {_BETWEEN} ".join(texts)


def _match(asked: Asked, windows: Iterable[int]) -> str:
    """Words are letters and digits only: nothing in them means anything to FTS5 (its document, section 3)."""
    return " OR ".join(f"({_all_of(asked, mark(window), _fts5_phrase, ' AND ', '*')})" for window in windows)


def _fts5_phrase(words: Sequence[str]) -> str:
    return f'"{" ".join(words)}" '


def _packed(part: Part) -> bytes:
    return zlib.compress(_APART.join(part.texts).encode(), 3)


def _unpacked(kept: bytes) -> tuple[str, ...]:
    return tuple(zlib.decompress(kept).decode().split(_APART))


# --- in the words of PostgreSQL ---------------------------------------------------------------------------------------


def _tsvector(part: Part) -> str:
    before = mark(window_of(ticket_of(part.id)))
    places: dict[str, list[str]] = {}
    place = 0
    for text in part.texts:
        for word in text.split(" "):
            place += 1
            places.setdefault(word, []).append(str(place))
        place += 1
    return " ".join(f"'{before}{word}':{','.join(found[:255])}" for word, found in places.items())


def _tsquery(asked: Asked, windows: Iterable[int]) -> str:
    return " | ".join(f"({_all_of(asked, mark(window), _tsquery_phrase, ' & ', ':*')})" for window in windows)


def _tsquery_phrase(words: Sequence[str]) -> str:
    return " <-> ".join(f"'{word}'" for word in words)


def _all_of(asked: Asked, before: str, phrase: Any, and_: str, open_: str) -> str:
    said = [phrase([before + word for word in words]) for words in asked.phrases]
    if asked.open:
        said[-1] += open_
    return and_.join(said)
