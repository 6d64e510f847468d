"""One mail in pieces, so that no mail is ever whole in memory."""

from collections.abc import Iterator
from dataclasses import dataclass

from .session import Client
from .trouble import Misled

PIECE = 512 * 1024
SLACK = 64 * 1024


class Absent(Exception):
    """The server's answer had nothing of the mail in it, not even that it ended."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """Of the mail with this UID; `claimed` is its size by the server's own words, where it said any."""

    client: Client
    uid: int
    claimed: int | None

    def __iter__(self) -> Iterator[bytes]:
        """Ends where nothing more comes. A short piece alone is no end: servers may send less than was asked for."""
        offset = 0
        while piece := self._piece(offset, PIECE):
            yield piece
            offset += len(piece)
            if len(piece) < PIECE and offset == self.claimed:
                return

    def reach(self, offset: int) -> bool:
        """Is the mail really longer than that?"""
        try:
            return bool(self._piece(offset, 1))
        except Absent:
            return False

    def _piece(self, offset: int, size: int) -> bytes:
        items = self.client.fetch_at_most([self.uid], [f"BODY.PEEK[]<{offset}.{size}>"], size + SLACK)
        found = items.get(self.uid, {})
        key = f"BODY[]<{offset}>".encode()
        if key not in found and b"BODY[]" not in found:
            raise Absent
        # A server that knows no pieces gives all of it each time, where that is small.
        piece = found[key] if key in found else found[b"BODY[]"] if offset == 0 else b""
        if not isinstance(piece, bytes | None):
            raise Misled(f"mail {self.uid} comes in no form that we know")
        if len(piece or b"") > size:
            raise Misled(f"more of mail {self.uid} came than was asked for")
        return piece or b""
