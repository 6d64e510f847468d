"""A person's open requests: what they said, so that the same one is known when it comes again; and asked for once more
where a ticket is opened, for two such mails may be worked on at one moment.

They are found by an index of their own, so that it does not matter how many tickets a person had before.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, bindparam, func, select, text

from ..facts import Beginning, EarlierRequest
from ..mail.inbound import InboundMail, Nature
from ..notices import Kind
from ..policy import Policy
from ..sameness import find, said_in
from ..tickets.attachments import PICTURE_LIMIT
from ..tickets.people import Person, Role
from ..tickets.ticket import ArticleKind, Status
from . import locks, tickets
from .prepared import Prepared
from .rows import NO_ROWS, Rows
from .schema import article, attachment, mail, notice, spool, ticket
from .tickets import Stale

COUNTED = 100  # open tickets of one person
LOOKED_AT = 5  # of them, the newest
TEXT = 4000  # characters of what each said
DAY = timedelta(days=1)

# Statements that run for every mail are made once: making one costs more than running it.
_NUMBERS: BindParameter[Any] = bindparam("numbers", expanding=True)
_OPEN = Prepared(
    select(ticket.c.number, ticket.c.status, ticket.c.created)
    .where(ticket.c.requester == bindparam("who"), text("ticket.status IN ('new', 'open', 'waiting')"))  # as the index
    .order_by(ticket.c.number.desc())
    .limit(COUNTED)
)
_first = article.alias("first")
_FIRST = (
    select(func.min(_first.c.id))
    .where(_first.c.ticket == ticket.c.number, _first.c.kind == ArticleKind.PUBLIC.value)
    .where(_first.c.author == ticket.c.requester, _first.c.author_role != Role.AGENT.value)
    .correlate(ticket)
    .scalar_subquery()
)
_said = func.substr(article.c.text, 1, TEXT).label("said")
_SAID = Prepared(
    select(ticket.c.number, article.c.id, article.c.at, _said, mail.c.subject, spool.c.recipients)
    .join(article, article.c.ticket == ticket.c.number)
    .join(mail, mail.c.id == article.c.mail)
    .join(spool, spool.c.id == article.c.mail)
    .where(ticket.c.number.in_(_NUMBERS), article.c.id == _FIRST)
)
_FILES = Prepared(select(attachment).where(attachment.c.article.in_(bindparam("articles", expanding=True))))
_LEAD_TOLD = Prepared(
    select(notice.c.ticket).where(
        notice.c.ticket.in_(_NUMBERS), notice.c.kind == Kind.REPEATED.value, notice.c.created > bindparam("since")
    )
)


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody's mail that may open a ticket."""

    mail: InboundMail
    writer: Person
    policy: Policy
    now: datetime

    @property
    def may_repeat(self) -> bool:
        person = self.mail.judgement.nature is Nature.PERSON and self.policy.agent_at(self.writer.address) is None
        return person and self.policy.repeats.within > timedelta(0)


def gather(connection: Connection, asking: Asking) -> Beginning:
    rows = _ask_open(connection, asking.writer.id).all()
    unanswered = sum(row.status != Status.WAITING.value for row in rows)
    newest = rows[0].number if rows else 0
    return Beginning(len(rows), unanswered, newest, earlier=_requests(connection, asking, rows))


def claim(connection: Connection, asking: Asking) -> Rows:
    """For `refuse_late`: whoever opens a ticket for the same person meanwhile waits for our commit, and finds ours."""
    if not asking.may_repeat:
        return NO_ROWS
    locks.take(connection, [f"postroom requests of {asking.writer.id}"])
    return _ask_open(connection, asking.writer.id)


def refuse_late(connection: Connection, asking: Asking, contents: tuple[bytes, ...], newest: int, open: Rows) -> None:
    """Raises Stale where the same request became a ticket since the facts were gathered; `newest` was the newest then.
    `open`: of the claim.
    """
    late = [row for row in open if row.number > newest]
    if late and find(said_in(asking.mail, contents), _requests(connection, asking, late), unanswered=1):
        raise Stale("the same request became a ticket a moment ago")


def _ask_open(connection: Connection, who: int) -> Rows:
    """The newest first."""
    return _OPEN.execute(connection, {"who": who}) if who else NO_ROWS


def _requests(connection: Connection, asking: Asking, rows: Iterable[Row[Any]]) -> tuple[EarlierRequest, ...]:
    """The newest first."""
    since = asking.now - asking.policy.repeats.within
    numbers = [row.number for row in rows if row.created >= since][:LOOKED_AT]
    if not numbers or not asking.may_repeat:
        return ()
    asked = _SAID.execute(connection, {"numbers": numbers})
    known = tickets.load(connection, numbers)
    said = asked.all()
    files = _files(connection, [row.id for row in said])
    often = [each.number for each in known.values() if each.repeats + 2 > asking.policy.repeats.escalate]
    told = set(_LEAD_TOLD.scalars(connection, {"numbers": often, "since": asking.now - DAY})) if often else set()
    found = (
        EarlierRequest(
            ticket=known[row.number],
            subject=row.subject,
            text=row.said,
            attachments=files.get(row.id, ()),
            at=row.at,
            recipients=tuple(row.recipients.lower().split("\n")),
            lead_told=row.number in told,
        )
        for row in said
    )
    return tuple(sorted(found, key=lambda each: -each.ticket.number))


def _files(connection: Connection, articles: list[int]) -> dict[int, tuple[bytes, ...]]:
    found: dict[int, tuple[bytes, ...]] = {}
    for row in _FILES.execute(connection, {"articles": articles}) if articles else ():
        if not _is_small_picture(row):
            found[row.article] = (*found.get(row.article, ()), bytes(row.sha256))
    return found


def _is_small_picture(row: Row[Any]) -> bool:
    """As `tickets/attachments` has it."""
    placed = row.inline or bool(row.content_id)
    return placed and row.size <= PICTURE_LIMIT and row.type.startswith("image/")
