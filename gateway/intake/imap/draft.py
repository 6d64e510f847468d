"""What fetching needs of the spool, as a protocol: a mail whose bytes come in pieces, committed from a thread."""

from collections.abc import Callable
from typing import Protocol

from ...mail.acceptance import Acceptance
from ...mail.inbound import Envelope


class Draft(Protocol):
    """It ends in exactly one `commit_here`, `line_up` or `discard`."""

    def write(self, piece: bytes) -> None: ...

    def commit_here(self, envelope: Envelope, silent: bool) -> Acceptance:
        """Returns once the mail is durable or is known not to be kept."""
        ...

    def digest(self) -> bytes:
        """SHA-256 of what was written."""
        ...

    def seal(self, digest: bytes) -> None:
        """What was written is all, and this is its SHA-256: somebody else computed it."""
        ...

    def line_up(self, envelope: Envelope, silent: bool) -> Callable[[], Acceptance]:
        """Many share a commit and keep their order; what is returned waits for the answer, and is called."""
        ...

    def discard(self) -> None: ...
