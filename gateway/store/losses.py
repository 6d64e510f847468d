"""Writes down that a mail of ours did not arrive, or was called spam: the notice, its address, the clock; tells of it.

A notice that came back ends as bounced; an answer that may arrive later waits and is sent once more under the same
Message-ID, until it is too old (`returns`). Each is told once.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from ..decisions import Setback
from ..mail.encoded_words import one_line
from ..mail.reasons import failure_of
from ..notices import tell
from ..policy import Policy
from ..tickets.people import Role
from ..tickets.returns import Loss, Lost, loss_of
from . import people, promises, reach, tickets
from .issue import Cause, addressed, issue
from .outbox import Claimed, NoticeState
from .returns import ANSWERS, PAUSE
from .schema import article, notice, person
from .taker import Taker

WORDS = 500

_TO = select(notice.c.person, notice.c.ticket).where(notice.c.id == bindparam("id"))
_SENT = update(notice).where(notice.c.id == bindparam("which"), notice.c.state == NoticeState.SENT.value)
_WRITER = select(person.c.address).join(article, article.c.author == person.c.id).where(article.c.id == bindparam("id"))


@dataclass(frozen=True, slots=True)
class Moment:
    """When it became known, by which mail (None: the relay said so), and who sends what follows ("": anybody)."""

    policy: Policy
    now: datetime
    mail: int | None = None
    taker: Taker | None = None


def write(connection: Connection, setback: Setback, at: Moment) -> tuple[int, ...]:
    """What a report says; the ids of the notices that tell of it. Where the notice does not count as sent any more,
    somebody was quicker and nothing follows.
    """
    lost = setback.lost
    if not _ended(connection, lost, at.now):
        return ()
    return _follow(connection, setback, at)


def refused(connection: Connection, claimed: Claimed, words: str, at: Moment) -> tuple[int, ...]:
    """The relay does not take a mail, or it was tried for too long: the notice has ended already."""
    failure = failure_of(claimed.recipient, words)
    to_agent = claimed.role == Role.AGENT.value
    loss = loss_of(failure)
    told = not to_agent and (loss is not Loss.LATER or claimed.kind in ANSWERS)
    lost = Lost(claimed.id, loss, failure.reason, words, told=told, to_agent=to_agent)
    setback = Setback(lost)
    found = tickets.load_followed(connection, [claimed.ticket]).get(claimed.ticket) if claimed.ticket else None
    if found is not None:
        wrote = connection.scalar(_WRITER, {"id": claimed.article}) if claimed.article else None
        staff = replace(at.policy.staff(found), writer=at.policy.agent_at(wrote or ""))
        setback = Setback(lost, tell(lost, claimed.recipient, found, staff))
    return _follow(connection, setback, at)


def _ended(connection: Connection, lost: Lost, now: datetime) -> bool:
    if lost.loss is Loss.SPAM:
        return True  # it arrived
    said = one_line(f"{lost.reason.value}: {lost.words}" if lost.words else lost.reason.value)[:WORDS]
    values: dict[str, Any] = {"state": NoticeState.BOUNCED.value, "finished": now}
    if lost.again:
        values = {"state": NoticeState.WAITING.value, "finished": None, "due": now + PAUSE, "holder": ""}
    return connection.execute(_SENT, {"which": lost.notice, "last_reply": said, **values}).rowcount == 1


def _follow(connection: Connection, setback: Setback, at: Moment) -> tuple[int, ...]:
    lost = setback.lost
    to = connection.execute(_TO, {"id": lost.notice}).one()
    if lost.loss is not Loss.SPAM and not lost.again:
        promises.reconsider(connection, lost.notice, at.policy, at.now)
    reach.mark(connection, to.person, lost, at.now)
    known = people.stored(connection, [each.recipient.person for each in setback.notices])
    about = (
        next((each for each in tickets.load_followed(connection, [to.ticket]).values()), None) if to.ticket else None
    )
    cause = Cause(f"notice {lost.notice} {lost.loss.value}", about.number if about else None, None, at.mail)
    return issue(connection, cause, addressed(setback.notices, known), at.policy, at.now, at.taker)
