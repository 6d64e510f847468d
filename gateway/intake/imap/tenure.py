"""The right to watch a mailbox, renewed while we work; whoever lost it stops before anything is written."""

import time
from dataclasses import dataclass, field

from ...mail.mailboxes import Lease, LeaseLost
from .notebook import Notebook


@dataclass(slots=True)
class Tenure:
    notebook: Notebook
    lease: Lease
    every: float  # seconds between two renewals
    renewed: float = field(default_factory=time.monotonic)

    def hold(self) -> Lease:
        """Raises LeaseLost where another node has it, or had it in between."""
        now = time.monotonic()
        if now - self.renewed >= self.every:
            if self.notebook.lease(self.lease.mailbox) != self.lease:
                raise LeaseLost(self.lease.mailbox)
            self.renewed = now
        return self.lease
