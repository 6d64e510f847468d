"""Attachment contents, each once, by SHA-256 and never under a name that a sender chose."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, bindparam, delete, select, update

from . import people
from .database import Database
from .objects import Objects
from .objects.folder import FolderObjects, own_folder
from .prepared import Prepared
from .schema import blob

ASIDE = "aside/"  # below it lies what was found unused, for another while (see `store/collecting`)
FRESH = timedelta(hours=1)  # how often the age of a content in the table is written anew
_CONTENT = Prepared(select(blob.c.content).where(blob.c.sha256 == bindparam("sha256")))


class Blobs(Protocol):
    def save(self, content: bytes) -> bytes:
        """Makes the content durable and returns its SHA-256. Raises Unavailable where there is no room or no answer."""
        ...

    def load(self, sha256: bytes) -> bytes:
        """Raises LookupError where there is no such content."""
        ...

    def remove_within(self, connection: Connection, sha256: bytes) -> None:
        """Takes the content away, if there is one, inside of the transaction that knows that nobody refers to it or is
        about to. Raises Unavailable.
        """
        ...


class Home(Blobs, Protocol):
    """A single place, of which one may ask what is in it."""

    def has(self, sha256: bytes) -> bool: ...

    def drop(self, sha256: bytes) -> None:
        """For who has seen to it that it lies elsewhere."""
        ...


class ObjectBlobs:
    """One object a content, in a folder or in a bucket."""

    def __init__(self, objects: Objects, prefix: str = "") -> None:
        self._objects = objects
        self._prefix = prefix

    def save(self, content: bytes) -> bytes:
        digest = hashlib.sha256(content).digest()
        key = self.key(digest)
        found = self._objects.find(key)
        if found is None or found.size != len(content) or isinstance(self._objects, FolderObjects):
            self._objects.put(key, content)
        return digest

    def load(self, sha256: bytes) -> bytes:
        key = self.key(sha256)
        try:
            return self._objects.get(key)
        except LookupError:
            return self._objects.get(ASIDE + key)

    def has(self, sha256: bytes) -> bool:
        return self._objects.find(self.key(sha256)) is not None

    def drop(self, sha256: bytes) -> None:
        self._objects.remove(self.key(sha256))
        self._objects.remove(ASIDE + self.key(sha256))

    def remove_within(self, connection: Connection, sha256: bytes) -> None:
        self.drop(sha256)

    def key(self, sha256: bytes) -> str:
        name = sha256.hex()
        return f"{self._prefix}{name[:2]}/{name[2:]}"


class TableBlobs:
    """In the database, for machines that share nothing else."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, content: bytes) -> bytes:
        digest, now = hashlib.sha256(content).digest(), datetime.now(UTC)
        self._database.write(lambda connection: _keep(connection, digest, content, now))
        return digest

    def load(self, sha256: bytes) -> bytes:
        with self._database.read() as connection:
            content = _CONTENT.scalar(connection, {"sha256": sha256})
        if content is None:
            raise LookupError(f"no content {sha256.hex()}")
        return bytes(content)

    def has(self, sha256: bytes) -> bool:
        with self._database.read() as connection:
            return connection.scalar(select(blob.c.saved).where(blob.c.sha256 == sha256).exists().select()) or False

    def remove_within(self, connection: Connection, sha256: bytes) -> None:
        connection.execute(delete(blob).where(blob.c.sha256 == sha256))

    def drop(self, sha256: bytes) -> None:
        self._database.write(lambda connection: connection.execute(delete(blob).where(blob.c.sha256 == sha256)))


class EarlierBlobs:
    """What is not in the newer place may still be in the earlier ones."""

    def __init__(self, newer: Blobs, *earlier: Blobs) -> None:
        self.save = newer.save
        self._places = (newer, *earlier)

    def load(self, sha256: bytes) -> bytes:
        for place in self._places[:-1]:
            try:
                return place.load(sha256)
            except LookupError:
                continue
        return self._places[-1].load(sha256)

    def remove_within(self, connection: Connection, sha256: bytes) -> None:
        for place in self._places:
            place.remove_within(connection, sha256)


BLOBS = "blobs/"  # where they lie in a place that also has raw mails


def open_blobs(database: Database, folder: Path) -> Home:
    """The house's own place: a folder beside the SQLite file, a table on PostgreSQL."""
    return ObjectBlobs(own_folder(folder)) if database.sqlite else TableBlobs(database)


def _keep(connection: Connection, digest: bytes, content: bytes, now: datetime) -> None:
    """Whoever collects what nothing refers to goes by its age: a content that is wanted again is young again."""
    this = blob.c.sha256 == digest
    while True:
        row = connection.execute(select(blob.c.saved).where(this)).one_or_none()
        if row is None:
            people.insert_new(connection, blob, [{"sha256": digest, "content": content, "saved": now}])
        elif _is_fresh(row.saved, now) or connection.execute(update(blob).where(this).values(saved=now)).rowcount:
            return


def _is_fresh(saved: datetime | None, now: datetime) -> bool:
    return saved is not None and now - saved < FRESH
