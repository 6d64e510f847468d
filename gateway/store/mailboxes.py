"""Mailboxes as rows: who watches which, how far their folders were read, and what became of each mail in them.

How each row of `mailbox_mail` ends: while its numbering (UIDVALIDITY) is the folder's, it stays, also when its mail has
left the folder. Under an older numbering it stays until the new one has been read to its end and seems to be lasting;
then whoever watches calls `settle`, and it goes. Its mail is known by its content until then, and afterwards by the new
row.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, Update

from ..mail.mailboxes import Cursor, Lease, LeaseLost, Noted, Place
from .database import Database
from .holder import Holder
from .mailbox_statements import (
    ADOPT,
    AGE,
    CHUNK,
    CURSOR,
    FORGET_AGED,
    FORGET_OLD,
    HAS_OLD,
    KNOWN,
    LEASE,
    MOVE,
    PLAIN_WRITE,
    RECENT,
    RESTART,
    VALUES,
    chunks,
    statements,
)

ONE_FOLDER = ""  # the name in rows from when a mailbox was one folder


@dataclass(frozen=True, slots=True)
class Start:
    """Where the cursor stands, and the newest mail that may have been there before us."""

    uid: int
    before: int


class Mailboxes:
    """The notebook of one node, under the name of its process; it is an `intake.imap.notebook.Notebook`."""

    def __init__(self, database: Database, holder: Holder) -> None:
        self._database = database
        self._holder = holder

    def lease(self, mailbox: str) -> Lease | None:
        """The same process keeps its fence. One that died without a word is succeeded at once by the next of its name,
        which the kernel gives to nobody while it lives; others wait until its lease ends by the database's clock.
        """
        mine = {"box": mailbox, "me": f"{self._holder.name} {self._holder.life}", "name": self._holder.name}
        return self._database.write(lambda connection: _take(connection, mine))

    def release(self, lease: Lease) -> None:
        def give(connection: Connection) -> None:
            connection.execute(statements(_dialect(connection)).release, _of(lease) | _clock())

        self._database.write(give)

    def cursor(self, mailbox: str, folder: str) -> Cursor | None:
        """A mailbox that had one nameless folder goes on from it in whichever is asked for first, which gives it its
        name at once: the next folder must not take it for its own.
        """
        with self._database.read() as connection:
            row = folder_row(connection, mailbox, folder)
        if row is not None and row.folder != folder:
            renamed = {"box": mailbox, "name": folder}
            self._database.write(lambda connection: connection.execute(ADOPT, renamed))
        return None if row is None else as_cursor(row, folder)

    def begin(self, lease: Lease, place: Place, uid: int) -> None:
        self._database.write(lambda connection: _begin(connection, lease, place, Start(uid, uid)))

    def renumber(self, lease: Lease, place: Place, before: int) -> None:
        """What is known under the old numbers stays until `settle` lets it go; `since` stays, too."""

        def start(connection: Connection) -> None:
            _begin(connection, lease, place, Start(0, before))
            connection.execute(FORGET_AGED, _key(place))
            connection.execute(AGE, _key(place))  # the same UIDVALIDITY again: the folder came out of a backup

        self._database.write(start)

    def known(self, mailbox: str, digests: Collection[bytes]) -> dict[bytes, int]:
        found: dict[bytes, int] = {}
        with self._database.read() as connection:
            for some in chunks(digests, CHUNK):
                rows = connection.execute(KNOWN, {"box": mailbox, "digests": some})
                found |= {row.digest: row.mail for row in rows}
        return found

    def note(self, lease: Lease, place: Place, noted: Sequence[Noted], uid: int) -> None:
        """A row that names a mail stays as it is; one that was passed over is written anew. The lease goes on."""
        self._database.write(lambda connection: _note(connection, lease, place, tuple(noted), uid))

    def recent(self, place: Place, count: int) -> list[int]:
        with self._database.read() as connection:
            return sorted(connection.scalars(RECENT, {**_key(place), "count": count}))

    def settle(self, lease: Lease, place: Place) -> None:
        """The folder was read to its end under these numbers: what is left of earlier ones is forgotten.

        Writes only where there is something to forget, so that it may be called after every look.
        """
        key = _key(place)
        with self._database.read() as connection:
            if connection.execute(HAS_OLD, key).first() is None:
                return

        def forget(connection: Connection) -> None:
            _hold(connection, lease)
            connection.execute(FORGET_OLD, key)

        self._database.write(forget)

    def bring(self, place: Place, noted: Sequence[Noted]) -> None:
        """What an import took, without a lease and without a cursor: a row is written once, whoever comes first, so
        it may run beside whoever watches the folder.
        """
        self._database.write(lambda connection: _write(connection, place, tuple(noted)))


def folder_row(connection: Connection, mailbox: str, folder: str) -> Row[Any] | None:
    """How far this folder was read; the nameless row where there is none of its own."""
    return connection.execute(CURSOR, {"box": mailbox, "folder": folder}).first()


def as_cursor(row: Row[Any], folder: str) -> Cursor:
    return Cursor(Place(row.mailbox, folder, row.validity), row.uid, row.before, row.since, row.at)


def _take(connection: Connection, mine: dict[str, Any]) -> Lease | None:
    fence = connection.scalar(statements(_dialect(connection)).take, mine | _clock())
    return None if fence is None else Lease(mine["box"], fence)


def _hold(connection: Connection, lease: Lease) -> None:
    """Prolongs it; raises LeaseLost where it is not ours any more. Until this transaction ends nobody can take it."""
    if connection.execute(statements(_dialect(connection)).hold, _of(lease) | _clock()).rowcount != 1:
        raise LeaseLost(lease.mailbox)


def _begin(connection: Connection, lease: Lease, place: Place, start: Start) -> None:
    _hold(connection, lease)
    if _moved(connection, place, RESTART, {"to": start.uid, "old": start.before}):
        return
    now = datetime.now(UTC)
    key = {"mailbox": place.mailbox, "folder": place.folder, "validity": place.validity}
    row = {**key, "uid": start.uid, "before": start.before, "since": now, "at": now}
    connection.execute(statements(_dialect(connection)).start, row)


def _note(connection: Connection, lease: Lease, place: Place, noted: tuple[Noted, ...], uid: int) -> None:
    _hold(connection, lease)
    _write(connection, place, noted)
    _moved(connection, place, MOVE, {"to": uid})


def _write(connection: Connection, place: Place, noted: tuple[Noted, ...]) -> None:
    rows = _rows(place, noted)
    if rows and _dialect(connection) == "sqlite":
        stamp = rows[0]["at"].strftime("%Y-%m-%d %H:%M:%S.%f")  # as SQLAlchemy stores times on SQLite
        connection.exec_driver_sql(PLAIN_WRITE, [VALUES(row | {"at": stamp}) for row in rows])
    elif rows:
        connection.execute(statements(_dialect(connection)).write, rows)


def _rows(place: Place, noted: tuple[Noted, ...]) -> list[dict[str, Any]]:
    now = datetime.now(UTC)
    key = {"mailbox": place.mailbox, "folder": place.folder, "validity": place.validity}
    return [
        {
            **key,
            "uid": each.uid,
            "digest": each.digest,
            "mail": each.mail,
            "passed": each.passed.name.lower() if each.passed else "",
            "at": now,
        }
        for each in noted
    ]


def _moved(connection: Connection, place: Place, how: Update, to: dict[str, int]) -> bool:
    """Moves the folder's row, or the nameless one, which gets the folder's name by that. False where there is none."""
    now = datetime.now(UTC)
    values = {"box": place.mailbox, "name": place.folder, "number": place.validity, "when": now, **to}
    return any(connection.execute(how, {**values, "of": name}).rowcount for name in (place.folder, ONE_FOLDER))


def _key(place: Place) -> dict[str, Any]:
    return {"box": place.mailbox, "inside": place.folder, "validity_": place.validity}


def _of(lease: Lease) -> dict[str, Any]:
    return {"box": lease.mailbox, "number": lease.fence}


def _clock() -> dict[str, datetime]:
    """For SQLite; PostgreSQL's statements have no such parameters and ask their own."""
    now = datetime.now(UTC)
    return {"now": now, "until": now + LEASE}


def _dialect(connection: Connection) -> str:
    return connection.dialect.name
