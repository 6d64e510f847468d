"""The equation of the ledger: what was accepted is what waits and what has an outcome. Read by who looks after us."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from ..decisions import WAITING, Outcome
from .schema import mail, spool


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
        for row in connection.execute(
            select(mail.c.outcome, mail.c.parked, func.count()).where(some).group_by(*_ENDING)
        ):
            name = "parked" if row.parked else row.outcome
            counts[name] = counts.get(name, 0) + row[2]
    return counts


_ENDING = (mail.c.outcome, mail.c.parked)
