"""Where a SQLite has no FTS5: reads the tickets themselves, from the newest on, and no more of them than subjects,
numbers and requesters.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from ..schema import person, ticket
from .asked import Asked
from .hits import Hits
from .words import words

READ = 500  # tickets at once
EFFORT = 100  # hits of an index in the same time


def hits(connection: Connection, asked: Asked, end: int) -> Iterator[Hits]:
    columns = (ticket.c.number, ticket.c.subject, person.c.address, person.c.name)
    query = select(*columns).join(person, person.c.id == ticket.c.requester).order_by(ticket.c.number.desc())
    while end:
        rows = connection.execute(query.where(ticket.c.number < end).limit(READ)).all()
        end = rows[-1].number if len(rows) == READ else 0
        yield Hits(tuple(row.number for row in rows if _is_hit(asked, row)), end, EFFORT)


def _is_hit(asked: Asked, row: Any) -> bool:
    texts = (str(row.number), row.subject, row.name, row.address)
    said = "".join(f" {' '.join(words(text))} |" for text in texts)
    return all(_is_said(phrase, said, asked.open and phrase is asked.phrases[-1]) for phrase in asked.phrases)


def _is_said(phrase: Sequence[str], said: str, open: bool) -> bool:
    wanted = f" {' '.join(phrase)}"
    return wanted in said if open else f"{wanted} " in said
