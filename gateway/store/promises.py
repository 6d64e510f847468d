"""Keeps the promise of a first answer in mind: tells its agents, the lead and the requester when time runs out, and
lets the clock go on where the only answer came back.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, exists, func, not_, or_, select

from ..notices import Kind, Manner, Notice, Voice
from ..policy import Policy
from ..tickets import promise
from ..tickets.changes import apply
from ..tickets.people import Role
from ..tickets.ticket import ArticleKind, Ticket
from . import brakes, tickets
from .journal import entries_of, write
from .moving import BATCH, Moved, Mover, Moving, Round, move_all
from .outbox import NoticeState
from .schema import article, notice, ticket

_DUE = (
    select(ticket.c.number)
    .where(ticket.c.status.in_([status.value for status in promise.WAITS]), ticket.c.nudge_at <= bindparam("now"))
    .order_by(ticket.c.nudge_at)
    .limit(BATCH)
)
_TOLD = select(notice.c.id).where(notice.c.ticket == bindparam("number"), notice.c.kind == Kind.HOLDING.value).limit(1)
_ACKNOWLEDGED = (
    select(notice.c.manner)
    .where(notice.c.ticket == bindparam("number"), notice.c.person == bindparam("who"))
    .where(notice.c.kind == Kind.RECEIVED.value)
    .where(notice.c.state.in_((NoticeState.WAITING.value, NoticeState.SENT.value)))
    .order_by(notice.c.id.desc())
    .limit(1)
)

# A person's answers to customers. Somebody's answer counts as long as one of those whom it went to may have it; and
# where the requester was written to by the agent's own mail, which needed no notice of ours.
_answer = and_(
    notice.c.ticket == article.c.ticket,
    notice.c.article == article.c.id,
    notice.c.kind.in_((Kind.ANSWERED.value, Kind.RESOLVED.value)),
    notice.c.role != Role.AGENT.value,
)
_arrives = exists().where(_answer, notice.c.state.not_in((NoticeState.BOUNCED.value, NoticeState.CANCELLED.value)))
_addressed_by_us = exists().where(_answer, notice.c.person == bindparam("who"))
_FIRST_ANSWER = select(func.min(article.c.at)).where(
    article.c.ticket == bindparam("number"),
    article.c.kind == ArticleKind.PUBLIC.value,
    article.c.author_role == Role.AGENT.value,
    or_(_arrives, not_(_addressed_by_us)),
)
_ABOUT = select(notice.c.ticket).where(
    notice.c.id == bindparam("id"), notice.c.voice == Voice.HUMAN.value, notice.c.role != Role.AGENT.value
)
_LOCK = select(ticket.c.number).where(ticket.c.number == bindparam("number")).with_for_update()


# --- time passes ------------------------------------------------------------------------------------------------------


def look_after(connection: Connection, policy: Policy, now: datetime) -> tuple[Moved, ...]:
    """Tickets whose promise is about to break, or broken."""
    numbers = connection.scalars(_DUE, {"now": now}).all()
    return move_all(Round(connection, policy, now), numbers, _NUDGED)


def _nudged(before: Ticket, policy: Policy, now: datetime) -> Moving:
    """Each promise has a name of its own: who heard of this one does not hear of it again, whoever had the ticket."""
    late = before.promised is not None and before.promised <= now
    due = before.promised if late else before.nudge_at
    return Moving(f"ticket {before.number} promised {before.promised}", promise.passed(before, now), due)


def _admitted(round: Round, at: Ticket, planned: Notice) -> Notice | None:
    """The requester hears once that it takes longer, in the manner in which they heard that we have their request; not
    at all where they did not, and where a brake holds back what goes to their address.
    """
    if planned.kind is not Kind.HOLDING:
        return planned
    about = {"number": at.number, "who": at.requester.id}
    manner = round.connection.scalar(_ACKNOWLEDGED, about)
    if manner is None or round.connection.scalar(_TOLD, about) is not None:
        return None
    holding = replace(planned, manner=Manner(manner))
    return holding if brakes.has_room(round.connection, holding, round.policy.brakes, round.now) else None


_NUDGED = Mover(_nudged, _admitted)


# --- an answer comes back ---------------------------------------------------------------------------------------------


def reconsider(connection: Connection, id: int, policy: Policy, now: datetime) -> None:
    """Notice `id` came back, was cancelled or goes out after all. Where it was a person's answer, the clock follows."""
    number = connection.scalar(_ABOUT, {"id": id})
    if number is None:
        return
    connection.execute(_LOCK, {"number": number})
    before = tickets.load(connection, [number])[number]
    answered = connection.scalar(_FIRST_ANSWER, {"number": number, "who": before.requester.id})
    changes = promise.reconsidered(before, answered, policy.department(before.department).terms)
    if changes:
        tickets.rewrite(connection, before, apply(before, changes))
        write(connection, number, None, None, now, entries_of(before, changes))
