"""The ledger: each accepted mail's state, from `waiting` to its one outcome; claims and parking."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Interval, any_, bindparam, case, exists, func, or_, select, update

from ..decisions import WAITING, Outcome, Settlement
from ..tickets.people import Standing as PersonStanding
from .prepared import Prepared
from .rows import Rows
from .schema import mail, spool
from .still import still_waits

LEASE = timedelta(minutes=2)  # longer than reading one mail may take
FAILURES = 3  # after which a mail that cannot be read is parked
SKEW = timedelta(seconds=2)  # by which the clock of who woke us may be ahead of ours
DEATHS = 4  # after which it is parked even though its workers died without a word; the first may be another one's fault


@dataclass(frozen=True, slots=True)
class Claim:
    """A mail that this worker has for one lease; `attempts` counts this one."""

    id: int
    attempts: int
    failures: int
    released: bool = False  # a person let it in
    confirmed: bool = False  # its author said that it is theirs
    holder: str = field(default="", compare=False)

    @property
    def last(self) -> bool:
        """Should this attempt fail, the mail is parked."""
        return self.exhausted or self.failures + 1 >= FAILURES

    @property
    def exhausted(self) -> bool:
        """Too many workers died over it; it must not be tried again."""
        return self.attempts > DEATHS

    @property
    def suspect(self) -> bool:
        """An earlier attempt ended without a word: it may be what killed the worker, so it is worked on alone."""
        return self.attempts > self.failures + 1


GONE = exists().where(spool.c.id == mail.c.id, spool.c.gone.is_not(None))  # its bytes were taken away
_claimed = (mail.c.id, mail.c.attempts, mail.c.failures, mail.c.released, mail.c.confirmed)
_wanted = mail.c.id.in_(bindparam("wanted", expanding=True))
_CLAIM = Prepared(  # statements that run for every mail are made once: making one costs more than running it
    update(mail)
    .where(_wanted, still_waits(mail.c.outcome), mail.c.parked.is_(False))
    .where(mail.c.due <= bindparam("latest"))
    .values(due=bindparam("until"), attempts=mail.c.attempts + 1, holder=bindparam("by"))
    .returning(*_claimed)
)
# By the server's clock. Whoever has the row at this moment decides about it: there is nothing to wait for, and neither
# is the disk (`Database.write_unhurried`): a server that forgets the claim lets another one take the mail, and what we
# write then is refused (`Standing.is_open_to`). What was decided is on the disk, and this claim with it.
_free = (
    select(mail.c.id)
    .where(_wanted, still_waits(mail.c.outcome), mail.c.parked.is_(False))
    .where(mail.c.due <= func.now() + SKEW)
    .with_for_update(skip_locked=True)
)
_CLAIM_THERE = Prepared(
    update(mail)
    .where(mail.c.id == any_(func.array(_free.scalar_subquery())))  # by its rows' numbers, whatever the planner thinks
    .values(due=func.now() + bindparam("lease", type_=Interval), attempts=mail.c.attempts + 1, holder=bindparam("by"))
    .returning(*_claimed)
)
_these = select(mail.c.id).where(mail.c.id.in_(bindparam("ids", expanding=True))).order_by(mail.c.id)
_WAIT_FOR = Prepared(_these.with_for_update())  # no words for it on SQLite, and no need; nor for the next one
_REFUSE_HELD = Prepared(_these.with_for_update(nowait=True))
KEPT_BACK = (Outcome.HELD.value, Outcome.QUARANTINED.value)
_KEPT_BACK = Prepared(select(mail.c.trail).where(mail.c.id == bindparam("wanted"), mail.c.outcome.in_(KEPT_BACK)))
_columns = (mail.c.outcome, mail.c.parked, mail.c.ticket, mail.c.attempts, mail.c.holder)
_standing = select(*_columns).where(mail.c.id == bindparam("wanted"))
_STANDING = Prepared(_standing.with_for_update())  # no words for it on SQLite, and no need
_END = Prepared(update(mail).where(mail.c.id == bindparam("wanted")))


def claim(connection: Connection, id: int, holder: str, now: datetime | None = None) -> Claim | None:
    """The mail, if it is due and nobody has it."""
    return next(iter(claim_all(connection, [id], holder, now)), None)


def claim_all(
    connection: Connection, ids: Collection[int], holder: str, now: datetime | None = None
) -> tuple[Claim, ...]:
    """Those of these mails that are due and that nobody has. Their attempts are counted with this commit, before any
    work.

    Without `now` the lease is by the database's clock, so that machines need not agree about the time.
    """
    if now is None and connection.dialect.name != "sqlite":
        rows = _CLAIM_THERE.execute(connection, {"wanted": list(ids), "by": holder, "lease": LEASE})
    else:
        at = now or datetime.now(UTC)
        taken = {"wanted": list(ids), "latest": at + SKEW, "until": at + LEASE, "by": holder}
        rows = _CLAIM.execute(connection, taken)
    return tuple(Claim(row.id, row.attempts, row.failures, row.released, row.confirmed, holder) for row in rows)


def release(connection: Connection, holder: str, now: datetime) -> None:
    """The worker of this name is dead: what it had is due again, its attempts counted."""
    had = (mail.c.holder == holder, mail.c.outcome == WAITING, mail.c.due > now)
    connection.execute(update(mail).where(*had).values(due=now, holder=""))


def give_back(connection: Connection, claim: Claim, until: datetime) -> None:
    """The attempt did not count: the database or another writer was in the way, not the mail."""
    _let_end(connection, [claim.id])
    connection.execute(update(mail).where(*_ours(claim)).values(due=until, attempts=claim.attempts - 1, holder=""))


def disown(connection: Connection, ids: Collection[int], holder: str, now: datetime) -> None:
    """Claims of which nobody heard whether they were committed: where they were, they were no attempts. After
    `refuse_held`.
    """
    had = (mail.c.id.in_(ids), mail.c.holder == holder, still_waits(mail.c.outcome), mail.c.parked.is_(False))
    connection.execute(update(mail).where(*had).values(due=now, attempts=mail.c.attempts - 1, holder=""))


def failed(connection: Connection, claim: Claim, error: str, until: datetime) -> None:
    """An attempt went wrong; another one follows."""
    _let_end(connection, [claim.id])
    values = {"due": until, "error": error, "failures": claim.failures + 1, "holder": ""}
    connection.execute(update(mail).where(*_ours(claim)).values(**values))


def _let_end(connection: Connection, ids: Collection[int]) -> None:
    """Returns when whoever was about to commit something about these mails has done so or not: nobody waits to hear of
    a claim, and an update passes over a row that does not look yet as it will.
    """
    _WAIT_FOR.execute(connection, {"ids": list(ids)})


def refuse_held(connection: Connection, ids: Collection[int]) -> None:
    """The same for who must not wait: raises what ends as Unavailable where somebody is in the middle of something
    about one of these mails. A server may hold on for a minute to what a lost connection left.
    """
    _REFUSE_HELD.execute(connection, {"ids": list(ids)}).all()


def _ours(claim: Claim) -> tuple[ColumnElement[bool], ...]:
    """Nobody else took it since: whoever slept through the end of a lease writes nothing any more."""
    same = (mail.c.attempts == claim.attempts, mail.c.holder == claim.holder)
    return (mail.c.id == claim.id, still_waits(mail.c.outcome), *same)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a mail stands; `ticket` is a stub's number where it was parked before."""

    outcome: str
    parked: bool
    ticket: int
    attempts: int = 0
    holder: str = ""

    def is_open_to(self, claim: Claim | None) -> bool:
        """Does it wait for its outcome, and from nobody else? Without a claim, nobody else can have it."""
        same = claim is None or (self.attempts, self.holder) == (claim.attempts, claim.holder)
        return self.outcome == WAITING and same


def standing(connection: Connection, id: int) -> Standing:
    """Locks the row on PostgreSQL, so that a mail ends once."""
    return as_standing(ask_standing(connection, id))


def ask_standing(connection: Connection, id: int) -> Rows:
    """For `as_standing`."""
    return _STANDING.execute(connection, {"wanted": id})


def as_standing(rows: Rows) -> Standing:
    row = rows.one()
    return Standing(row.outcome, row.parked, row.ticket or 0, row.attempts, row.holder)


def end(connection: Connection, id: int, outcome: Outcome, values: dict[str, Any]) -> None:
    _END.execute(connection, {"wanted": id, "outcome": outcome.value, "parked": False, **values})


def park(connection: Connection, id: int, error: str, stub: int) -> None:
    values = {"parked": True, "error": error, "ticket": stub, "holder": ""}
    connection.execute(update(mail).where(mail.c.id == id).values(**values))


def is_less(connection: Connection, id: int, standing: PersonStanding) -> bool:
    """Was this mail kept back, and did it prove less? Then the same mail with better proof is no second copy of it: who
    has it from its Cc must not keep the genuine one out by sending theirs first.
    """
    row = _KEPT_BACK.execute(connection, {"wanted": id}).one_or_none()
    if row is None:
        return False
    proven = str((row.trail or {}).get("standing", "")).upper()
    return proven in PersonStanding.__members__ and PersonStanding[proven] < standing


def readmit(connection: Connection, id: int, how: Settlement, now: datetime) -> bool:
    """A mail that was decided about goes through it once more, its author proven or an agent vouching for it. False
    where it waits already, or where it is let in and is not held any more.
    """
    wanted = [mail.c.id == id, mail.c.outcome != WAITING, ~GONE]
    wanted += [mail.c.outcome == Outcome.HELD.value] if how is Settlement.RELEASED else []
    proof = {"released": True} if how is Settlement.RELEASED else {"confirmed": True}
    values = {"outcome": WAITING, "due": now, "attempts": 0, "failures": 0, "holder": "", "ticket": None, **proof}
    return connection.execute(update(mail).where(*wanted).values(**values)).rowcount == 1


def refuse(connection: Connection, id: int, reason: str) -> None:
    """A held mail stays held for good."""
    held = (mail.c.id == id, mail.c.outcome == Outcome.HELD.value)
    connection.execute(update(mail).where(*held).values(reason=reason))


def requeue(connection: Connection, id: int, now: datetime) -> bool:
    """Lets a waiting or parked mail be tried again at once, a quarantined or held one in. False where there is none, or
    where its bytes were taken away.

    A held mail leaves its ticket until it is decided about again.
    """
    kept = mail.c.outcome.in_((Outcome.QUARANTINED.value, Outcome.HELD.value))
    stays = case((mail.c.outcome == WAITING, mail.c.ticket), else_=None)
    written = connection.execute(
        update(mail)
        .where(mail.c.id == id, or_(mail.c.outcome == WAITING, kept), ~GONE)
        .values(parked=False, attempts=0, failures=0, due=now, outcome=WAITING, finished=None)
        .values(released=or_(mail.c.released, kept), ticket=stays)
    )
    return written.rowcount == 1
