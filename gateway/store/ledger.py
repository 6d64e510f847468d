"""The ledger: each accepted mail's state, from `waiting` to its one outcome; claims, parking, and the equation."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select, update

from ..decisions import WAITING, Outcome
from .schema import mail, spool

LEASE = timedelta(minutes=2)  # longer than reading one mail may take
ATTEMPTS = 3  # after which a mail that cannot be read is parked


@dataclass(frozen=True, slots=True)
class Claim:
    """A mail that this worker has for one lease; `attempts` counts this one."""

    id: int
    attempts: int

    @property
    def last(self) -> bool:
        return self.attempts >= ATTEMPTS

    @property
    def exhausted(self) -> bool:
        """Earlier attempts died without a word; this one must not try again."""
        return self.attempts > ATTEMPTS


def claim(connection: Connection, id: int, now: datetime) -> Claim | None:
    """The mail, if it is due and nobody has it. Its attempt is counted with this commit, before any work."""
    attempts = connection.scalar(
        update(mail)
        .where(mail.c.id == id, mail.c.outcome == WAITING, mail.c.parked.is_(False), mail.c.due <= now)
        .values(due=now + LEASE, attempts=mail.c.attempts + 1)
        .returning(mail.c.attempts)
    )
    return None if attempts is None else Claim(id, attempts)


def give_back(connection: Connection, claim: Claim, until: datetime) -> None:
    """The attempt did not count: the database or another writer was in the way, not the mail."""
    ours = (mail.c.id == claim.id, mail.c.outcome == WAITING, mail.c.attempts == claim.attempts)
    connection.execute(update(mail).where(*ours).values(due=until, attempts=claim.attempts - 1))


def failed(connection: Connection, claim: Claim, error: str, until: datetime) -> None:
    """An attempt went wrong; another one follows."""
    ours = (mail.c.id == claim.id, mail.c.outcome == WAITING, mail.c.attempts == claim.attempts)
    connection.execute(update(mail).where(*ours).values(due=until, error=error))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a mail stands; `ticket` is a stub's number where it was parked before."""

    outcome: str
    parked: bool
    ticket: int


def standing(connection: Connection, id: int) -> Standing:
    """Locks the row on PostgreSQL, so that a mail ends once."""
    query = select(mail.c.outcome, mail.c.parked, mail.c.ticket).where(mail.c.id == id)
    row = connection.execute(query if connection.dialect.name == "sqlite" else query.with_for_update()).one()
    return Standing(row.outcome, row.parked, row.ticket or 0)


def end(connection: Connection, id: int, outcome: Outcome, values: dict[str, Any]) -> None:
    connection.execute(update(mail).where(mail.c.id == id).values(outcome=outcome.value, parked=False, **values))


def park(connection: Connection, id: int, error: str, stub: int) -> None:
    connection.execute(update(mail).where(mail.c.id == id).values(parked=True, error=error, ticket=stub))


def requeue(connection: Connection, id: int, now: datetime) -> bool:
    """Lets a waiting or parked mail be tried again at once. False where there is none."""
    written = connection.execute(
        update(mail).where(mail.c.id == id, mail.c.outcome == WAITING).values(parked=False, attempts=0, due=now)
    )
    return written.rowcount == 1


@dataclass(frozen=True, slots=True)
class Equation:
    """accepted = waiting + the sum of the outcomes."""

    accepted: int
    waiting: int
    parked: int  # of the waiting ones
    outcomes: dict[str, int]

    @property
    def balanced(self) -> bool:
        return self.accepted == self.waiting + sum(self.outcomes.values())


def equation(connection: Connection) -> Equation:
    accepted = connection.scalar(select(func.count()).select_from(spool)) or 0
    counts = {
        row[0]: row[1] for row in connection.execute(select(mail.c.outcome, func.count()).group_by(mail.c.outcome))
    }
    parked = connection.scalar(select(func.count()).where(mail.c.outcome == WAITING, mail.c.parked.is_(True))) or 0
    outcomes = {outcome.value: counts.get(outcome.value, 0) for outcome in Outcome}
    return Equation(accepted, counts.get(WAITING, 0), parked, outcomes)


def outcomes_of(connection: Connection, ids: list[int]) -> dict[str, int]:
    """How many of these mails have which outcome; "parked" and "waiting" among them."""
    counts: dict[str, int] = {}
    for start in range(0, len(ids), 10_000):
        some = mail.c.id.in_(ids[start : start + 10_000])
        for row in connection.execute(select(mail.c.outcome, mail.c.parked, func.count()).where(some).group_by(*_END)):
            name = "parked" if row.parked else row.outcome
            counts[name] = counts.get(name, 0) + row[2]
    return counts


_END = (mail.c.outcome, mail.c.parked)
