"""Checks of the bytes of accepted mails, in rows and in segment files."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from ..blobs import ASIDE
from ..objects import Objects
from ..schema import spool
from ..segments import Extent, Segments, TornBody
from .finding import GRACE, Depth, Finding, Looked, Place, Weight, in_turn, size

AT_ONCE = 200  # rows that are read in one transaction


def bodies(place: Place) -> Looked:
    """Each mail has its bytes in one place, and they are those that were accepted."""
    with place.read() as connection:
        count = size(connection, spool)
        found = [_placed(row) for row in connection.execute(_MISPLACED)]
        found += [_short(row) for row in connection.execute(_SHORT)]
    findings: list[Iterator[Finding]] = [iter(found)]
    if place.depth is Depth.WHOLE:
        findings.append(_changed_rows(place))
    if place.segments is not None:
        findings.append(_extents(place, place.segments))
    if place.shared is not None:
        findings.append(_put_away(place, place.shared.placed))
    return Looked(count, in_turn(findings))


_KEPT = spool.c.gone.is_(None)
_MISPLACED = select(spool.c.id, spool.c.segment).where(_KEPT, spool.c.body.is_(None) == spool.c.segment.is_(None))
_SHORT = select(spool.c.id, spool.c.size, func.length(spool.c.body).label("length")).where(
    func.length(spool.c.body) != spool.c.size
)


def _placed(row: Any) -> Finding:
    return Finding(f"mail {row.id}", "its bytes in the row or in a segment", "in both" if row.segment else "in neither")


def _short(row: Any) -> Finding:
    return Finding(f"mail {row.id}", f"{row.size} octets", f"{row.length} octets in its row")


def _changed_rows(place: Place) -> Iterator[Finding]:
    query = select(spool.c.id, spool.c.size, spool.c.sha256, spool.c.body).order_by(spool.c.id).limit(AT_ONCE)
    last = 0
    while True:
        with place.read() as connection:
            found = connection.execute(query.where(spool.c.id > last, spool.c.body.is_not(None))).all()
        for row in found:
            if len(row.body) == row.size and hashlib.sha256(row.body).digest() != row.sha256:
                yield Finding(f"mail {row.id}", f"SHA-256 {row.sha256.hex()[:16]}", "other bytes in its row")
        if not found:
            return
        last = found[-1].id


def _extents(place: Place, folder: Path) -> Iterator[Finding]:
    """In the order of the files, so that a disk reads them through."""
    query = select(spool.c.id, spool.c.segment, spool.c.place, spool.c.size, spool.c.sha256)
    query = query.where(_KEPT, spool.c.segment.is_not(None)).order_by(spool.c.segment, spool.c.place)
    if place.shared is None or place.shared.placed is not None:
        query = query.where(spool.c.place.is_not(None))  # the others lie in a shared place
    with place.read() as connection:
        found = connection.execute(query).all()
    segments = Segments(folder)
    lengths: dict[str, int] = {}
    for row in found:
        where = f"{row.size} octets at {row.place} of segment {row.segment}"
        if row.segment not in lengths:
            lengths[row.segment] = _length(folder / row.segment)
        if row.place is None or lengths[row.segment] < row.place + row.size:
            gone = "no such file" if lengths[row.segment] < 0 else f"a file of {lengths[row.segment]} octets"
            yield from _still(place, row, Finding(f"mail {row.id}", where, gone))
        elif place.depth is Depth.WHOLE:
            try:
                segments.read(Extent(row.segment, row.place, row.size, row.sha256))
            except (TornBody, OSError) as error:
                yield from _still(place, row, Finding(f"mail {row.id}", where, str(error)))


def _put_away(place: Place, shared: Objects | None) -> Iterator[Finding]:
    """Those that were put into a place that all machines share."""
    if shared is None:
        return
    query = select(spool.c.id, spool.c.segment, spool.c.place, spool.c.size, spool.c.sha256).order_by(spool.c.id)
    query = query.where(_KEPT, spool.c.segment.is_not(None), spool.c.place.is_(None)).limit(AT_ONCE)
    last = 0
    while True:
        with place.read() as connection:
            found = connection.execute(query.where(spool.c.id > last)).all()
        for row in found:
            if problem := _in_shared(shared, row, place.depth):
                yield from _still(place, row, Finding(f"mail {row.id}", f"{row.size} octets as {row.segment}", problem))
        if not found:
            return
        last = found[-1].id


def _in_shared(shared: Objects, row: Any, depth: Depth) -> str:
    """ "" where it is there."""
    for key in (row.segment, ASIDE + row.segment):
        there = shared.find(key)
        if there is not None and there.size != row.size:
            return f"{there.size} octets"
        if there is not None:
            whole = depth is Depth.QUICK or hashlib.sha256(shared.get(key)).digest() == row.sha256
            return "" if whole else "other bytes"
    return "no such object"


def _still(place: Place, row: Any, finding: Finding) -> Iterator[Finding]:
    """Unless the row says something else by now: a mail may be moved or erased while we look."""
    query = select(spool.c.segment, spool.c.place, spool.c.size, spool.c.sha256).where(spool.c.id == row.id)
    with place.read() as connection:
        now = connection.execute(query).one_or_none()
    if now is not None and tuple(now) == tuple(row)[1:]:
        yield finding


def _length(path: Path) -> int:
    """-1 where there is none."""
    try:
        return path.stat().st_size
    except OSError:
        return -1


def left_segments(place: Place) -> Looked:
    """Segment files that no mail lies in. A file in which somebody is writing just now is none."""
    folder = place.segments
    if folder is None or not folder.is_dir():
        return Looked(0)
    files = [path for path in folder.iterdir() if path.suffix == ".segment" and is_old(path, place.now)]
    with place.read() as connection:
        used = set(connection.scalars(select(spool.c.segment).where(spool.c.segment.is_not(None)).distinct()))
    return Looked(len(files), [left_over(path) for path in files if path.name not in used])


def is_old(path: Path, now: datetime) -> bool:
    try:
        return path.stat().st_mtime < (now - GRACE).timestamp()
    except OSError:
        return False


def left_over(path: Path) -> Finding:
    return Finding(path.name, "a row that names it", f"none; {_length(path)} octets", Weight.REMARK)
