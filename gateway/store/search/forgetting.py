"""Takes words out of the index in the very transaction that takes them out of the texts. What is left of a ticket comes
back with the next filling.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, select, update

from ..people import insert_new
from ..schema import article, search_due, search_place, ticket
from . import shelf

CHANGED = "changed"  # how often the index was: what a filling had read before then counts no more
SOME = 500  # in one statement


def forget(connection: Connection, numbers: Iterable[int]) -> None:
    """Those that they became part of, too, which show what stood in them."""
    wanted = sorted(set(numbers))
    if not wanted:
        return
    for start in range(0, len(wanted), SOME):
        some = wanted[start : start + SOME]
        query = select(ticket.c.merged_into).where(ticket.c.number.in_(some), ticket.c.merged_into.is_not(None))
        _forget(connection, sorted({*some, *connection.scalars(query)}))


def forget_articles(connection: Connection, ids: Iterable[int]) -> None:
    """The tickets that these are in."""
    wanted = list(ids)
    for start in range(0, len(wanted), SOME):
        some = wanted[start : start + SOME]
        forget(connection, connection.scalars(select(article.c.ticket).where(article.c.id.in_(some)).distinct()))


def change(connection: Connection) -> int:
    """How often the index was changed, with this time. From here on others who change it wait for the end of this
    transaction.
    """
    insert_new(connection, search_place, [{"name": CHANGED, "place": 0}])
    here = search_place.c.name == CHANGED
    counted = update(search_place).where(here).values(place=search_place.c.place + 1).returning(search_place.c.place)
    return int(connection.scalar(counted) or 0)


def _forget(connection: Connection, numbers: list[int]) -> None:
    change(connection)
    shelf.drop(connection, shelf.digests(connection, numbers))
    insert_new(connection, search_due, [{"ticket": number} for number in numbers])
