"""Gathers what went out lately, as far as the brakes must know it of a mail before anything is decided about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection, bindparam, func, select

from ..facts import Traffic
from ..filters.brakes import GIST, gist
from ..mail.inbound import InboundMail
from ..mail.shown import shown
from ..notices import Kind
from ..policy import Brakes
from .prepared import Prepared
from .rows import NO_ROWS, Rows
from .schema import article, notice, spool
from .sent_lately import DAY, HOUR, TO_ADDRESS, Unproven, ask_unproven, domain_of

NEWEST = 100  # notices among which echoes are looked for: a loop is fast, or it is no trouble

# Statements that run for every mail are made once: making one costs more than running it.
_columns = (notice.c.id, notice.c.kind, notice.c.domain, notice.c.article, notice.c.mail, notice.c.created)
_new = select(*_columns).order_by(notice.c.id.desc()).limit(NEWEST).subquery()
_ANSWERED = Prepared(
    select(func.substr(article.c.text, 1, GIST).label("text"), spool.c.accepted, _new.c.created)
    .join(article, article.c.id == _new.c.article)
    .join(spool, spool.c.id == _new.c.mail)
    .where(_new.c.kind.in_((Kind.RECEIVED.value, Kind.AGAIN.value)), _new.c.domain == bindparam("domain"))
    .where(_new.c.created > bindparam("since"), _new.c.created < bindparam("came"))
    .order_by(_new.c.id.desc())
)
_ACCEPTED = Prepared(select(spool.c.accepted).where(spool.c.id == bindparam("id")))


class Came(Protocol):
    """A mail, and when it was accepted."""

    @property
    def id(self) -> int: ...

    @property
    def mail(self) -> InboundMail: ...

    @property
    def accepted(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """What the brakes must know about a mail and its writer, as it is on its way."""

    to_address: Rows
    to_unproven: Unproven
    answered: Rows
    accepted: datetime | None


def ask(connection: Connection, arrived: Came, address: str, brakes: Brakes, now: datetime) -> Asked:
    """`address` is the writer's."""
    domain = domain_of(address)
    came: datetime | None = arrived.accepted or _ACCEPTED.scalar(connection, {"id": arrived.id})
    before = {"domain": domain, "since": now - HOUR, "came": came}
    return Asked(
        to_address=TO_ADDRESS.execute(connection, {"address": address, "since": now - DAY}),
        to_unproven=ask_unproven(connection, address, brakes, now),
        answered=_ANSWERED.execute(connection, before) if came is not None else NO_ROWS,
        accepted=came,
    )


def gather(asked: Asked, mail: InboundMail, now: datetime) -> Traffic:
    rows = asked.to_address.all()
    domain, everyone, _ = asked.to_unproven.counts()
    return Traffic(
        hour=sum(row.created > now - HOUR for row in rows),
        day=len(rows),
        refused=sum(row.kind == Kind.REFUSED.value for row in rows),
        echoes=_echoes(asked, mail),
        domain=domain,
        everyone=everyone,
    )


def _echoes(asked: Asked, mail: InboundMail) -> int:
    """How many answers in turn the domain met with the same words: each came after the answer to the one before it.

    People who say the same thing at the same time do not wait for what another one was answered.
    """
    came, rows = asked.accepted, asked.answered.all()
    said = gist(shown(mail, ())[0]) if rows else ""
    count = 0
    for row in rows if said else ():
        if came is not None and row.created < came and gist(row.text) == said:
            came = row.accepted
            count += 1
    return count
