"""Brings bytes from where they lie to where [store] says that they belong, in either direction, while others work.

Each is read, compared with its SHA-256, put, read again and compared; only then its row is changed, or the old copy
removed. So it may be stopped at any moment, and begun again.
"""

import hashlib
from collections.abc import Generator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, Row, and_, func, select, update

from .blobs import BLOBS, Home, ObjectBlobs
from .database import Database, Unavailable
from .objects import Objects
from .places import Places
from .placing import ROW_LIMIT, new_key
from .schema import attachment, spool
from .segments import Extent, Segments, TornBody, verify
from .spool import look_for

BATCH = 200


class Step(Enum):
    """What became of one mail or one attachment."""

    MOVED = "moved"
    THERE = "there"  # already
    DAMAGED = "damaged"  # not what was accepted, or gone: it stays as it is


@dataclass(frozen=True, slots=True)
class Relocation:
    database: Database
    folder: Path  # of segment files
    places: Places

    @property
    def old(self) -> tuple[Home, ...]:
        """Where attachments lie that belong elsewhere."""
        earlier = (ObjectBlobs(self.places.earlier, BLOBS),) if self.places.earlier else ()
        return (self.places.home, *earlier) if self.places.shared else earlier

    @property
    def new(self) -> Home:
        return ObjectBlobs(self.places.shared, BLOBS) if self.places.shared else self.places.home

    def candidates(self) -> ColumnElement[bool]:
        """Mails that may lie in the wrong place; all the others surely do not."""
        placed = and_(spool.c.segment.is_not(None), spool.c.place.is_(None))
        if not self.places.shared:
            return placed
        at_home = and_(spool.c.size > ROW_LIMIT, ~placed)
        return spool.c.size > ROW_LIMIT if self.places.earlier else at_home


def count(this: Relocation) -> tuple[int, int]:
    """How many mails and attachments are to be looked at."""
    digests = select(func.count(attachment.c.sha256.distinct()))
    with this.database.read() as connection:
        mails = connection.scalar(select(func.count()).select_from(spool).where(this.candidates())) or 0
        return mails, connection.scalar(digests) or 0


def mails(this: Relocation) -> Generator[Step, None, None]:
    """A step for each candidate. Raises Unavailable where a place gives no answer."""
    segments = Segments(this.folder)
    last = 0
    try:
        while rows := _batch(this, last):
            for row in rows:
                try:
                    yield _mail(this, segments, row)
                except TornBody:
                    yield Step.DAMAGED
            last = rows[-1].id
    finally:
        segments.close()


def attachments(this: Relocation) -> Generator[Step, None, None]:
    """A step for each content that some article has. Raises Unavailable where a place gives no answer."""
    last = b""
    while digests := _digests(this.database, last):
        yield from (_attachment(this, digest) for digest in digests)
        last = digests[-1]


def _batch(this: Relocation, after: int) -> list[Row[tuple[object, ...]]]:
    columns = (spool.c.id, spool.c.segment, spool.c.place, spool.c.size, spool.c.sha256)
    query = select(*columns).where(this.candidates(), spool.c.id > after).order_by(spool.c.id).limit(BATCH)
    with this.database.read() as connection:
        return list(connection.execute(query))


def _mail(this: Relocation, segments: Segments, row: Row[tuple[object, ...]]) -> Step:
    shared, earlier = this.places.shared, this.places.earlier
    placed = row.segment is not None and row.place is None
    if placed and shared and (earlier is None or shared.find(row.segment)):
        return Step.THERE
    body = _read(this, segments, row)
    if shared:
        key = row.segment if placed else new_key()
        _put(shared, key, body, row)
        if not placed:
            _refer(this.database, row, {"segment": key, "place": None, "body": None})
    else:
        _bring_home(this.database, segments, body, row)
    if placed and earlier:
        earlier.remove(row.segment)
    return Step.MOVED


def _read(this: Relocation, segments: Segments, row: Row[tuple[object, ...]]) -> bytes:
    """Raises TornBody."""
    if row.place is not None:
        return segments.read(Extent(row.segment, row.place, row.size, row.sha256))
    if row.segment is not None:
        if this.places.placed is None:
            raise Unavailable("a mail lies in a store that [store] does not name")
        body = look_for(this.places.placed, row.segment)
    else:
        with this.database.read() as connection:
            body = bytes(connection.scalar(select(spool.c.body).where(spool.c.id == row.id)) or b"")
    verify(body, row.size, row.sha256)
    return body


def _put(shared: Objects, key: str, body: bytes, row: Row[tuple[object, ...]]) -> None:
    shared.put(key, body)
    try:
        verify(shared.get(key), row.size, row.sha256)
    except (LookupError, TornBody) as error:
        raise Unavailable(f"{shared.name}: what was put there did not come back the same") from error


def _bring_home(database: Database, segments: Segments, body: bytes, row: Row[tuple[object, ...]]) -> None:
    if not database.sqlite:
        _refer(database, row, {"segment": None, "place": None, "body": body})
        return
    segment = segments.take()
    try:
        segment.write(body)
        segment.sync()
        segments.read(Extent(segment.name, segment.start, row.size, row.sha256))
        _refer(database, row, {"segment": segment.name, "place": segment.start, "body": None})
    except OSError as error:
        raise Unavailable(f"{segments.folder}: {error.strerror}") from error
    finally:
        segments.give_back(segment)


def _refer(database: Database, row: Row[tuple[object, ...]], values: dict[str, object]) -> None:
    """Where the row still says what it said when it was read."""
    same = spool.c.segment == row.segment if row.segment is not None else spool.c.segment.is_(None)

    def change(connection: Connection) -> None:
        connection.execute(update(spool).where(spool.c.id == row.id, same).values(values))

    database.write(change)


def _digests(database: Database, after: bytes) -> list[bytes]:
    digest = attachment.c.sha256
    with database.read() as connection:
        query = select(digest).where(digest > after).distinct().order_by(digest).limit(BATCH)
        return [bytes(each) for each in connection.execute(query).scalars()]


def _attachment(this: Relocation, digest: bytes) -> Step:
    sources = [place for place in this.old if place.has(digest)]
    if not sources:
        return _there(this, digest)
    content = next((found for place in sources if (found := _sound(place, digest)) is not None), None)
    if content is None and not this.new.has(digest):
        return Step.DAMAGED
    if content is not None:
        this.new.save(content)
    if _sound(this.new, digest) is None:
        raise Unavailable("what was put into the new place did not come back the same")
    for place in sources:
        place.drop(digest)
    return Step.MOVED


def _there(this: Relocation, digest: bytes) -> Step:
    """It may be set aside, in either place; then it is saved anew."""
    if this.new.has(digest):
        return Step.THERE
    content = next((found for place in (this.new, *this.old) if (found := _sound(place, digest)) is not None), None)
    if content is None:
        return Step.DAMAGED
    this.new.save(content)
    return Step.MOVED


def _sound(place: Home, digest: bytes) -> bytes | None:
    try:
        content = place.load(digest)
    except LookupError:
        return None
    return content if hashlib.sha256(content).digest() == digest else None
