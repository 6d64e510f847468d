"""All that is kept about one person, as rows for an export: what they may see, and apart, what is kept about them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, or_, select

from ..tickets.ticket import ArticleKind
from . import belongings
from .belongings import Somebody
from .letters_articles import SHOW_ARTICLE
from .schema import article, attachment, attempt, journal, mail, notice, participant, person, picture, spool, ticket

_LARGE = (spool.c.body, spool.c.segment, spool.c.place)


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the export, a JSON line a row. `file` is below the folder."""

    file: str
    words: str
    query: Callable[[Somebody], Select[Any]]


def seen(who: Somebody) -> Any:
    """Articles that they wrote, and public ones that a notice brought them: nothing else left the house to them."""
    kinds = [kind.value for kind in SHOW_ARTICLE]
    told = select(notice.c.article).where(belongings.notices_to(who), notice.c.kind.in_(kinds))
    brought = and_(
        article.c.kind == ArticleKind.PUBLIC.value, article.c.id.in_(told.where(notice.c.article.is_not(None)))
    )
    return or_(article.c.author == who.id, brought)


def _numbers(who: Somebody) -> Any:
    return select(belongings.tickets_of(who).subquery().c[0])


def _mine(who: Somebody) -> Any:
    return spool.c.id.in_(belongings.mails_of(who))


def _articles(condition: Any) -> Select[Any]:
    query = select(article, person.c.address.label("author_address")).join(person, person.c.id == article.c.author)
    return query.where(condition).order_by(article.c.id)


def _files(condition: Any) -> Select[Any]:
    query = select(attachment).join(article, article.c.id == attachment.c.article).where(condition)
    return query.order_by(attachment.c.article, attachment.c.position)


def _mails(condition: Any) -> Select[Any]:
    kept = [column for column in spool.c if column not in _LARGE and column.name not in ("id", "sender")]
    query = select(*kept, spool.c.sender.label("envelope_sender"), *mail.c).join(mail, mail.c.id == spool.c.id)
    return query.where(condition).order_by(mail.c.id)


def _tickets(who: Somebody, *columns: Any) -> Select[Any]:
    return select(*columns).where(ticket.c.number.in_(_numbers(who))).order_by(ticket.c.number)


_OPEN = ("number", "subject", "status", "department", "priority", "type", "product", "created", "resolved", "closed")

PARTS: tuple[Part, ...] = (
    Part("person.jsonl", "who they are to us", lambda who: select(person).where(person.c.id == who.id)),
    Part(
        "visible/tickets.jsonl",
        "their tickets, as they may know them",
        lambda who: _tickets(who, *(ticket.c[name] for name in _OPEN)),
    ),
    Part("visible/articles.jsonl", "what they wrote and were sent", lambda who: _articles(seen(who))),
    Part("visible/attachments.jsonl", "files of these", lambda who: _files(seen(who))),
    Part("visible/mails.jsonl", "mails from them", lambda who: _mails(_mine(who))),
    Part("stored/tickets.jsonl", "the same tickets, with all that is kept", lambda who: _tickets(who, *ticket.c)),
    Part(
        "stored/articles.jsonl",
        "other articles in these tickets: notes among agents, mails that were held, answers to others",
        lambda who: _articles(and_(article.c.ticket.in_(_numbers(who)), ~seen(who))),
    ),
    Part(
        "stored/attachments.jsonl",
        "files of these",
        lambda who: _files(and_(article.c.ticket.in_(_numbers(who)), ~seen(who))),
    ),
    Part(
        "stored/mails.jsonl",
        "mails of others in these tickets",
        lambda who: _mails(spool.c.id.in_(belongings.mails_by_others(who))),
    ),
    Part(
        "stored/notices.jsonl",
        "what was sent to them or is to be",
        lambda who: select(notice).where(belongings.notices_to(who)).order_by(notice.c.id),
    ),
    Part(
        "stored/attempts.jsonl",
        "each attempt to send that",
        lambda who: (
            select(attempt)
            .where(attempt.c.notice.in_(select(notice.c.id).where(belongings.notices_to(who))))
            .order_by(attempt.c.notice, attempt.c.number)
        ),
    ),
    Part(
        "stored/journal.jsonl",
        "what was done by them, and to tickets of theirs",
        lambda who: (
            select(journal)
            .where(or_(journal.c.author == who.id, journal.c.ticket.in_(_numbers(who))))
            .order_by(journal.c.id)
        ),
    ),
    Part(
        "stored/places.jsonl",
        "in which tickets they take part, and since when",
        lambda who: select(participant).where(participant.c.person == who.id).order_by(participant.c.ticket),
    ),
    Part(
        "stored/pictures.jsonl",
        "small pictures that came with their mails, by their SHA-256",
        lambda who: select(picture).where(picture.c.person == who.id),
    ),
)


def rows(connection: Connection, part: Part, who: Somebody) -> Iterator[dict[str, Any]]:
    """By column; bytes as hexadecimal digits."""
    for row in connection.execute(part.query(who)).mappings():
        yield {name: value.hex() if isinstance(value, bytes) else value for name, value in row.items()}


def raw_mails(connection: Connection, who: Somebody) -> dict[str, list[int]]:
    """Ids of the mails whose bytes are kept, by the folder in which they go."""
    kept = spool.c.gone.is_(None)
    return {
        "visible/mails": list(connection.scalars(belongings.mails_of(who).where(kept).order_by(spool.c.id))),
        "stored/mails": list(connection.scalars(belongings.mails_by_others(who).where(kept).order_by(spool.c.id))),
    }


def contents(connection: Connection, who: Somebody) -> dict[str, list[tuple[int, int, bytes]]]:
    """Article, position and SHA-256 of each attachment, by the folder in which it goes."""
    others = and_(article.c.ticket.in_(_numbers(who)), ~seen(who))
    return {
        folder: [(row.article, row.position, bytes(row.sha256)) for row in connection.execute(_files(condition))]
        for folder, condition in (("visible/attachments", seen(who)), ("stored/attachments", others))
    }
