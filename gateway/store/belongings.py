"""What is kept about one person: their row, their mails, the tickets that they have to do with, what they are sent."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select, union

from ..decisions import WAITING
from ..mail.inbound import Mailbox
from .outbox import NoticeState
from .schema import article, attachment, attempt, journal, mail, notice, participant, person, spool, ticket
from .taken import Why


@dataclass(frozen=True, slots=True)
class Somebody:
    """An address, and the person with it; id 0 where only mails of that address are kept."""

    id: int
    address: str
    name: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Belongings:
    """Counts. `asked`: tickets that they opened; `shared`: others that they have to do with; `others`: raw mails by
    other people in all of these tickets; `waiting`: mails of theirs without an outcome that are not parked.
    """

    asked: int
    shared: int
    articles: int
    attachments: int
    mails: int
    waiting: int
    others: int
    notices: int
    unsent: int
    attempts: int
    journal: int


def somebody(connection: Connection, address: str) -> Somebody:
    key = Mailbox(address.strip()).key
    row = connection.execute(select(person).where(person.c.address == key)).one_or_none()
    return Somebody(0, key) if row is None else Somebody(row.id, row.address, row.name, row.language)


def asked(who: Somebody) -> Select[Any]:
    """Numbers of the tickets that they opened."""
    return select(ticket.c.number).where(ticket.c.requester == who.id)


def tickets_of(who: Somebody) -> Any:
    """Numbers of all tickets that they opened, take part in or wrote on; and those of mails of theirs."""
    return union(
        asked(who),
        select(participant.c.ticket).where(participant.c.person == who.id),
        select(article.c.ticket).where(article.c.author == who.id),
        select(mail.c.ticket).where(mail.c.ticket.is_not(None), mail.c.id.in_(mails_of(who))),
    )


def mails_of(who: Somebody) -> Select[Any]:
    """Ids of the mails that came from their address, by the envelope or by what the mail says, or are an article of
    theirs (somebody passed it on).
    """
    theirs = select(article.c.mail).where(article.c.author == who.id, article.c.mail.is_not(None))
    return (
        select(spool.c.id)
        .join(mail, mail.c.id == spool.c.id)
        .where(
            or_(
                func.lower(spool.c.sender) == who.address,
                func.lower(mail.c.sender) == who.address,
                spool.c.id.in_(theirs),
            )
        )
    )


def mails_by_others(who: Somebody) -> Select[Any]:
    """Ids of the mails of other people in their tickets: answers quote what they answer."""
    numbers = select(tickets_of(who).subquery().c[0])
    here = select(article.c.mail).where(article.c.ticket.in_(numbers), article.c.mail.is_not(None))
    return (
        select(spool.c.id)
        .join(mail, mail.c.id == spool.c.id)
        .where(or_(mail.c.ticket.in_(numbers), spool.c.id.in_(here)), spool.c.id.not_in(mails_of(who)))
    )


def notices_to(who: Somebody) -> Any:
    return or_(notice.c.person == who.id, notice.c.recipient == who.address)


def count(connection: Connection, who: Somebody) -> Belongings:
    def number(query: Select[Any]) -> int:
        return connection.scalar(select(func.count()).select_from(query.subquery())) or 0

    opened = number(asked(who))
    mine = select(article.c.id).where(article.c.author == who.id)
    kept = spool.c.gone_why != Why.ERASED.value
    sent = select(notice.c.id).where(notices_to(who))
    waits = mails_of(who).where(mail.c.outcome == WAITING, mail.c.parked.is_(False))
    return Belongings(
        asked=opened,
        shared=number(select(tickets_of(who).subquery())) - opened,
        articles=number(mine),
        attachments=number(select(attachment.c.article, attachment.c.position).where(attachment.c.article.in_(mine))),
        mails=number(mails_of(who).where(kept)),
        waiting=number(waits),
        others=number(mails_by_others(who).where(spool.c.gone.is_(None))),
        notices=number(sent),
        unsent=number(sent.where(notice.c.state == NoticeState.WAITING.value)),
        attempts=number(select(attempt.c.notice, attempt.c.number).where(attempt.c.notice.in_(sent))),
        journal=number(select(journal.c.id).where(journal.c.author == who.id)),
    )


def is_nothing(found: Belongings) -> bool:
    return not any(getattr(found, name) for name in Belongings.__dataclass_fields__)
