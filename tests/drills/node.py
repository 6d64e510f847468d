"""Postroom on one of several machines: its clock is $SHIFT seconds off, and leases last $LEASE seconds (0: as they
are). Run as a program; a fault may be planted besides.
"""

import os
from datetime import UTC, datetime, timedelta

import time_machine

from gateway.__main__ import main
from gateway.store import database, issue, ledger, mailbox_statements, outbox
from workers import posting

from .planted import FAULTS


def shorten(seconds: float) -> None:
    """All leases, and what is made to fit into them."""
    lease = timedelta(seconds=seconds)
    ledger.LEASE = mailbox_statements.LEASE = outbox.LEASE = lease
    setattr(issue, "LEASE", lease)  # noqa: B010 (a name that it has from elsewhere)
    posting.NEEDED = lease / 3
    database.ABANDONED = seconds


if __name__ == "__main__":
    if lasting := float(os.environ["LEASE"]):
        shorten(lasting)
    if fault := os.environ.get("PLANTED", ""):
        FAULTS[fault]()
    if apart := float(os.environ["SHIFT"]):
        time_machine.travel(datetime.now(UTC) + timedelta(seconds=apart), tick=True).start()
    main()
