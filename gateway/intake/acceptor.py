"""What an entrance needs of the spool, as a protocol: the body is written while it arrives, then committed."""

from typing import Protocol

from ..mail.acceptance import Acceptance, Deferred
from ..mail.inbound import Envelope


class Draft(Protocol):
    """A mail whose body is still arriving. It ends in exactly one `commit` or `discard`."""

    def write(self, piece: bytes) -> None: ...

    async def commit(self, envelope: Envelope) -> Acceptance:
        """Returns once the mail is durable or is known not to be kept (RFC 5321 section 4.2.5)."""
        ...

    def discard(self) -> None:
        """Forgets the mail. Harmless after `commit` and when called twice."""
        ...


class Acceptor(Protocol):
    def begin(self) -> Draft | Deferred: ...
