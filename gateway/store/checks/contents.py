"""Checks of the contents of attachments, by their SHA-256: in a folder, or in the database."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from ..schema import attachment, blob
from .bytes_of_mails import is_old, left_over
from .finding import Depth, Finding, Looked, Place, Weight, in_turn, size

AT_ONCE = 50  # contents that are read in one transaction


def attachments(place: Place) -> Looked:
    """Each attachment's content is there, as long as it says and with its hash."""
    with place.read() as connection:
        count = size(connection, attachment)
        found = connection.execute(_WANTED).all() if place.blobs is not None else ()
        absent = () if place.blobs is not None else connection.execute(_LOST).all()
    lost = [_lost(row) for row in absent if not _is_elsewhere(place, row.sha256)]
    if place.blobs is not None:
        return Looked(count, _wrong_files(place, place.blobs, found))
    return Looked(count, in_turn((lost, _changed(place) if place.depth is Depth.WHOLE else ())))


_WANTED = (
    select(attachment.c.sha256, func.max(attachment.c.size).label("size"), func.min(attachment.c.article).label("one"))
    .group_by(attachment.c.sha256)
    .order_by(attachment.c.sha256)
)
_LOST = (
    select(attachment.c.article, attachment.c.sha256)
    .outerjoin(blob, blob.c.sha256 == attachment.c.sha256)
    .where(blob.c.sha256.is_(None))
)


def _lost(row: Any) -> Finding:
    return Finding(f"attachment of article {row.article}", f"content {row.sha256.hex()[:16]}", "no such content")


def _wrong_files(place: Place, folder: Path, wanted: Any) -> Iterator[Finding]:
    for row in wanted:
        name = row.sha256.hex()
        subject, expected = f"attachment of article {row.one}", f"content {name[:16]} of {row.size} octets"
        try:
            path = folder / name[:2] / name[2:]
            length = path.stat().st_size
            if length != row.size:
                yield Finding(subject, expected, f"{length} octets")
            elif place.depth is Depth.WHOLE and _digest(path) != row.sha256:
                yield Finding(subject, expected, "other bytes")
        except OSError as error:
            if not _is_elsewhere(place, row.sha256):
                yield Finding(subject, expected, str(error.strerror).lower())


def _is_elsewhere(place: Place, sha256: bytes) -> bool:
    """In a place that all machines share, whole."""
    if place.shared is None or place.shared.shared is place.shared.earlier is None:
        return False
    try:
        return hashlib.sha256(place.shared.blobs.load(sha256)).digest() == sha256
    except LookupError:
        return False


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _changed(place: Place) -> Iterator[Finding]:
    query = select(blob).order_by(blob.c.sha256).limit(AT_ONCE)
    last = b""
    while True:
        with place.read() as connection:
            found = connection.execute(query.where(blob.c.sha256 > last)).all()
        for row in found:
            if hashlib.sha256(row.content).digest() != row.sha256:
                yield Finding(f"content {row.sha256.hex()[:16]}", "bytes of this hash", "other bytes")
        if not found:
            return
        last = found[-1].sha256


def left_contents(place: Place) -> Looked:
    """Contents that no attachment refers to: of mails whose decision was not written, or of a crash."""
    if place.blobs is None:
        return _left_rows(place)
    files = [path for path in place.blobs.glob("[0-9a-f][0-9a-f]/*") if is_old(path, place.now)]
    with place.read() as connection:
        used = {sha256.hex() for sha256 in connection.scalars(select(attachment.c.sha256).distinct())}
    return Looked(len(files), [left_over(path) for path in files if path.parent.name + path.name not in used])


def _left_rows(place: Place) -> Looked:
    query = (
        select(blob.c.sha256)
        .outerjoin(attachment, attachment.c.sha256 == blob.c.sha256)
        .where(attachment.c.sha256.is_(None))
    )
    with place.read() as connection:
        found = [
            Finding(f"content {sha256.hex()[:16]}", "an attachment that is it", "none", Weight.REMARK)
            for sha256 in connection.scalars(query)
        ]
        return Looked(size(connection, blob), found)
