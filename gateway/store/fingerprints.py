"""Remembers the words of each mail that was decided about, so that the same mail is known when it comes again."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from ..decisions import Decision, Discard, Outcome
from ..mail.fingerprint import fingerprint as fingerprint_of
from ..tickets.people import Standing
from . import ledger, people
from .facts import SAME_WORDS_WITHIN, Arrived
from .rows import Rows
from .schema import fingerprint, mail
from .tickets import Stale


def remember(connection: Connection, arrived: Arrived, decision: Decision, now: datetime) -> Rows | None:
    """None where they are another mail's; where no row was written, they may be."""
    if isinstance(decision, Discard) and decision.outcome is Outcome.DUPLICATE:
        return None
    return people.insert_one(connection, fingerprint, _row(arrived, decision, now))


def take_over(connection: Connection, arrived: Arrived, decision: Decision, now: datetime) -> None:
    """Words that are remembered already: of this mail, of one that was kept back, or of long ago. Raises Stale where
    the same mail was decided about since the facts were gathered.
    """
    row = _row(arrived, decision, now)
    mine = fingerprint.c.mail == arrived.id
    old = fingerprint.c.at <= now - SAME_WORDS_WITHIN
    kept_back = select(mail.c.id).where(mail.c.id == fingerprint.c.mail, mail.c.outcome.in_(ledger.KEPT_BACK)).exists()
    usable = mine | kept_back if arrived.mail.message_id else mine | kept_back | old
    taken = connection.execute(update(fingerprint).where(fingerprint.c.digest == row["digest"], usable).values(row))
    if not taken.rowcount:
        raise Stale("the same mail was decided about a moment ago")


def _row(arrived: Arrived, decision: Decision, now: datetime) -> dict[str, Any]:
    forged = decision.trail.standing == Standing.FORGED.label
    return {"digest": fingerprint_of(arrived.mail, forged, arrived.contents), "mail": arrived.id, "at": now}
