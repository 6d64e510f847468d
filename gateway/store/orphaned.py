"""Bytes that nothing refers to: left by a crash between putting and committing, or by mails that were erased."""

import os
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from itertools import islice
from pathlib import Path

from sqlalchemy import exists, select

from .blobs import ASIDE, BLOBS
from .database import Database
from .objects import Found, Objects
from .objects.folder import FolderObjects
from .placing import RAW
from .schema import attachment, blob, spool

GRACE = timedelta(days=1)  # far longer than any mail is on its way from being put to being committed
BATCH = 200
SLICES = tuple(f"{number:02x}" for number in range(256))  # how names begin, so that the work can be divided

_RAW = re.compile(rf"{RAW}[0-9a-f]{{2}}/[0-9a-f]{{38}}")
_BLOB = re.compile(rf"(?:{BLOBS})?([0-9a-f]{{2}})/([0-9a-f]{{62}})")
_HALF = re.compile(r".*/[0-9a-f]{38,62}\.[0-9a-f]{12}\.new")


class Kind(Enum):
    OBJECT = "object"  # in a folder or a bucket
    ASIDE = "aside"  # there as well, set aside for another day
    CONTENT = "content"  # an attachment in the table
    SEGMENT = "segment"  # a file of raw mails
    HALF = "half"  # a file whose writer died


@dataclass(frozen=True, slots=True)
class Orphan:
    """Something that nothing refers to. `place` is the name of where it lies, "" for the database; `at` is when it was
    last wanted, None where nobody wrote that down.
    """

    kind: Kind
    place: str
    key: str
    size: int
    at: datetime | None


@dataclass(frozen=True, slots=True)
class House:
    """All places of one house: the folder of segment files, and the stores with the prefixes of what is ours there."""

    database: Database
    segments: Path
    stores: tuple[tuple[Objects, tuple[str, ...]], ...]


def house_of(database: Database, state: Path, shared: Objects | None) -> House:
    own = ((FolderObjects(state / "blobs"), ("",)),) if database.sqlite else ()
    return House(database, state / "spool", (*own, *(((shared, (BLOBS, RAW)),) if shared else ())))


def orphans(house: House, now: datetime, slices: Iterable[str] = SLICES, grace: timedelta = GRACE) -> Iterator[Orphan]:
    """Everything in these slices that nothing refers to and that is older than the grace. Names that are not of our
    making are passed over. Raises Unavailable where a place gives no answer.
    """
    old = now - grace
    for part in slices:
        for place, prefixes in house.stores:
            for prefix in prefixes:
                yield from _objects(house.database, place, f"{prefix}{part}/", old)
                yield from _aside(place, f"{ASIDE}{prefix}{part}/", old)
        yield from _contents(house.database, part, old)
        yield from _segments(house, part, old)


def wanted(database: Database, keys: Collection[str]) -> frozenset[str]:
    """Those of these objects, by their names outside of `aside/`, that a row refers to."""
    raw = [key for key in keys if _RAW.fullmatch(key)]
    digests = {bytes.fromhex(found[1] + found[2]): key for key in keys if (found := _BLOB.fullmatch(key))}
    named = select(spool.c.segment).where(spool.c.segment.in_(raw)).distinct()
    used = select(attachment.c.sha256).where(attachment.c.sha256.in_(digests)).distinct()
    with database.read() as connection:
        known = set(connection.execute(named).scalars()) if raw else set()
        known |= {digests[bytes(digest)] for digest in connection.execute(used).scalars()} if digests else set()
    return frozenset(known)


def wanted_segments(database: Database, names: Collection[str]) -> frozenset[str]:
    with database.read() as connection:
        query = select(spool.c.segment).where(spool.c.segment.in_(names), spool.c.place.is_not(None)).distinct()
        return frozenset(connection.execute(query).scalars())


def _objects(database: Database, place: Objects, prefix: str, old: datetime) -> Iterator[Orphan]:
    for batch in _batches(found for found in place.list(prefix) if found.at < old):
        known = wanted(database, [found.key for found in batch])
        for found in batch:
            if _HALF.fullmatch(found.key):
                yield Orphan(Kind.HALF, place.name, found.key, found.size, found.at)
            elif found.key not in known and _is_ours(found.key):
                yield Orphan(Kind.OBJECT, place.name, found.key, found.size, found.at)


def _aside(place: Objects, prefix: str, old: datetime) -> Iterator[Orphan]:
    """Also what is wanted again: it is to be put back."""
    for found in place.list(prefix):
        if found.at < old and _is_ours(found.key.removeprefix(ASIDE)):
            yield Orphan(Kind.ASIDE, place.name, found.key, found.size, found.at)


def _contents(database: Database, part: str, old: datetime) -> Iterator[Orphan]:
    first, last = bytes.fromhex(part) + bytes(31), bytes.fromhex(part) + b"\xff" * 31
    unused = ~exists().where(attachment.c.sha256 == blob.c.sha256)
    query = select(blob.c.sha256, blob.c.saved).where(blob.c.sha256.between(first, last), unused)
    with database.read() as connection:
        rows = connection.execute(query).all()
    for row in rows:
        if row.saved is None or row.saved < old:
            yield Orphan(Kind.CONTENT, "", bytes(row.sha256).hex(), 0, row.saved)


def _segments(house: House, part: str, old: datetime) -> Iterator[Orphan]:
    if not house.database.sqlite:
        return
    paths = house.segments.glob(f"{part}*.segment")
    files = (Found(path.name, state.st_size, _moment(state)) for path in paths if (state := path.stat()))
    for batch in _batches(found for found in files if found.at < old):
        known = wanted_segments(house.database, [found.key for found in batch])
        for found in batch:
            if found.key not in known:
                yield Orphan(Kind.SEGMENT, str(house.segments), found.key, found.size, found.at)


def _moment(state: os.stat_result) -> datetime:
    return datetime.fromtimestamp(state.st_mtime, UTC)


def _is_ours(key: str) -> bool:
    return bool(_RAW.fullmatch(key) or _BLOB.fullmatch(key))


def _batches(found: Iterable[Found]) -> Iterator[list[Found]]:
    rest = iter(found)
    while batch := list(islice(rest, BATCH)):
        yield batch
