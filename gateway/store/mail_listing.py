"""What the console asks about mails: a page of the ledger by its filters, and whether its newest part balances."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select, union
from sqlalchemy.sql.elements import ColumnElement

from ..decisions import WAITING, Outcome
from .balance import Equation
from .listed import MailRow
from .listings import Condition, mail_rows
from .schema import WRITTEN, article, journal, mail, spool

COUNTED = 1_000  # mails whose balance is made; `postroom ledger` counts all
UNREAD = 1_000  # waiting mails that are looked through for a sender: nobody has read yet who wrote them
PARKED = "parked"


@dataclass(frozen=True, slots=True)
class MailFilter:
    """Which mails are wanted; what is 0 or "" leaves all in."""

    outcome: str = ""  # or "waiting", or "parked" for some of those that wait
    sender: str = ""
    ticket: int = 0
    before: int = 0  # only mails with a smaller id


def listed(connection: Connection, wanted: MailFilter, most: int) -> tuple[MailRow, ...]:
    """Newest first."""
    if wanted.sender:
        ids = sorted({*_written_by(connection, wanted, most), *_unread_of(connection, wanted, most)})[-most:]
        return tuple(mail_rows(connection, "", most, among=(mail.c.id.in_(ids),)))
    if wanted.ticket:
        return tuple(mail_rows(connection, "", most, among=_further(wanted)))
    return tuple(mail_rows(connection, wanted.outcome, most, wanted.before))


def _written_by(connection: Connection, wanted: MailFilter, most: int) -> list[int]:
    """As their From says, whether it was typed as they write it or in small letters."""
    spelled = mail.c.sender.in_(sorted({wanted.sender, wanted.sender.lower()}))
    query = select(mail.c.id).where(WRITTEN, spelled, *_further(wanted)).order_by(mail.c.id.desc()).limit(most)
    return list(connection.scalars(query))


def _unread_of(connection: Connection, wanted: MailFilter, most: int) -> list[int]:
    """Of those that wait, by their envelope: what cannot be read has no other sender."""
    waiting = select(mail.c.id).where(mail.c.outcome == WAITING).order_by(mail.c.id.desc()).limit(UNREAD).subquery()
    query = select(mail.c.id).join(waiting, waiting.c.id == mail.c.id).join(spool, spool.c.id == mail.c.id)
    query = query.where(func.lower(spool.c.sender) == wanted.sender.lower(), *_further(wanted))
    return list(connection.scalars(query.order_by(mail.c.id.desc()).limit(most)))


def _further(wanted: MailFilter) -> tuple[Condition, ...]:
    """What is asked besides the sender; the index of outcomes is no help there, and is kept out of it."""
    asked: list[ColumnElement[bool]] = []
    outcome = mail.c.outcome.concat("")
    if wanted.outcome == PARKED:
        asked += [outcome == WAITING, mail.c.parked.is_(True)]
    elif wanted.outcome:
        asked.append(outcome == wanted.outcome)
    if wanted.ticket:
        asked.append(mail.c.id.in_(_of_ticket(wanted.ticket)))
    if wanted.before:
        asked.append(mail.c.id < wanted.before)
    return tuple(asked)


def _of_ticket(number: int) -> Select[Any]:
    """The mails that brought its articles, that changed it, or that it is the stub of."""
    said = select(article.c.mail.label("id")).where(article.c.ticket == number, article.c.mail.is_not(None))
    did = select(journal.c.mail).where(journal.c.ticket == number, journal.c.mail.is_not(None))
    first = select(mail.c.id, mail.c.ticket).where(mail.c.outcome == WAITING).order_by(mail.c.id).limit(UNREAD)
    stubs = first.subquery()
    found = union(said, did, select(stubs.c.id).where(stubs.c.ticket == number)).subquery()
    return select(found.c.id)


def balance(connection: Connection) -> tuple[Equation, bool]:
    """The equation of the newest mails, and whether they are all that there ever were: counting millions takes
    seconds.
    """
    ids = list(connection.scalars(select(spool.c.id).order_by(spool.c.id.desc()).limit(COUNTED + 1)))
    newest = ids[:COUNTED]
    if not newest:
        return Equation(0, 0, 0, {each.value: 0 for each in Outcome}), True
    kept = mail.c.id.between(newest[-1], newest[0])
    states = select(mail.c.outcome.concat("").label("outcome"), mail.c.parked).where(kept).subquery()
    query = select(states.c.outcome, states.c.parked, func.count()).group_by(states.c.outcome, states.c.parked)
    counts = {(row[0], row[1]): row[2] for row in connection.execute(query)}
    outcomes = {each.value: sum(n for (name, _), n in counts.items() if name == each.value) for each in Outcome}
    waiting = sum(n for (name, _), n in counts.items() if name == WAITING)
    return Equation(len(newest), waiting, counts.get((WAITING, True), 0), outcomes), len(ids) <= COUNTED
