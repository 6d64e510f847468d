"""What a database says of every mail and ticket, for comparing one that was made anew with the present one."""

from collections.abc import Iterable

from sqlalchemy import Connection, func, or_, select

from ..trial.rebuilt import Ended, MailEnd, TicketEnd
from .schema import article, attachment, mail, participant, person, ticket


def ended(connection: Connection, last: int) -> Ended:
    """Of mails up to this id."""
    files = select(attachment.c.article, func.count().label("files")).group_by(attachment.c.article).subquery()
    query = (
        select(mail.c.id, mail.c.outcome, mail.c.ticket, article.c.kind, article.c.author, article.c.author_role)
        .add_columns(article.c.text, article.c.quoted, files.c.files)
        .outerjoin(article, article.c.mail == mail.c.id)
        .outerjoin(files, files.c.article == article.c.id)
        .where(mail.c.id <= last)
    )
    mails = {
        row.id: MailEnd(
            row.id,
            row.outcome,
            row.ticket or 0,
            row.kind or "",
            row.author or 0,
            row.author_role or "",
            row.text or "",
            row.quoted or "",
            row.files or 0,
        )
        for row in connection.execute(query)
    }
    return Ended(mails, {each.number: each for each in _tickets(connection)})


def _tickets(connection: Connection) -> Iterable[TicketEnd]:
    places: dict[int, list[int]] = {}
    for row in connection.execute(select(participant.c.ticket, participant.c.person).order_by(participant.c.person)):
        places.setdefault(row.ticket, []).append(row.person)
    counts = {
        row[0]: row[1] for row in connection.execute(select(article.c.ticket, func.count()).group_by(article.c.ticket))
    }
    for row in connection.execute(select(ticket)):
        yield TicketEnd(
            number=row.number,
            subject=row.subject,
            status=row.status,
            department=row.department,
            assignee=row.assignee,
            priority=row.priority,
            type=row.type,
            product=row.product,
            requester=row.requester,
            participants=tuple(places.get(row.number, ())),
            articles=counts.get(row.number, 0),
            rating=row.rating,
            tags=row.tags,
            repeats=row.repeats,
            follows=row.follows or 0,
            merged=row.merged_into or 0,
        )


def emptied(connection: Connection) -> frozenset[int]:
    """Tickets of which less is kept than there was."""
    erased = select(person.c.id).where(person.c.erased.is_not(None))
    theirs = select(article.c.ticket).where(article.c.author.in_(erased))
    old = or_(ticket.c.emptied.is_not(None), ticket.c.requester.in_(erased), ticket.c.number.in_(theirs))
    return frozenset(connection.scalars(select(ticket.c.number).where(old)))


def flags(connection: Connection) -> dict[int, tuple[bool, bool]]:
    """Mails that were let in, and confirmed by their author."""
    query = select(mail.c.id, mail.c.released, mail.c.confirmed).where(or_(mail.c.released, mail.c.confirmed))
    return {row.id: (row.released, row.confirmed) for row in connection.execute(query)}


def flags_of(connection: Connection, id: int) -> tuple[bool, bool]:
    """Was this mail let in, and did its author confirm it?"""
    row = connection.execute(select(mail.c.released, mail.c.confirmed).where(mail.c.id == id)).one()
    return row.released, row.confirmed
