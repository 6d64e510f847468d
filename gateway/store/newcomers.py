"""Which mails answer one of ours, and which of those were accepted since somebody last looked: who has a long line of
mails reads those first. What is missed here stands in the line like any other.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, select

from .due import Share
from .prepared import Prepared
from .schema import mail, spool

BATCH = 2000  # rows of one look

_SINCE = Prepared(
    select(spool.c.id, spool.c.recipients)
    .where(spool.c.id > bindparam("after"))
    .order_by(spool.c.id)
    .limit(bindparam("most"))
)
_RECIPIENTS = select(spool.c.id, spool.c.recipients)
_OLDEST = select(func.min(mail.c.id)).where(mail.c.outcome == "waiting")
_NEWEST = select(func.max(spool.c.id))


@dataclass(frozen=True, slots=True)
class Newcomers:
    """`newest` is the id after which the next look begins."""

    newest: int
    replies: tuple[int, ...]


def start(connection: Connection) -> int:
    """The id after which the first look begins: that of no mail that waits."""
    oldest = connection.scalar(_OLDEST)
    return oldest - 1 if oldest is not None else connection.scalar(_NEWEST) or 0


def is_reply(*recipients: str) -> bool:
    """Only signed reply addresses have a plus and are ours; that one is genuine, the listener has seen to."""
    return any("+" in recipient for recipient in recipients)


def among(connection: Connection, ids: tuple[int, ...]) -> frozenset[int]:
    """Those of these mails that are replies."""
    rows = connection.execute(_RECIPIENTS.where(spool.c.id.in_(ids))) if ids else ()
    return frozenset(row.id for row in rows if is_reply(row.recipients))


def look(connection: Connection, after: int, share: Share) -> Newcomers:
    rows = _SINCE.execute(connection, {"after": after, "most": BATCH}).all()
    mine = (row for row in rows if row.id % share.of == share.index)
    return Newcomers(rows[-1].id if rows else after, tuple(row.id for row in mine if is_reply(row.recipients)))
