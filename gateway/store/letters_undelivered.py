"""What agents are told of a mail of ours that did not arrive: what it was, and to what other address it could go."""

from sqlalchemy import Connection, bindparam, func, select, union

from ..mail.persian import fold
from ..notices import Told, UndeliveredView
from ..policy import Policy
from ..tickets.people import Role
from ..tickets.ticket import ArticleKind
from .outbox import Claimed
from .returns import ANSWERS
from .schema import article, attachment, notice, participant, person, ticket

TEXT = 2000  # characters of what was in it
OFFERED = 3
LOOKED_AT = 200  # people who took part in the same person's tickets
NAMES = 2  # words that a name has at least: many are called Ali

_ABOUT = (
    select(
        notice.c.kind,
        notice.c.ticket,
        notice.c.article,
        notice.c.recipient,
        notice.c.created,
        person.c.id.label("who"),
        person.c.name,
        person.c.unreachable,
        person.c.complained,
    )
    .join(person, person.c.id == notice.c.person)
    .where(notice.c.id == bindparam("id"))
)
_TEXT = select(article.c.text).where(article.c.id == bindparam("id"), article.c.kind == ArticleKind.PUBLIC.value)
_FILES = select(func.count()).where(attachment.c.article == bindparam("id"))

# Who takes part in a ticket got there by its requester's own hand, or by one of ours.
_own = select(ticket.c.number).where(ticket.c.requester == bindparam("who"))
_there = union(
    select(participant.c.person).where(participant.c.ticket.in_(_own)),
    select(article.c.author).where(
        article.c.ticket.in_(_own),
        article.c.kind == ArticleKind.PUBLIC.value,
        article.c.author_role.in_((Role.REQUESTER.value, Role.PARTICIPANT.value)),
    ),
).subquery()
_BESIDE = (
    select(person.c.address, person.c.name)
    .join(_there, _there.c[0] == person.c.id)
    .where(person.c.id != bindparam("who"), person.c.name != "", person.c.unreachable.is_(None))
    .order_by(person.c.id.desc())
    .limit(LOOKED_AT)
)
_HERE = (
    select(person.c.address)
    .join(participant, participant.c.person == person.c.id)
    .where(participant.c.ticket == bindparam("number"))
)
_ASKED = (
    select(person.c.address)
    .join(ticket, ticket.c.requester == person.c.id)
    .where(ticket.c.number == bindparam("number"))
)


def gather(connection: Connection, claimed: Claimed, told: Told, policy: Policy) -> UndeliveredView | None:
    """None where the mail that failed is no longer there."""
    row = connection.execute(_ABOUT, {"id": told.notice}).one_or_none()
    if row is None:
        return None
    written = row.article if row.kind in ANSWERS else None
    return UndeliveredView(
        loss=told.loss,
        reason=told.reason,
        words=told.words,
        kind=row.kind,
        person=row.name or row.recipient,
        address=row.recipient,
        sent=row.created,
        text=(connection.scalar(_TEXT, {"id": written}) or "")[:TEXT] if written else "",
        files=connection.scalar(_FILES, {"id": written}) or 0 if written else 0,
        muted=row.unreachable is not None or row.complained is not None,
        others=_others(connection, row.who, row.name, claimed.ticket or 0, policy) if told.loss != "spam" else (),
    )


def _others(connection: Connection, who: int, name: str, number: int, policy: Policy) -> tuple[str, ...]:
    """Addresses under the same full name on tickets that this person asked for. A name alone shows nothing: anybody may
    call themselves so. Who takes part in this ticket has the mail already.
    """
    wanted = fold(name).split()
    if len(wanted) < NAMES:
        return ()
    here = {*connection.scalars(_HERE, {"number": number}), *connection.scalars(_ASKED, {"number": number})}
    found = [
        row.address
        for row in connection.execute(_BESIDE, {"who": who})
        if fold(row.name).split() == wanted and row.address not in here
    ]
    strangers = (each for each in found if policy.agent_at(each) is None and not policy.owns(each))
    return tuple(strangers)[:OFFERED]
