"""Postroom on one of several machines: its clock is $SHIFT seconds off, and leases last $LEASE seconds (0: as they
are). Run as a program; a fault may be planted besides.
"""

import os
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine

from gateway.__main__ import main
from gateway.store import database, issue, ledger, mailbox_statements, outbox
from gateway.triage import triage
from workers import deciding, posting

from .planted import FAULTS

PAUSE = 0.5  # seconds between what is decided and what is written


def shorten(seconds: float) -> None:
    """All leases, and what is made to fit into them."""
    lease = timedelta(seconds=seconds)
    ledger.LEASE = mailbox_statements.LEASE = outbox.LEASE = lease
    setattr(issue, "LEASE", lease)  # noqa: B010 (a name that it has from elsewhere)
    posting.NEEDED = lease / 3
    database.ABANDONED = seconds


def take_time() -> None:
    """Whoever is frozen, cut off or killed has decided about a mail then and not written it: it would take luck to meet
    the few milliseconds between. Who was asleep before that looks again, and finds what others did.
    """

    def slowly(*what: Any) -> Any:
        decided = triage(*what)
        time.sleep(PAUSE)
        return decided

    setattr(deciding, "triage", slowly)  # noqa: B010 (no other way past the type checker)


if __name__ == "__main__":
    take_time()
    if lasting := float(os.environ["LEASE"]):
        shorten(lasting)
    if fault := os.environ.get("PLANTED", ""):
        FAULTS[fault]()
    if apart := float(os.environ["SHIFT"]):
        time_machine.travel(datetime.now(UTC) + timedelta(seconds=apart), tick=True).start()
    main()
