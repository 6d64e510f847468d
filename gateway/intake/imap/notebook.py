"""What watching needs of the store, as a protocol: who may watch, how far, and what became of each mail."""

from collections.abc import Collection, Sequence
from typing import Protocol

from ...mail.mailboxes import Cursor, Lease, Noted, Place


class Notebook(Protocol):
    """Every write with a lease raises LeaseLost where somebody else has it by now, and writes nothing then."""

    def lease(self, mailbox: str) -> Lease | None:
        """Takes or keeps the right to watch this mailbox for a while; None while another node has it."""
        ...

    def release(self, lease: Lease) -> None:
        """Lets the next node have it at once."""
        ...

    def cursor(self, mailbox: str, folder: str) -> Cursor | None: ...

    def begin(self, lease: Lease, place: Place, uid: int) -> None:
        """Starts, or starts anew under another UIDVALIDITY: mails up to `uid` were there before us."""
        ...

    def renumber(self, lease: Lease, place: Place, before: int) -> None:
        """The server numbered the folder anew: nothing of it was looked at under this UIDVALIDITY. Among those up to
        `before` are mails that were there before us.
        """
        ...

    def known(self, mailbox: str, digests: Collection[bytes]) -> dict[bytes, int]:
        """The spooled mails of this mailbox that have these bytes."""
        ...

    def note(self, lease: Lease, place: Place, noted: Sequence[Noted], uid: int) -> None:
        """Writes what became of these mails, and that all up to `uid` were looked at, in one transaction."""
        ...

    def recent(self, place: Place, count: int) -> Sequence[int]:
        """The newest UIDs that were noted with a mail which stands under no other UID: after a crash some of them may
        not yet be flagged or moved.
        """
        ...

    def settle(self, lease: Lease, place: Place) -> None:
        """The folder was read to its end under these numbers: what is left of earlier ones may be forgotten."""
        ...
