"""Takes away what nothing refers to (`orphaned`), and never what is wanted again at that very moment.

An object is first set aside, where it is still found, and removed a day later, if nothing refers to it then. A content
in the table goes by one statement that looks at its age and its use; a segment file, while no writer has it open.
"""

import fcntl
import os
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, delete, exists, update

from .blobs import ASIDE
from .objects import Objects
from .orphaned import GRACE, SLICES, House, Kind, Orphan, orphans, wanted, wanted_segments
from .schema import attachment, blob


@dataclass(frozen=True, slots=True)
class Collected:
    """How many were set aside, put back because they are wanted after all, and removed for good."""

    aside: int = 0
    back: int = 0
    removed: int = 0


def collect(house: House, now: datetime, slices: Iterable[str] = SLICES) -> Collected:
    """One round over these slices. Raises Unavailable where a place gives no answer; the next round goes on."""
    places = {place.name: place for place, _ in house.stores}
    done: Counter[str] = Counter()
    for orphan in orphans(house, now, slices):
        done[_take(house, places, orphan, now)] += 1
    return Collected(done["aside"], done["back"], done["removed"])


def _take(house: House, places: dict[str, Objects], orphan: Orphan, now: datetime) -> str:
    if orphan.kind is Kind.CONTENT:
        digest = bytes.fromhex(orphan.key)
        return house.database.write(lambda connection: _drop_content(connection, digest, now))
    if orphan.kind is Kind.SEGMENT:
        return _drop_segment(house, house.segments / orphan.key)
    place = places[orphan.place]
    if orphan.kind is Kind.HALF:
        place.remove(orphan.key)
        return "removed"
    return _set_aside(place, orphan.key) if orphan.kind is Kind.OBJECT else _end(house, place, orphan.key)


def _set_aside(place: Objects, key: str) -> str:
    with suppress(LookupError):  # somebody else collects as well
        place.move(key, ASIDE + key)
    return "aside"


def _end(house: House, place: Objects, key: str) -> str:
    """Whoever found it in its old place before it was set aside has committed by now, or never will."""
    name = key.removeprefix(ASIDE)
    if wanted(house.database, [name]):
        with suppress(LookupError):
            place.move(key, name)
        return "back"
    place.remove(key)
    return "removed"


def _drop_content(connection: Connection, digest: bytes, now: datetime) -> str:
    """Who saves it meanwhile waits for this row, and finds it gone; or was first, and it is young again."""
    this = blob.c.sha256 == digest
    unused = ~exists().where(attachment.c.sha256 == blob.c.sha256)
    old = blob.c.saved < now - GRACE
    if connection.execute(delete(blob).where(this, unused, old)).rowcount:
        return "removed"
    connection.execute(update(blob).where(this, unused, blob.c.saved.is_(None)).values(saved=now))
    return "aside"


def _drop_segment(house: House, path: Path) -> str:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return "removed"
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if wanted_segments(house.database, [path.name]):
            return "back"
        path.unlink(missing_ok=True)
    except BlockingIOError:
        return "back"  # a writer keeps it for the next mail
    finally:
        os.close(handle)
    return "removed"
