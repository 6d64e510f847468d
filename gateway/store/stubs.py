"""Stub tickets: what a person sees of a mail that could not be read, until it can be."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from ..mail.persian import persian_digits
from ..policy import Policy
from ..tickets.people import Person, Role, Standing
from ..tickets.ticket import UNNUMBERED, Status, Ticket
from . import ledger, people, tickets
from .schema import article, spool, ticket

UNREADABLE = {"en": "A mail that could not be read", "fa": "ایمیلی که خوانده نشد"}
EXPLANATION = {
    "en": "Mail {number} from {sender} could not be read and is kept as it came. `postroom explain {id}` tells why,"
    " `postroom requeue mail {id}` tries again.",
    "fa": "ایمیل {number} از {sender} خوانده نشد و همان‌گونه که رسیده نگه داشته شده است. فرمان `postroom explain"
    " {id}` دلیل را می‌گوید و `postroom requeue mail {id}` دوباره می‌کوشد.",
}
NOBODY = {"en": "an unknown sender", "fa": "فرستنده‌ای نامعلوم"}


def park(
    connection: Connection, id: int, error: str, policy: Policy, now: datetime, claim: ledger.Claim | None = None
) -> int:
    """Parks a mail under a stub ticket, whose number it returns; one stub however often it is parked.

    Its bytes are not looked at: they may be what cannot be read.
    """
    at = ledger.standing(connection, id)
    if not at.is_open_to(claim) or at.parked:
        return at.ticket
    stub = at.ticket or _open_stub(connection, id, policy, now)
    ledger.park(connection, id, error, stub)
    return stub


def settle_stub(connection: Connection, stub: int, joined: int, now: datetime) -> None:
    """The mail behind a stub was read after all, and became part of another ticket (`joined`) or of none."""
    if not stub:
        return
    values = {"status": Status.MERGED.value, "merged_into": joined} if joined else {"status": Status.CLOSED.value}
    connection.execute(update(ticket).where(ticket.c.number == stub).values(closed=now, **values))


def _open_stub(connection: Connection, id: int, policy: Policy, now: datetime) -> int:
    envelope = connection.execute(select(spool.c.sender, spool.c.recipients).where(spool.c.id == id)).one()
    found = (policy.department_at(address.lower()) for address in envelope.recipients.split("\n"))
    department = next((each for each in found if each), policy.departments[0])
    sender = (envelope.sender or "unknown").lower()  # under this address nobody can be written to
    writer = people.stored(connection, [Person(0, sender)])[sender]
    language = department.language
    new = Ticket(UNNUMBERED, UNREADABLE[language], Status.NEW, department.name, writer, language, now)
    number = tickets.insert(connection, new, 0)
    values = {"ticket": number, "kind": "internal", "author": writer.id, "author_role": Role.STRANGER.value}
    values |= {"standing": Standing.UNPROVEN.label, "text": _explanation(id, envelope.sender.lower(), language)}
    connection.execute(article.insert().values(**values, quoted="", html="", message_id="", at=now))
    return number


def _explanation(id: int, sender: str, language: str) -> str:
    """Numbers of commands are typed as they stand."""
    number = persian_digits(str(id)) if language == "fa" else str(id)
    return EXPLANATION[language].format(id=id, number=number, sender=sender or NOBODY[language])
