"""Puts the bodies of one batch where they belong: into the row, or into segment files, synced before the rows are."""

from typing import Any

from .drafts import Body, FileOverflow, SegmentOverflow
from .segments import Segment, Segments

ROW_LIMIT = 32 * 1024  # up to this size a body lies in the row


class Layout:
    """The bodies of one batch. `segments` is None where every body goes into its row (PostgreSQL)."""

    def __init__(self, segments: Segments | None) -> None:
        self._segments = segments
        self._shared: Segment | None = None  # for bodies that came whole in memory but are too large for a row
        self._touched: set[Segment] = set()

    def lay(self, body: Body) -> dict[str, Any]:
        """The columns that say where the body is."""
        if isinstance(body.overflow, FileOverflow):
            return _row(body.overflow.read())
        if isinstance(body.overflow, SegmentOverflow):
            return self._at(body.overflow.segment, body.overflow.segment.start)
        if self._segments is None or body.size <= ROW_LIMIT:
            return _row(body.pieces[0] if len(body.pieces) == 1 else b"".join(body.pieces))
        return self._append(self._segments, body)

    def sync(self) -> frozenset[str]:
        """Makes the files durable; returns the names of those that failed and must not be referred to."""
        for segment in self._touched:
            try:
                segment.sync()
            except OSError:
                segment.sound = False
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

    def _append(self, segments: Segments, body: Body) -> dict[str, Any]:
        if self._shared is None:
            self._shared = segments.take()
        place = self._shared.end
        for piece in body.pieces:
            self._shared.write(piece)
        return self._at(self._shared, place)

    def _at(self, segment: Segment, place: int) -> dict[str, Any]:
        self._touched.add(segment)
        return {"body": None, "segment": segment.name, "place": place}


def _row(body: bytes) -> dict[str, Any]:
    return {"body": body, "segment": None, "place": None}
