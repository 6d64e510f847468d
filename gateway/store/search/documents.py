"""Which words a ticket has: of its subject, its people and its number, and of what was written in it and in tickets
that became part of it. Quoted text is not read: it stands where it was written.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, func, select

from ..asking import padded
from ..people import is_pseudonym
from ..schema import article, erasure, participant, person, ticket
from .shelf import Part
from .words import PARTS, part_id, words

HEADING = 1_000  # words of subject and people at most, which stand in each part
TOGETHER = 100  # articles whose texts are in memory together
SIZE = 5_000  # words of texts in a part: PostgreSQL knows 16,383 places of words in a row


@dataclass(slots=True)
class _Said:
    """One ticket, while it is gathered."""

    heading: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    people: dict[int, None] = field(default_factory=dict)


def portions(connection: Connection, numbers: Sequence[int]) -> Iterator[list[int]]:
    """Tickets whose texts may be in memory together: many small ones, or a large one alone."""
    counted = select(article.c.ticket, func.count()).group_by(article.c.ticket)
    query = counted.where(article.c.ticket.in_(padded(numbers)))
    counts = {row[0]: row[1] for row in connection.execute(query)}
    some: list[int] = []
    size = 0
    for number in numbers:
        if some and size + counts.get(number, 0) > TOGETHER:
            yield some
            some, size = [], 0
        some.append(number)
        size += counts.get(number, 0)
    if some:
        yield some


def parts(connection: Connection, numbers: Sequence[int]) -> dict[int, Part]:
    """By their ids. A ticket whose words were taken away has none."""
    rows = _tickets(connection, ticket.c.number.in_(padded(numbers)))
    joined = _tickets(connection, ticket.c.merged_into.in_(padded(row.number for row in rows)))
    said = {row.number: _heading(row) for row in rows if not _is_gone(row)}
    home = {row.number: row.number for row in rows if row.merged_into is None}  # where a ticket's articles are shown
    for row in joined:
        if row.merged_into in said and not _is_gone(row):
            home[row.number] = row.merged_into
            said[row.merged_into].heading += [str(row.number), row.subject]
            said[row.merged_into].people[row.requester] = None
    _add_articles(connection, said, home)
    _add_people(connection, said, [*said])
    return {part.id: part for number, each in said.items() for part in _parts(number, each)}


def _tickets(connection: Connection, condition: Any) -> Sequence[Row[Any]]:
    columns = (ticket.c.number, ticket.c.subject, ticket.c.requester, ticket.c.merged_into, ticket.c.emptied)
    being_erased = select(erasure.c.person).where(erasure.c.ended.is_(None), erasure.c.person == ticket.c.requester)
    query = select(*columns, person.c.erased, being_erased.exists().label("being_erased"))
    return connection.execute(query.join(person, person.c.id == ticket.c.requester).where(condition)).all()


def _is_gone(row: Row[Any]) -> bool:
    return row.emptied is not None or row.erased is not None or row.being_erased


def _heading(row: Row[Any]) -> _Said:
    return _Said([str(row.number), row.subject], [], {row.requester: None})


def _add_articles(connection: Connection, said: dict[int, _Said], home: dict[int, int]) -> None:
    wanted = padded(number for number, at in home.items() if at in said)
    query = select(article.c.ticket, article.c.author, article.c.text).where(article.c.ticket.in_(wanted))
    for row in connection.execute(query.order_by(article.c.id)):
        at = said[home[row.ticket]]
        at.texts.append(row.text)
        at.people[row.author] = None


def _add_people(connection: Connection, said: dict[int, _Said], numbers: Sequence[int]) -> None:
    query = select(participant.c.ticket, participant.c.person).where(participant.c.ticket.in_(padded(numbers)))
    for row in connection.execute(query):
        said[row.ticket].people[row.person] = None
    known = _people(connection, padded(id for each in said.values() for id in each.people))
    for each in said.values():
        each.heading += [known[id] for id in each.people if id in known]


def _people(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    being_erased = set(connection.scalars(select(erasure.c.person).where(erasure.c.ended.is_(None))))
    rows = connection.execute(select(person.c.id, person.c.address, person.c.name).where(person.c.id.in_(ids)))
    return {
        row.id: f"{row.name}\n{row.address}"
        for row in rows
        if row.id not in being_erased and not is_pseudonym(row.address)
    }


def _parts(number: int, said: _Said) -> Iterator[Part]:
    heading = list(
        _cut([found for text in said.heading for line in text.split("\n") if (found := words(line))], HEADING)
    )
    some: list[tuple[str, ...]] = []
    place = size = 0
    for text in said.texts:
        for piece in _pieces(words(text)):
            if size + len(piece) > SIZE and some:
                yield _part(number, place, heading, some)
                place, some, size = place + 1, [], 0
                if place == PARTS:
                    return
            some.append(piece)
            size += len(piece)
    yield _part(number, place, heading, some)


def _part(number: int, place: int, heading: Sequence[Sequence[str]], some: Sequence[Sequence[str]]) -> Part:
    return Part(part_id(number, place), tuple(" ".join(text) for text in (*heading, *some)))


def _pieces(found: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield from (found[start : start + SIZE] for start in range(0, len(found), SIZE))


def _cut(texts: Sequence[tuple[str, ...]], most: int) -> Iterator[tuple[str, ...]]:
    for text in texts:
        if most <= 0:
            return
        yield text[:most]
        most -= len(text)
