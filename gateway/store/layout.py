"""Puts the bodies of one batch where they belong: into the row, or into segment files, synced before the rows are."""

from typing import NamedTuple

from .drafts import Body
from .overflow import FileOverflow, SegmentOverflow
from .placing import ROW_LIMIT, Placed
from .segments import Segment, Segments, try_sync

__all__ = ["ROW_LIMIT", "Layout", "Place"]


class Place(NamedTuple):
    """Where one body is: the columns of the spool's table that say so, in their order."""

    body: bytes | None
    segment: str | None = None
    place: int | None = None


class Layout:
    """The bodies of one batch. `segments` is None where every body goes into its row (PostgreSQL)."""

    def __init__(self, segments: Segments | None) -> None:
        self._segments = segments
        self._shared: Segment | None = None  # for bodies that came whole in memory but are too large for a row
        self._touched: set[Segment] = set()

    def lay(self, body: Body) -> Place:
        body.finish()
        if isinstance(body.overflow, Placed):
            return Place(None, body.overflow.key)
        if isinstance(body.overflow, FileOverflow):
            return Place(body.overflow.read())
        if isinstance(body.overflow, SegmentOverflow):
            return self._at(body.overflow.segment, body.overflow.segment.start)
        if self._segments is None or body.size <= ROW_LIMIT:
            return Place(body.pieces[0] if len(body.pieces) == 1 else b"".join(body.pieces))
        return self._append(self._segments, body)

    def sync(self) -> frozenset[str]:
        """Makes the files durable; returns the names of those that failed and must not be referred to."""
        if len(self._touched) > 1 and self._segments is not None:
            self._segments.sync_together(self._touched)
        else:
            for segment in self._touched:
                try_sync(segment)
        return frozenset(segment.name for segment in self._touched if not segment.sound)

    def keep(self) -> None:
        if self._shared is not None and self._segments is not None:
            self._segments.give_back(self._shared)

    def undo(self) -> None:
        if self._shared is not None:
            self._shared.rewind()
        self.keep()

    def doubt(self) -> None:
        """Nobody knows whether the rows were committed: the bytes stay, and the files are not continued."""
        for segment in self._touched:
            segment.sound = False
        self.keep()

    def _append(self, segments: Segments, body: Body) -> Place:
        if self._shared is None:
            self._shared = segments.take()
        place = self._shared.end
        for piece in body.pieces:
            self._shared.write(piece)
        return self._at(self._shared, place)

    def _at(self, segment: Segment, place: int) -> Place:
        self._touched.add(segment)
        return Place(None, segment.name, place)
