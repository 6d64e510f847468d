"""How often a request had been sent again when the mail came that a notice tells of."""

from sqlalchemy import Connection, bindparam, select

from ..tickets.changes import Repeat
from .outbox import Claimed
from .schema import journal

_TIMES = (
    select(journal.c.new)
    .where(journal.c.ticket == bindparam("number"), journal.c.mail == bindparam("mail"))
    .where(journal.c.change == Repeat.name)
    .limit(1)
)


def times(connection: Connection, claimed: Claimed) -> int:
    """0 where the mail was no such one."""
    if claimed.mail is None:
        return 0
    return int(connection.scalar(_TIMES, {"number": claimed.ticket, "mail": claimed.mail}) or 0)
