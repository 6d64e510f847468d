"""What went another way than people meant and needs one of them: held and quarantined mail, answers that came back,
mail and notices that are parked, brakes that bit. Each question looks at the newest ones only, so that none takes
longer with the years.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Row, Select, and_, select

from ..decisions import WAITING, Outcome
from ..notices import Voice
from ..policy import Policy
from ..tickets.people import Agent, Role
from ..tickets.ticket import Status
from .listed import MailRow
from .listings import mail_rows
from .outbox import NoticeState
from .schema import ALERTS, FAILED, article, mail, notice, person, ticket

T = TypeVar("T")

SHOWN = 5  # of one list
COUNTED = 100  # beyond that a list only says that there are more
AMONG = 1_000  # the newest that are looked through
LATELY = timedelta(days=14)  # spam stays in quarantine for ever, and what came back long ago is nobody's worry


@dataclass(frozen=True, slots=True)
class Short(Generic[T]):
    """The beginning of a list, and how long it is; `more`: longer than anybody counted."""

    lines: tuple[T, ...] = ()
    total: int = 0
    more: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A ticket with mail that acts on nothing until somebody lets it in."""

    ticket: int
    subject: str
    author: str
    at: datetime
    mail: int


@dataclass(frozen=True, slots=True)
class Undone:
    """A notice that did not go where it should."""

    id: int
    kind: str
    ticket: int | None
    recipient: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Bitten:
    """A brake, towards what, and the mail at which it bit first."""

    brake: str
    key: str
    mail: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Troubles:
    held: Short[Held] = Short()
    quarantined: Short[MailRow] = Short()
    bounced: Short[Undone] = Short()
    parked_mails: Short[MailRow] = Short()
    parked_notices: Short[Undone] = Short()
    bites: Short[Bitten] = Short()

    @property
    def any(self) -> bool:
        return any(each.total for each in (self.held, self.quarantined, self.bounced, self.bites)) or self.parked

    @property
    def parked(self) -> bool:
        return bool(self.parked_mails.total or self.parked_notices.total)


def gather(connection: Connection, agent: Agent, policy: Policy, now: datetime, morning: datetime) -> Troubles:
    """Tickets of the departments where they work or that they lead, all for admins; what belongs to no ticket, and
    brakes since `morning`.
    """
    admin = agent.name in policy.admins
    theirs = [each.name for each in policy.departments if admin or each.employs(agent) or each.lead == agent.name]
    return Troubles(
        held=_short(_held(connection, theirs)),
        quarantined=_short(_quarantined(connection, now - LATELY)),
        bounced=_short(_bounced(connection, theirs, now - LATELY)),
        parked_mails=_short(_parked(connection)),
        parked_notices=_short(map(_undone, connection.execute(_PARKED_NOTICES))),
        bites=_short(_bites(connection, _told(agent, policy), morning)),
    )


def _short(found: Iterable[T]) -> Short[T]:
    rows = tuple(found)
    return Short(rows[:SHOWN], min(len(rows), COUNTED), len(rows) > COUNTED)


def _newest(outcome: Outcome) -> Select[Any]:
    return select(mail.c.id).where(mail.c.outcome == outcome.value).order_by(mail.c.id.desc()).limit(AMONG)


_KEPT = _newest(Outcome.HELD).subquery()
_HELD = (
    select(article.c.ticket, article.c.at, article.c.mail, ticket.c.subject, person.c.address)
    .join(_KEPT, _KEPT.c.id == article.c.mail)
    .join(ticket, ticket.c.number == article.c.ticket)
    .join(person, person.c.id == article.c.author)
    .where(article.c.refused.is_(False), article.c.kind == "held", ticket.c.status != Status.SPAM.value)
    .order_by(_KEPT.c.id.desc())
)


def _held(connection: Connection, theirs: list[str]) -> Iterable[Held]:
    """Each ticket once, by its newest mail."""
    rows = connection.execute(_HELD.where(ticket.c.department.concat("").in_(theirs)))
    tickets: dict[int, Held] = {}
    for row in rows:
        tickets.setdefault(row.ticket, Held(row.ticket, row.subject, row.address, row.at, row.mail))
        if len(tickets) > COUNTED:
            break
    return tickets.values()


def _quarantined(connection: Connection, since: datetime) -> Iterable[MailRow]:
    rows = mail_rows(connection, Outcome.QUARANTINED.value, COUNTED + 1)
    return [row for row in rows if row.accepted >= since]


def _parked(connection: Connection) -> Iterable[MailRow]:
    """A parked mail is older than nearly all that wait."""
    oldest = select(mail.c.id).where(mail.c.outcome == WAITING).order_by(mail.c.id).limit(AMONG).subquery()
    rows = connection.scalars(select(mail.c.id).join(oldest, oldest.c.id == mail.c.id).where(mail.c.parked.is_(True)))
    ids = sorted(rows)[-COUNTED - 1 :]
    return mail_rows(connection, "", len(ids), among=(mail.c.id.in_(ids),)) if ids else ()


_FATE = (
    select(notice.c.id, notice.c.kind, notice.c.ticket, notice.c.recipient, notice.c.finished, notice.c.created)
    .add_columns(notice.c.last_reply)
    .order_by(notice.c.id.desc())
)
_PARKED_NOTICES = _FATE.where(notice.c.state == NoticeState.PARKED.value, FAILED).limit(COUNTED + 1)
_CAME_BACK = (
    select(notice.c.id)
    .where(notice.c.state == NoticeState.BOUNCED.value, FAILED)
    .order_by(notice.c.id.desc())
    .limit(AMONG)
    .subquery()
)
_ANSWERS = (
    _FATE.join(_CAME_BACK, _CAME_BACK.c.id == notice.c.id)
    .join(ticket, ticket.c.number == notice.c.ticket)
    .where(notice.c.voice == Voice.HUMAN.value, notice.c.role != Role.AGENT.value)
    .limit(COUNTED + 1)
)


def _bounced(connection: Connection, theirs: list[str], since: datetime) -> Iterable[Undone]:
    """What people wrote to customers."""
    lately = and_(ticket.c.department.concat("").in_(theirs), notice.c.finished >= since)
    return map(_undone, connection.execute(_ANSWERS.where(lately)))


def _undone(row: Row[Any]) -> Undone:
    return Undone(row.id, row.kind, row.ticket, row.recipient, row.finished or row.created, row.last_reply)


def _told(agent: Agent, policy: Policy) -> list[str]:
    """Whose alerts are shown: their own; all for admins."""
    everybody = agent.name in policy.admins
    return [each.address for each in policy.agents] if everybody else [agent.address]


def _bites(connection: Connection, addresses: list[str], morning: datetime) -> Iterable[Bitten]:
    """Each brake once, whoever was told."""
    told = (ALERTS, notice.c.recipient.in_(addresses), notice.c.created >= morning)
    query = select(notice.c.id, notice.c.lines, notice.c.created).where(*told).order_by(notice.c.id.desc())
    bites: dict[tuple[str, str], Bitten] = {}
    for row in connection.execute(query.limit(AMONG)):
        brake, key, _, at = row.lines
        bites[brake, key] = Bitten(brake, key, int(at), row.created)
    return bites.values()
