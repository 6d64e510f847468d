"""Attachment contents, each once, by SHA-256 and never under a name that a sender chose."""

import hashlib
import os
from pathlib import Path
from typing import Protocol

from sqlalchemy import select

from . import people
from .database import Database, Unavailable
from .schema import blob


class Blobs(Protocol):
    def save(self, content: bytes) -> bytes:
        """Makes the content durable and returns its SHA-256. Raises Unavailable where there is no room or no answer."""
        ...

    def load(self, sha256: bytes) -> bytes:
        """Raises LookupError where there is no such content."""
        ...


class FolderBlobs:
    """One file a content, two levels of folders; written aside, synced, then named."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, content: bytes) -> bytes:
        digest = hashlib.sha256(content).digest()
        path = self._path(digest)
        try:
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                _write_durably(path, content)
        except OSError as error:  # a full disk is not the mail's fault
            raise Unavailable(f"attachments: {error.strerror}") from error
        return digest

    def load(self, sha256: bytes) -> bytes:
        try:
            return self._path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise LookupError(f"no content {sha256.hex()}") from error

    def _path(self, digest: bytes) -> Path:
        name = digest.hex()
        return self._folder / name[:2] / name[2:]


class TableBlobs:
    """In the database, for machines that share nothing else."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, content: bytes) -> bytes:
        digest = hashlib.sha256(content).digest()
        row = {"sha256": digest, "content": content}
        self._database.write(lambda connection: people.insert_new(connection, blob, [row]))
        return digest

    def load(self, sha256: bytes) -> bytes:
        with self._database.read() as connection:
            content = connection.scalar(select(blob.c.content).where(blob.c.sha256 == sha256))
        if content is None:
            raise LookupError(f"no content {sha256.hex()}")
        return bytes(content)


def open_blobs(database: Database, folder: Path) -> Blobs:
    return FolderBlobs(folder) if database.sqlite else TableBlobs(database)


def _write_durably(path: Path, content: bytes) -> None:
    aside = path.with_name(f"{path.name}.{os.getpid()}.{id(content)}.new")
    with aside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.rename(path)
    for folder in (path.parent, path.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
