"""What the listing commands ask the database for."""

from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from ..mail.token import mint
from .listed import (
    ArticleRow,
    AttachmentRow,
    AttemptRow,
    Explained,
    JournalRow,
    MailRow,
    OutboxRow,
    TicketFilter,
    TicketRow,
)
from .outbox import NoticeState
from .schema import article, attachment, attempt, journal, mail, notice, participant, person, spool, ticket

LIMIT = 100_000


def ticket_rows(connection: Connection, wanted: TicketFilter, key: bytes) -> tuple[TicketRow, ...]:
    """Newest first, without articles and journal."""
    query = select(ticket, person.c.address).join(person, person.c.id == ticket.c.requester)
    if wanted.status:
        query = query.where(ticket.c.status == wanted.status)
    if wanted.department:
        query = query.where(ticket.c.department == wanted.department)
    if wanted.requester:
        query = query.where(person.c.address == wanted.requester.lower())
    if wanted.tag:
        tagged = f" {wanted.tag.lower()} "
        query = query.where((" " + func.lower(ticket.c.tags) + " ").contains(tagged, autoescape=True))
    rows = connection.execute(query.order_by(ticket.c.number.desc()).limit(LIMIT)).all()
    people = _participants(connection, [row.number for row in rows])
    return tuple(_ticket(row, people.get(row.number, ()), key) for row in rows)


def ticket_whole(connection: Connection, number: int, key: bytes) -> TicketRow | None:
    """One ticket with its articles and journal, or None."""
    query = select(ticket, person.c.address).join(person, person.c.id == ticket.c.requester)
    row = connection.execute(query.where(ticket.c.number == number)).one_or_none()
    if row is None:
        return None
    people = _participants(connection, [number]).get(number, ())
    return _ticket(row, people, key, _articles(connection, number), _journal(connection, number))


def mail_rows(connection: Connection, outcome: str) -> tuple[MailRow, ...]:
    """Newest first; `outcome` "" for all, "parked" for the waiting ones that are parked."""
    query = _mails()
    if outcome == "parked":
        query = query.where(mail.c.parked.is_(True))
    elif outcome:
        query = query.where(mail.c.outcome == outcome)
    return tuple(map(_mail, connection.execute(query.order_by(mail.c.id.desc()).limit(LIMIT))))


def explained(connection: Connection, name: str) -> tuple[Explained, ...]:
    """By id, or by Message-ID with or without brackets; several mails may share one."""
    number = name.isdecimal() and len(name) < 18  # more digits than an id has
    condition = mail.c.id == int(name) if number else mail.c.message_id == name.strip("<>")
    query = _mails().add_columns(mail.c.trail, mail.c.error).where(condition).order_by(mail.c.id).limit(20)
    rows = connection.execute(query).all()
    return tuple(
        Explained(_mail(row), row.trail or {}, row.error, outbox_rows(connection, "", mail_id=row.id)) for row in rows
    )


def outbox_rows(connection: Connection, state: str, mail_id: int = 0) -> tuple[OutboxRow, ...]:
    """Newest first, each with every attempt."""
    query = select(notice).order_by(notice.c.id.desc()).limit(LIMIT)
    if state:
        query = query.where(notice.c.state == state)
    if mail_id:
        query = query.where(notice.c.mail == mail_id)
    rows = connection.execute(query).all()
    tries = select(attempt).order_by(attempt.c.notice, attempt.c.number)
    if mail_id:
        tries = tries.where(attempt.c.notice.in_([row.id for row in rows]))
    by_notice: dict[int, list[AttemptRow]] = {}
    for each in connection.execute(tries) if rows else ():
        by_notice.setdefault(each.notice, []).append(AttemptRow(each.at, each.delivery, each.words))
    return tuple(_outbox(row, by_notice.get(row.id, [])) for row in rows)


def _ticket(
    row: Row[Any],
    people: tuple[str, ...],
    key: bytes,
    articles: tuple[ArticleRow, ...] = (),
    told: tuple[JournalRow, ...] = (),
) -> TicketRow:
    return TicketRow(
        number=row.number,
        token=mint(row.number, key),
        subject=row.subject,
        status=row.status,
        department=row.department,
        priority=row.priority,
        type=row.type,
        product=row.product,
        requester=row.address,
        assignee=row.assignee,
        participants=people,
        created=row.created,
        resolved=row.resolved,
        closed=row.closed,
        first_response=row.first_response,
        snoozed=row.snoozed,
        rating=row.rating,
        merged=row.merged_into,
        follows=row.follows,
        tags=tuple(row.tags.split()),
        repeats=row.repeats,
        promised=row.promised,
        articles=articles,
        journal=told,
    )


def _participants(connection: Connection, numbers: list[int]) -> dict[int, tuple[str, ...]]:
    query = select(participant.c.ticket, person.c.address).join(person, person.c.id == participant.c.person)
    if len(numbers) < 500:
        query = query.where(participant.c.ticket.in_(numbers))
    found: dict[int, tuple[str, ...]] = {}
    for row in connection.execute(query.order_by(participant.c.since, person.c.id)):
        found[row.ticket] = (*found.get(row.ticket, ()), row.address)
    return found


def _articles(connection: Connection, number: int) -> tuple[ArticleRow, ...]:
    """Those of the tickets that became part of this one, too."""
    parts = select(ticket.c.number).where(ticket.c.merged_into == number)
    numbers = [number, *connection.scalars(parts)]
    query = select(article, person.c.address).join(person, person.c.id == article.c.author)
    rows = connection.execute(query.where(article.c.ticket.in_(numbers)).order_by(article.c.id)).all()
    files = select(attachment).where(attachment.c.article.in_([row.id for row in rows]))
    by_article: dict[int, list[AttachmentRow]] = {}
    for part in connection.execute(files.order_by(attachment.c.article, attachment.c.position)):
        shown = AttachmentRow(part.name, part.type, part.size, part.sha256.hex(), part.hidden, part.withheld)
        by_article.setdefault(part.article, []).append(shown)
    return tuple(
        ArticleRow(
            id=row.id,
            kind=row.kind,
            author=row.address,
            standing=row.standing,
            text=row.text,
            quoted=row.quoted,
            html=row.html,
            attachments=tuple(by_article.get(row.id, ())),
            message_id=row.message_id,
            at=row.at,
            seal=row.seal,
            mail=row.mail,
            refused=row.refused,
            ticket=row.ticket,
        )
        for row in rows
    )


def _journal(connection: Connection, number: int) -> tuple[JournalRow, ...]:
    query = select(journal, person.c.address).outerjoin(person, person.c.id == journal.c.author)
    rows = connection.execute(query.where(journal.c.ticket == number).order_by(journal.c.id))
    return tuple(JournalRow(row.at, row.address or "postroom", row.change, row.old, row.new, row.mail) for row in rows)


def _mails() -> Select[Any]:
    columns = (mail.c.outcome, mail.c.reason, mail.c.ticket, mail.c.message_id, mail.c.sender, mail.c.subject)
    query = select(spool.c.id, spool.c.source, spool.c.accepted, spool.c.sender.label("envelope_sender"), *columns)
    return query.add_columns(mail.c.attempts, mail.c.parked).join(mail, mail.c.id == spool.c.id)


def _mail(row: Row[Any]) -> MailRow:
    return MailRow(
        id=row.id,
        source=row.source,
        accepted=row.accepted,
        outcome=row.outcome,
        reason=row.reason,
        ticket=row.ticket,
        message_id=row.message_id,
        sender=row.sender or row.envelope_sender,
        subject=row.subject,
        attempts=row.attempts,
        parked=row.parked,
    )


def _outbox(row: Row[Any], attempts: list[AttemptRow]) -> OutboxRow:
    return OutboxRow(
        id=row.id,
        kind=row.kind,
        ticket=row.ticket,
        recipient=row.recipient,
        state=row.state,
        attempts=tuple(attempts),
        message_id=row.message_id,
        due=row.due if row.state == NoticeState.WAITING.value else None,
        last_reply=row.last_reply,
    )
