"""Gathers what orders may ask about: tickets that they name, held mails, merges and splits, who planted what."""

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, exists, select

from ..commands import order_lines, tickets_named
from ..commands import read as read_orders
from ..facts import Absorbed, Contribution, HeldMail, Origin, Surroundings
from ..mail.inbound import InboundMail
from ..mail.references import key
from ..mail.shown import own_words
from ..tickets.people import Person, Role
from ..tickets.ticket import ArticleKind, Status, Ticket
from . import people, tickets
from .schema import article, confirmation, journal, mail, notice, ticket

PARENTS = 20  # ids that a mail answers, among which the article that it is about is looked for
PLANTED = 500  # articles whose lines are looked through
HELD = 50

_ABOUT = (
    select(article.c.id, article.c.author, article.c.author_role, mail.c.subject)
    .outerjoin(mail, mail.c.id == article.c.mail)
    .where(article.c.ticket.in_(bindparam("numbers", expanding=True)), article.c.kind == ArticleKind.PUBLIC.value)
    .where(article.c.author_role != Role.AGENT.value)
    .order_by(article.c.id.desc())
    .limit(1)
)
_ANSWERED = _ABOUT.join(notice, notice.c.article == article.c.id).where(
    notice.c.message_id.in_(bindparam("ids", expanding=True))
)
_HELD = (
    select(article.c.mail, article.c.author, article.c.at)
    .where(article.c.ticket.in_(bindparam("numbers", expanding=True)), article.c.kind == ArticleKind.HELD.value)
    .where(article.c.refused.is_(False), article.c.mail.is_not(None))
    .where(~exists().where(confirmation.c.mail == article.c.mail))  # those wait for their own author
    .order_by(article.c.id)
    .limit(HELD)
)
_MERGES = (
    select(journal.c.ticket, journal.c.mail, journal.c.old)
    .join(ticket, ticket.c.number == journal.c.ticket)
    .where(ticket.c.merged_into == bindparam("number"), journal.c.change == "merge")
    .order_by(journal.c.id)
)
_BROUGHT = select(journal.c.new).where(
    journal.c.ticket == bindparam("number"), journal.c.mail == bindparam("mail"), journal.c.change == "participant"
)
_SPLIT = (
    select(journal.c.old, journal.c.new)
    .where(journal.c.ticket == bindparam("number"), journal.c.change == "split")
    .order_by(journal.c.id.desc())
    .limit(1)
)
_OTHERS = (
    select(article.c.text, article.c.quoted)
    .where(article.c.ticket.in_(bindparam("numbers", expanding=True)), article.c.author != bindparam("writer"))
    .where(article.c.author_role != Role.AGENT.value)
    .order_by(article.c.id.desc())
    .limit(PLANTED)
)
_SUBJECTS = select(ticket.c.subject).where(ticket.c.number.in_(bindparam("numbers", expanding=True)))
_PARTS = select(ticket.c.number).where(ticket.c.merged_into == bindparam("number"))


def gather(connection: Connection, mail: InboundMail, at: Ticket | None, writer: Person) -> Surroundings:
    """Empty for a mail without orders. `at`: the ticket that it belongs to, if to any."""
    orders = read_orders(own_words(mail)[0]).orders if "#" in mail.text else ()
    if not orders:
        return Surroundings()
    named = tuple(tickets.load(connection, tickets_named(orders)).values())
    if at is None:
        return Surroundings(named)
    numbers = [at.number, *connection.scalars(_PARTS, {"number": at.number})]
    return Surroundings(
        named=named,
        about=_about(connection, mail, numbers),
        held=_held(connection, numbers),
        absorbed=_absorbed(connection, at.number),
        origin=_origin(connection, at.number),
        planted=_planted(connection, numbers, writer),
    )


def _about(connection: Connection, mail: InboundMail, numbers: list[int]) -> Contribution | None:
    """The customer's article that this mail answers by one of our notices; else the newest one."""
    ids = [form for id in mail.in_reply_to[:PARENTS] for form in (id, key(id))]
    row = connection.execute(_ANSWERED, {"numbers": numbers, "ids": ids}).one_or_none() if ids else None
    row = row or connection.execute(_ABOUT, {"numbers": numbers}).one_or_none()
    if row is None:
        return None
    author = people.by_id(connection, [row.author])[row.author]
    return Contribution(row.id, author, Role(row.author_role), row.subject or "")


def _held(connection: Connection, numbers: list[int]) -> tuple[HeldMail, ...]:
    rows = connection.execute(_HELD, {"numbers": numbers}).all()
    writers = people.by_id(connection, [row.author for row in rows]) if rows else {}
    return tuple(HeldMail(row.mail, writers[row.author], row.at) for row in rows)


def _absorbed(connection: Connection, number: int) -> tuple[Absorbed, ...]:
    """Tickets that became part of this one; of one that did so twice, the last time."""
    last = {row.ticket: row for row in connection.execute(_MERGES, {"number": number})}
    found = tickets.load(connection, last)
    return tuple(
        Absorbed(found[part], Status(row.old), _brought(connection, number, row.mail)) for part, row in last.items()
    )


def _brought(connection: Connection, number: int, mail: int | None) -> tuple[Person, ...]:
    """Who became a participant by the very mail that merged the tickets."""
    if mail is None:
        return ()
    addresses = connection.scalars(_BROUGHT, {"number": number, "mail": mail}).all()
    return tuple(people.by_address(connection, addresses).values())


def _origin(connection: Connection, number: int) -> Origin | None:
    row = connection.execute(_SPLIT, {"number": number}).one_or_none()
    if row is None:
        return None
    source = int(row.old.lstrip("#"))
    found = tickets.load_followed(connection, [source]).get(source)
    return Origin(found, int(row.new.removeprefix("article "))) if found else None


def _planted(connection: Connection, numbers: list[int], writer: Person) -> frozenset[str]:
    """Subjects count, too: our mails show them, and so do quotes of our mails."""
    rows = connection.execute(_OTHERS, {"numbers": numbers, "writer": writer.id})
    subjects = connection.scalars(_SUBJECTS, {"numbers": numbers})
    return _lines((*subjects, *(text for row in rows for text in (row.text, row.quoted))))


def _lines(texts: Iterable[str]) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    for text in texts:
        found |= order_lines(text)
    return found
