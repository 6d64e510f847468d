"""What people who wrote to us may see of their requests on their own pages: what they wrote, and what our mail brought
them. Notes, held mail, and words of others that were not sent on are not even asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, or_, select

from ..tickets.people import Person
from ..tickets.ticket import ArticleKind, Status
from .letters_articles import SHOW_ARTICLE
from .prepared import Prepared
from .schema import article, attachment, notice, person, ticket

CHAIN = 20  # merges that are followed

_NOT_LISTED = (Status.MERGED.value, Status.SPAM.value)
_columns = (ticket.c.number, ticket.c.subject, ticket.c.status, ticket.c.department, ticket.c.assignee)
_TICKET = select(*_columns, ticket.c.created, ticket.c.rating, ticket.c.merged_into)
_ONE = Prepared(_TICKET.where(ticket.c.number == bindparam("number"), ticket.c.requester == bindparam("who")))
_MERGED_INTO = Prepared(select(ticket.c.merged_into).where(ticket.c.number == bindparam("number")))
_first = select(ticket.c.number).where(ticket.c.number == bindparam("number")).cte("family", recursive=True)
_family = _first.union(select(ticket.c.number).join(_first, ticket.c.merged_into == _first.c.number))
_FAMILY = Prepared(select(_family.c.number))
_brought = select(notice.c.article).where(
    notice.c.ticket.in_(bindparam("numbers", expanding=True)),
    notice.c.person == bindparam("who"),
    notice.c.kind.in_(sorted(kind.value for kind in SHOW_ARTICLE)),
    notice.c.article.is_not(None),
)
_ARTICLES = Prepared(
    select(article.c.id, article.c.at, article.c.text, article.c.author, person.c.address, person.c.name)
    .join(person, person.c.id == article.c.author)
    .where(
        article.c.ticket.in_(bindparam("numbers", expanding=True)),
        article.c.kind == ArticleKind.PUBLIC.value,
        or_(article.c.author == bindparam("who"), article.c.id.in_(_brought)),
    )
    .order_by(article.c.id)
)
_FILES = Prepared(
    select(attachment)
    .where(attachment.c.article.in_(bindparam("articles", expanding=True)))
    .where(attachment.c.hidden.is_(False), attachment.c.withheld == "")
    .order_by(attachment.c.article, attachment.c.position)
)


@dataclass(frozen=True, slots=True)
class OwnFile:
    place: int
    name: str
    size: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class OwnArticle:
    """`address` is for finding out who it was; the pages show names."""

    id: int
    at: datetime
    text: str
    mine: bool
    address: str
    name: str
    files: tuple[OwnFile, ...]


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """One of a person's requests. Without articles where it stands in a list."""

    number: int
    subject: str
    status: str
    department: str
    assignee: str
    created: datetime
    rating: int
    articles: tuple[OwnArticle, ...] = ()

    @property
    def finished(self) -> bool:
        return self.status in (Status.RESOLVED.value, Status.CLOSED.value)

    @property
    def closed(self) -> bool:
        return self.status in (Status.CLOSED.value, Status.MERGED.value, Status.SPAM.value)


def listed(connection: Connection, who: int, hidden: Sequence[str], before: int, most: int) -> tuple[OwnRequest, ...]:
    """The newest first, closed ones too; of merged ones the one that they became part of. `hidden` are departments."""
    mine = [ticket.c.requester == who, ticket.c.status.not_in(_NOT_LISTED)]
    mine += [ticket.c.department.not_in(hidden)] if hidden else []
    mine += [ticket.c.number < before] if before else []
    rows = connection.execute(_TICKET.where(*mine).order_by(ticket.c.number.desc()).limit(most))
    return tuple(_request(row, ()) for row in rows)


def one(connection: Connection, number: int, who: int) -> OwnRequest | None:
    """None where it is not theirs."""
    row = _ONE.execute(connection, {"number": number, "who": who}).one_or_none()
    if row is None:
        return None
    numbers = _FAMILY.scalars(connection, {"number": _end_of(connection, number)})
    articles = _ARTICLES.execute(connection, {"numbers": numbers, "who": who}).all()
    files: dict[int, list[OwnFile]] = {}
    for part in _FILES.execute(connection, {"articles": [each.id for each in articles]}):
        files.setdefault(part.article, []).append(OwnFile(part.position, part.name, part.size, part.sha256))
    return _request(row, tuple(_article(each, who, tuple(files.get(each.id, ()))) for each in articles))


def person_with(connection: Connection, id: int) -> Person | None:
    """Who still is somebody."""
    row = connection.execute(select(person).where(person.c.id == id, person.c.erased.is_(None))).one_or_none()
    return Person(row.id, row.address, row.name, row.language) if row else None


def _end_of(connection: Connection, number: int) -> int:
    """The ticket that this one became part of in the end."""
    for _ in range(CHAIN):
        further = _MERGED_INTO.scalar(connection, {"number": number})
        if further is None:
            break
        number = further
    return number


def _request(row: Any, articles: tuple[OwnArticle, ...]) -> OwnRequest:
    return OwnRequest(
        row.number, row.subject, row.status, row.department, row.assignee, row.created, row.rating, articles
    )


def _article(row: Row[Any], who: int, files: tuple[OwnFile, ...]) -> OwnArticle:
    return OwnArticle(row.id, row.at, row.text, row.author == who, row.address, row.name, files)
