"""Takes raw mail and attachments away: the rows say so first, then the bytes go from where they lie."""

import errno
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, exists, func, select, text, update

from ..decisions import WAITING
from . import people, segments
from .blobs import Blobs
from .database import Database
from .schema import article, attachment, doomed, mail, spool

BATCH = 100


class Why(Enum):
    """Why the bytes of a mail are not kept."""

    ERASED = "erased"
    AGED = "aged"


def take_raw(connection: Connection, ids: Sequence[int], why: Why, now: datetime) -> int:
    """The bytes of these mails; rows, outcomes and hashes stay. How many were there."""
    kept = update(spool).where(spool.c.id.in_(ids), spool.c.gone.is_(None))
    return connection.execute(kept.values(gone=now, gone_why=why.value, body=None)).rowcount


def take_attachments(connection: Connection, articles: Sequence[int]) -> int:
    """Those of these articles; their contents are removed once nobody refers to them. How many there were."""
    found = connection.execute(select(attachment.c.sha256).where(attachment.c.article.in_(articles))).all()
    doom(connection, [row.sha256 for row in found])
    connection.execute(delete(attachment).where(attachment.c.article.in_(articles)))
    return len(found)


def doom(connection: Connection, contents: Iterable[bytes]) -> None:
    """These SHA-256 are removed once nobody refers to them."""
    people.insert_new(connection, doomed, [{"sha256": sha256} for sha256 in sorted(set(contents))])


def without_article(database: Database, ids: Sequence[int]) -> list[int]:
    """Those of these mails that are no article: what was attached to them nobody refers to."""
    with database.read() as connection:
        known = set(connection.scalars(select(article.c.mail).where(article.c.mail.in_(ids))))
    return [id for id in ids if id not in known]


def _at_home_only(key: str) -> None:
    raise OSError(errno.ENOENT, "lies in a store that is not configured any more", key)


def wipe(database: Database, folder: Path, remove: Callable[[str], None] = _at_home_only, limit: int = BATCH) -> int:
    """Overwrites some extents whose mails are gone, and has those that were put into a shared place removed there; 0
    where nothing is left to do. Raises OSError, and Unavailable where the shared place does not answer.
    """
    unwiped = (spool.c.gone.is_not(None), spool.c.segment.is_not(None))
    with database.read() as connection:
        query = select(spool.c.id, spool.c.segment, spool.c.place, spool.c.size).where(*unwiped)
        rows = connection.execute(query.order_by(spool.c.id).limit(limit)).all()
    for row in rows:
        if row.place is None:
            remove(row.segment)
        else:
            segments.wipe(folder, row.segment, row.place, row.size)
    ids = [row.id for row in rows]
    if ids:
        done = update(spool).where(spool.c.id.in_(ids)).values(segment=None, place=None)
        database.write(lambda connection: connection.execute(done))
    return len(rows)


def remove_contents(database: Database, blobs: Blobs, limit: int = BATCH) -> int:
    """Contents that nobody refers to any more; how many are still left, because a mail that is being worked on may be
    about to refer to them.
    """
    with database.read() as connection:
        wanted = connection.scalars(select(doomed.c.sha256).limit(limit)).all()
    for sha256 in wanted:
        if not _remove_one(database, blobs, bytes(sha256)):
            break
    with database.read() as connection:
        return connection.scalar(select(func.count()).select_from(doomed)) or 0


def _remove_one(database: Database, blobs: Blobs, sha256: bytes) -> bool:
    """False where it has to wait. No mail can be claimed while this transaction is open, so that nobody saves the same
    content meanwhile and finds that it is there already.
    """

    def decide(connection: Connection) -> bool:
        if not database.sqlite:
            connection.execute(text("LOCK TABLE mail IN SHARE MODE"))
        if connection.scalar(select(exists().where(attachment.c.sha256 == sha256))):
            connection.execute(delete(doomed).where(doomed.c.sha256 == sha256))
            return True
        if connection.scalar(_IN_HAND):
            return False
        blobs.remove_within(connection, sha256)
        connection.execute(delete(doomed).where(doomed.c.sha256 == sha256))
        return True

    return database.write(decide)


_IN_HAND: Any = select(exists().where(mail.c.outcome == WAITING, mail.c.parked.is_(False), mail.c.holder != ""))
