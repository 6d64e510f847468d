"""Where bodies go that are too large for memory."""

import tempfile
from pathlib import Path
from typing import IO, Protocol

from .segments import Segment, Segments


class Overflow(Protocol):
    """Takes a body that is too large for memory."""

    def write(self, piece: bytes) -> None: ...

    def keep(self) -> None:
        """The row that names the bytes is committed."""
        ...

    def discard(self) -> None: ...


class SegmentOverflow:
    """On SQLite: a segment file that no other body touches until this one is done."""

    def __init__(self, segments: Segments) -> None:
        self._segments = segments
        self.segment: Segment = segments.take()
        self.write = self.segment.write

    def keep(self) -> None:
        self._segments.give_back(self.segment)

    def discard(self) -> None:
        self.segment.rewind()
        self._segments.give_back(self.segment)


class FileOverflow:
    """On PostgreSQL: a nameless temporary file whose bytes go into the row at the commit."""

    def __init__(self, folder: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 (closed by keep and discard)

    def write(self, piece: bytes) -> None:
        view = memoryview(piece)
        while view:
            view = view[self._file.write(view) :]

    def read(self) -> bytes:
        self._file.seek(0)
        return self._file.read()

    def rewound(self) -> IO[bytes]:
        """The file, from its beginning."""
        self._file.seek(0)
        return self._file

    def keep(self) -> None:
        self._file.close()

    discard = keep
