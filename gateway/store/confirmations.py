"""Questions that wait for a yes: asked for one mail, answered once, within half an hour."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from ..facts import Pending
from ..mail import confirmation as codes
from ..mail.inbound import InboundMail
from ..policy import Policy
from ..tickets.people import Person
from . import tickets
from .people import insert_new
from .prepared import Prepared
from .schema import confirmation

_OPEN = Prepared(
    select(confirmation).where(
        confirmation.c.mail == bindparam("asked"),
        confirmation.c.person == bindparam("who"),
        confirmation.c.used.is_(None),
        confirmation.c.expires > bindparam("now"),
    )
)


def ask(connection: Connection, mail: int, person: int, ticket: int | None, now: datetime) -> None:
    row = {"mail": mail, "person": person, "ticket": ticket, "expires": now + codes.VALID}
    insert_new(connection, confirmation, [row])


def pending(connection: Connection, mail: InboundMail, writer: Person, policy: Policy, now: datetime) -> Pending | None:
    """The question that this mail may answer: it carries the code that we gave to its very writer, still good."""
    found = codes.named(mail.subject)
    if found is None or not writer.id or not codes.holds(found[1], found[0], writer.id, policy.ring):
        return None
    row = _OPEN.execute(connection, {"asked": found[0], "who": writer.id, "now": now}).one_or_none()
    if row is None:
        return None
    at = tickets.load_followed(connection, [row.ticket]).get(row.ticket) if row.ticket else None
    return Pending(row.mail, at)


def use(connection: Connection, mail: int, now: datetime) -> bool:
    """False where somebody was faster."""
    unused = (confirmation.c.mail == mail, confirmation.c.used.is_(None))
    return connection.execute(update(confirmation).where(*unused).values(used=now)).rowcount == 1
