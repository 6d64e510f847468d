"""How far each mailbox was read."""

from datetime import UTC, datetime

from sqlalchemy import Connection, select, update

from ..mail.cursor import Cursor
from . import people
from .database import Database
from .schema import mailbox_cursor


class MailboxCursors:
    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, mailbox: str) -> Cursor | None:
        with self._database.read() as connection:
            row = connection.execute(select(mailbox_cursor).where(mailbox_cursor.c.mailbox == mailbox)).one_or_none()
        return Cursor(row.validity, row.uid, row.at) if row else None

    def save(self, mailbox: str, validity: int, uid: int) -> None:
        values = {"validity": validity, "uid": uid, "at": datetime.now(UTC)}

        def write(connection: Connection) -> None:
            if not people.is_new(connection, mailbox_cursor, {"mailbox": mailbox, **values}):
                connection.execute(update(mailbox_cursor).where(mailbox_cursor.c.mailbox == mailbox).values(**values))

        self._database.write(write)
