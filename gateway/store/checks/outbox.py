"""Checks of the outbox: each notice waits or has one end, and its attempts tell the same story."""

from typing import Any

from sqlalchemy import Select, func, select

from ...mail.delivery import Delivery
from ..outbox import LOST, NoticeState
from ..schema import attempt, notice, thread
from .finding import Finding, Looked, Place, rows

_STATES = tuple(state.value for state in NoticeState)
_ENDS = tuple(state.value for state in NoticeState if state is not NoticeState.WAITING)


def notices(place: Place) -> Looked:
    unknown = select(notice.c.id, notice.c.state).where(notice.c.state.not_in(_STATES))
    open_end = select(notice.c.id, notice.c.state).where(notice.c.state.in_(_ENDS), notice.c.finished.is_(None))
    held = select(notice.c.id, notice.c.state).where(notice.c.state.in_(_ENDS), notice.c.holder != "")
    return rows(
        place,
        notice,
        (unknown, lambda row: Finding(f"notice {row.id}", "waiting or an end", repr(row.state))),
        (open_end, lambda row: Finding(f"notice {row.id}", f"when it was {row.state}", "no time")),
        (held, lambda row: Finding(f"notice {row.id}", f"in nobody's hands, as it is {row.state}", "still held")),
    )


def attempts(place: Place) -> Looked:
    """No attempt is told that was not counted, and whatever nobody heard the end of is counted as uncertain."""
    highest: Select[Any] = (
        select(notice.c.id, notice.c.attempts, func.max(attempt.c.number).label("number"))
        .join(attempt, attempt.c.notice == notice.c.id)
        .group_by(notice.c.id, notice.c.attempts)
        .having(func.max(attempt.c.number) > notice.c.attempts)
    )
    unheard = (
        select(attempt.c.notice, func.count().label("times"))
        .where(attempt.c.delivery.in_((Delivery.UNCERTAIN.value, LOST)))
        .group_by(attempt.c.notice)
        .subquery()
    )
    uncertain = select(notice.c.id, notice.c.uncertain, unheard.c.times).join(unheard, unheard.c.notice == notice.c.id)
    return rows(
        place,
        attempt,
        (highest, lambda row: Finding(f"notice {row.id}", f"at most {row.attempts} attempts", f"number {row.number}")),
        (
            uncertain.where(notice.c.uncertain < unheard.c.times),
            lambda row: Finding(f"notice {row.id}", f"{row.times} uncertain attempts", str(row.uncertain)),
        ),
    )


def sent(place: Place) -> Looked:
    """What counts as sent has an attempt in which a relay took it. Attempts that were forgotten for their age are none:
    what was sent before the oldest one that is left is not asked about.
    """
    oldest = select(func.min(attempt.c.at)).scalar_subquery()
    took = (attempt.c.notice == notice.c.id) & (attempt.c.delivery == Delivery.SENT.value)
    query = select(notice.c.id).outerjoin(attempt, took)
    untold = query.where(notice.c.state == NoticeState.SENT.value, attempt.c.notice.is_(None))
    return rows(
        place,
        notice,
        (
            untold.where(notice.c.finished >= oldest),
            lambda row: Finding(f"notice {row.id}", "an attempt in which a relay took it", "none"),
        ),
    )


def threads(place: Place) -> Looked:
    """The answer to a mail of ours about a ticket finds that ticket by its Message-ID."""
    here = (thread.c.message_id == notice.c.message_id) & (thread.c.ticket == notice.c.ticket)
    query = select(notice.c.id, notice.c.ticket).outerjoin(thread, here)
    astray = query.where(notice.c.ticket.is_not(None), thread.c.message_id.is_(None))
    return rows(
        place,
        notice,
        (astray, lambda row: Finding(f"notice {row.id}", f"its Message-ID to lead to ticket {row.ticket}", "nowhere")),
    )
