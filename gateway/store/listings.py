"""What the listing commands ask the database for."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Column, Connection, Row, Select, TextClause, func, select
from sqlalchemy.sql.elements import ColumnElement

from ..decisions import WAITING
from ..mail.token import mint
from ..tickets.ticket import Priority
from .listed import ArticleRow, AttachmentRow, Explained, JournalRow, MailRow, TicketFilter, TicketRow
from .outbox_listing import OutboxFilter, outbox_rows
from .schema import TAGGED, UNUSUAL, WORKED_ON, article, attachment, journal, mail, participant, person, spool, ticket

Condition = ColumnElement[bool] | TextClause

NOBODY = "-"  # as an assignee
ACTIVE = ("new", "open", "waiting", "resolved")  # states of what is worked on
PAGE = 500  # rows that are fetched at once, however many there are
_TICKETS = select(ticket, person.c.address, person.c.unreachable, person.c.complained).join(
    person, person.c.id == ticket.c.requester
)
_PARKED = (mail.c.outcome == WAITING, mail.c.parked.is_(True))


def ticket_rows(
    connection: Connection, wanted: TicketFilter, key: bytes, most: int | None = None
) -> Iterator[TicketRow]:
    """Newest first, without articles and journal; a page at a time."""
    if wanted.active and most and not (wanted.department or wanted.requester or wanted.among):
        yield from _active_rows(connection, wanted, key, most)
        return
    query = _TICKETS.where(*_conditions(connection, wanted))
    for page in _pages(connection, query, ticket.c.number, most):
        people = _participants(connection, [row.number for row in page])
        yield from (_ticket(row, people.get(row.number, ()), key) for row in page)


def _active_rows(connection: Connection, wanted: TicketFilter, key: bytes, most: int) -> list[TicketRow]:
    """Each state by itself, of which there is an index in this order: SQLite would sort all of them."""
    alone = [replace(wanted, active=False, status=status) for status in ACTIVE]
    rows = [row for each in alone for row in ticket_rows(connection, each, key, most)]
    return sorted(rows, key=lambda row: row.number, reverse=True)[:most]


def _conditions(connection: Connection, wanted: TicketFilter) -> Iterator[Condition]:
    yield from _exactly(wanted)
    if wanted.assignee:
        yield ticket.c.assignee == ("" if wanted.assignee == NOBODY else wanted.assignee)
    if wanted.active:
        yield WORKED_ON
    if wanted.requester:  # asked for beforehand: so the plan does not depend on how many tickets a person has
        address = person.c.address == wanted.requester.lower()
        yield ticket.c.requester == (connection.scalar(select(person.c.id).where(address)) or 0)
    if wanted.tag:
        tagged = f" {wanted.tag.lower()} "
        yield TAGGED
        yield (" " + func.lower(ticket.c.tags) + " ").contains(tagged, autoescape=True)
    if wanted.before:
        yield ticket.c.number < wanted.before
    if wanted.among is not None:
        yield ticket.c.number.in_(wanted.among)


def _exactly(wanted: TicketFilter) -> Iterator[Condition]:
    """An unusual priority comes first: SQLite would take the index of a state or department, however few are urgent."""
    unusual = wanted.priority not in ("", Priority.NORMAL.value)
    for column, value in ((ticket.c.status, wanted.status), (ticket.c.department, wanted.department)):
        if value:
            yield (column.concat("") if unusual else column) == value
    if wanted.priority:
        yield ticket.c.priority == wanted.priority
    if unusual:
        yield UNUSUAL


def _pages(
    connection: Connection, query: Select[Any], number: Column[int], most: int | None
) -> Iterator[Sequence[Row[Any]]]:
    """Rows by falling number, which is their first column."""
    last: int | None = None
    while most is None or most > 0:
        size = PAGE if most is None else min(PAGE, most)
        rest = query if last is None else query.where(number < last)
        page = connection.execute(rest.order_by(number.desc()).limit(size)).all()
        yield page
        if len(page) < size:
            return
        last = page[-1][0]
        most = None if most is None else most - len(page)


def ticket_whole(connection: Connection, number: int, key: bytes) -> TicketRow | None:
    """One ticket with its articles and journal, or None."""
    query = _TICKETS
    row = connection.execute(query.where(ticket.c.number == number)).one_or_none()
    if row is None:
        return None
    people = _participants(connection, [number]).get(number, ())
    return _ticket(row, people, key, _articles(connection, number), _journal(connection, number))


def mail_rows(
    connection: Connection, outcome: str, most: int | None = None, before: int = 0, among: Sequence[Condition] = ()
) -> Iterator[MailRow]:
    """Newest first, a page at a time; `outcome` "" for all, "parked" for the waiting ones that are parked; `among`:
    what else is asked of them.
    """
    query = _mails().where(*among)
    if outcome == "parked":
        query = query.where(*_PARKED)
    elif outcome:
        query = query.where(mail.c.outcome == outcome)
    if before:
        # Of both tables: PostgreSQL does not draw the second from the first, and walked down from the newest mail.
        query = query.where(mail.c.id < before, spool.c.id < before)
    for page in _pages(connection, query, mail.c.id, most):
        yield from map(_mail, page)


def explained(connection: Connection, name: str) -> tuple[Explained, ...]:
    """By id, or by Message-ID with or without brackets; several mails may share one."""
    number = name.isdecimal() and len(name) < 18  # more digits than an id has
    condition = mail.c.id == int(name) if number else mail.c.message_id == name.strip("<>")
    query = _mails().add_columns(mail.c.trail, mail.c.error).where(condition).order_by(mail.c.id).limit(20)
    rows = connection.execute(query).all()
    return tuple(
        Explained(_mail(row), row.trail or {}, row.error, tuple(outbox_rows(connection, OutboxFilter(mail=row.id))))
        for row in rows
    )


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
        unreachable=row.unreachable,
        complained=row.complained,
        articles=articles,
        journal=told,
    )


def _participants(connection: Connection, numbers: list[int]) -> dict[int, tuple[str, ...]]:
    query = select(participant.c.ticket, person.c.address).join(person, person.c.id == participant.c.person)
    query = query.where(participant.c.ticket.in_(numbers))
    found: dict[int, tuple[str, ...]] = {}
    for row in connection.execute(query.order_by(participant.c.since, person.c.id)):
        found[row.ticket] = (*found.get(row.ticket, ()), row.address)
    return found


def _articles(connection: Connection, number: int) -> tuple[ArticleRow, ...]:
    """Those of the tickets that became part of this one, too."""
    parts = select(ticket.c.number).where(ticket.c.merged_into == number)
    numbers = [number, *connection.scalars(parts)]
    query = select(article, person.c.address, person.c.name).join(person, person.c.id == article.c.author)
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
            author_name=row.name,
        )
        for row in rows
    )


def _journal(connection: Connection, number: int) -> tuple[JournalRow, ...]:
    query = select(journal, person.c.address).outerjoin(person, person.c.id == journal.c.author)
    rows = connection.execute(query.where(journal.c.ticket == number).order_by(journal.c.id))
    return tuple(JournalRow(row.at, row.address or "postroom", row.change, row.old, row.new, row.mail) for row in rows)


def _mails() -> Select[Any]:
    columns = (mail.c.outcome, mail.c.reason, mail.c.ticket, mail.c.message_id, mail.c.sender, mail.c.subject)
    query = select(mail.c.id, spool.c.source, spool.c.accepted, spool.c.sender.label("envelope_sender"), *columns)
    return query.add_columns(mail.c.attempts, mail.c.parked, spool.c.gone, spool.c.gone_why).join(
        mail, mail.c.id == spool.c.id
    )


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
        gone=row.gone,
        gone_why=row.gone_why,
    )
