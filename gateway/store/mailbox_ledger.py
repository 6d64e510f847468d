"""What is known of the mails of a mailbox: for imports, and to compare it with the server. Reads only."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy import Row as SqlRow

from ..decisions import WAITING
from ..mail.mailboxes import Cursor, Passed, Place
from ..mail.reconciled import Row
from .mailbox_statements import CHUNK, chunks
from .mailboxes import as_cursor, folder_row
from .schema import mail, mailbox_mail, spool

_ROW = mailbox_mail.c
_HERE = (_ROW.mailbox == bindparam("box"), _ROW.folder == bindparam("folder"), _ROW.validity == bindparam("number"))
_TAKEN = select(_ROW.uid).where(*_HERE, _ROW.mail.is_not(None))
_WHOLE = select(mailbox_mail, mail.c.outcome, mail.c.parked).outerjoin(mail, mail.c.id == _ROW.mail)
_ROWS = _WHOLE.where(*_HERE)
_OLDER = _WHOLE.where(*_HERE[:2], _ROW.validity != bindparam("number")).order_by(_ROW.uid)
_SIZES = select(spool.c.id, spool.c.size).where(spool.c.id.in_(bindparam("ids", expanding=True)))
_WAITING = (
    select(mail.c.id)
    .join(mailbox_mail, _ROW.mail == mail.c.id)
    .where(_ROW.mailbox == bindparam("box"), mail.c.outcome == WAITING, mail.c.parked.is_(False))
    .distinct()
)


def cursor(connection: Connection, mailbox: str, folder: str) -> Cursor | None:
    """How far the folder was read; nothing is adopted by asking."""
    row = folder_row(connection, mailbox, folder)
    return None if row is None else as_cursor(row, folder)


def taken(connection: Connection, place: Place) -> set[int]:
    """The UIDs of the mails that we have."""
    return set(connection.scalars(_TAKEN, _key(place)))


def waiting(connection: Connection, mailbox: str) -> list[int]:
    """The spooled mails of the mailbox that have no outcome yet and are not parked."""
    return sorted(connection.scalars(_WAITING, {"box": mailbox}))


def rows(connection: Connection, place: Place) -> dict[int, Row]:
    """What became of each mail of the folder, by its UID."""
    return {row.uid: _as_row(row) for row in connection.execute(_ROWS, _key(place))}


def older(connection: Connection, place: Place) -> tuple[Row, ...]:
    """What is known under earlier numbers of the folder."""
    return tuple(_as_row(row) for row in connection.execute(_OLDER, _key(place)))


def sizes(connection: Connection, mails: Collection[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for some in chunks(mails, CHUNK):
        found |= {row.id: row.size for row in connection.execute(_SIZES, {"ids": some})}
    return found


def _as_row(row: SqlRow[Any]) -> Row:
    ended = "parked" if row.parked else row.outcome or ""
    return Row(row.uid, row.digest, row.mail, Passed[row.passed.upper()] if row.passed else None, ended)


def _key(place: Place) -> dict[str, object]:
    return {"box": place.mailbox, "folder": place.folder, "number": place.validity}
