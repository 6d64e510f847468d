"""Who signs in to the console: mailed links that count once, visits that can be ended, second factors.

What a browser holds is drawn at random and kept here as a hash only; what a link and an authenticator hold is made of
our keys (`mail/entering`) and not kept at all.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, func, or_, select, update

from ..mail import entering
from ..notices import Kind, Notice, Recipient, Voice
from ..policy import Policy
from ..tickets.people import Agent
from . import people
from .issue import Cause, addressed, issue
from .prepared import Prepared
from .schema import entrance, second_factor, visit

AN_HOUR = 5  # links that are mailed to one agent; who asks for more has five mails to look through
KEPT = timedelta(days=1)  # for which ended visits and used links are remembered
SEEN = timedelta(minutes=1)  # a visit's last moment is written down no more often
TRIES = 5  # wrong codes in a row, after which the second factor rests
REST = timedelta(minutes=5)
BROWSER = 200  # characters of what a browser calls itself

_BY_NAME = Prepared(select(visit).where(visit.c.name == bindparam("wanted")))


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A browser that is signed in. `proven`: when the second factor was shown, None where it was not."""

    name: bytes
    agent: str
    since: datetime
    seen: datetime
    expires: datetime
    proven: datetime | None
    browser: str = ""


def ask(connection: Connection, agent: Agent, policy: Policy, now: datetime) -> tuple[int, ...]:
    """Mails the agent a link to sign in by; the notices, none where they were sent enough of them this hour."""
    lately = (entrance.c.agent == agent.name, entrance.c.asked > now - timedelta(hours=1))
    if (connection.scalar(select(func.count()).where(*lately)) or 0) >= AN_HOUR:
        return ()
    asked = secrets.randbits(53)
    row = {"id": asked, "agent": agent.name, "asked": now, "expires": now + entering.VALID}
    people.insert_new(connection, entrance, [row])
    told = Notice(Kind.SIGN_IN, Recipient.of(agent), Voice.GENERATED, lines=(str(asked),))
    known = people.stored(connection, [told.recipient.person])
    return issue(connection, Cause(f"sign in {asked}", None, None, None), addressed((told,), known), policy, now)


def named(connection: Connection, code: str, policy: Policy, now: datetime) -> Agent | None:
    """Whom a link signs in at this moment; None for one that is used, too old, or none of ours. Changes nothing."""
    asked = entering.named(code)
    if asked is None:
        return None
    good = (entrance.c.id == asked, entrance.c.used.is_(None), entrance.c.expires > now)
    name = connection.scalar(select(entrance.c.agent).where(*good))
    agent = policy.agent_named(name) if name else None
    return agent if agent and entering.holds(code, asked, agent.name, policy.ring) else None


def enter(connection: Connection, code: str, policy: Policy, ends: timedelta, browser: str, now: datetime) -> str:
    """Signs in by a link, which is used up with that. What the browser is to hold; "" where the link does not count."""
    agent = named(connection, code, policy, now)
    if agent is None:
        return ""
    unused = (entrance.c.id == entering.named(code), entrance.c.used.is_(None))
    if connection.execute(update(entrance).where(*unused).values(used=now)).rowcount != 1:
        return ""
    held = secrets.token_urlsafe(32)
    row = {"name": hashed(held), "agent": agent.name, "since": now, "seen": now, "expires": now + ends}
    people.insert_new(connection, visit, [row | {"browser": browser[:BROWSER]}])
    return held


def hashed(held: str) -> bytes:
    return hashlib.sha256(held.encode()).digest()


def current(connection: Connection, held: str, now: datetime) -> VisitRow | None:
    row = _BY_NAME.execute(connection, {"wanted": hashed(held)}).one_or_none()
    if row is None or row.ended is not None or row.expires <= now:
        return None
    return VisitRow(row.name, row.agent, row.since, row.seen, row.expires, row.proven, row.browser)


def see(connection: Connection, name: bytes, now: datetime) -> None:
    connection.execute(update(visit).where(visit.c.name == name).values(seen=now))


def end(connection: Connection, agent: str, now: datetime, name: bytes | None = None) -> int:
    """One visit of the agent's, or all of them; how many ended by this."""
    theirs = [visit.c.agent == agent, visit.c.ended.is_(None)]
    theirs += [visit.c.name == name] if name is not None else []
    return connection.execute(update(visit).where(*theirs).values(ended=now)).rowcount


def shut_out(connection: Connection, agent: str, now: datetime) -> None:
    """Ends all visits of the agent's, and no link that was mailed before counts."""
    end(connection, agent, now)
    links = update(entrance).where(entrance.c.agent == agent, entrance.c.used.is_(None))
    connection.execute(links.values(used=now))


def of(connection: Connection, agent: str, now: datetime) -> tuple[VisitRow, ...]:
    """Those that go on, the newest first."""
    going = (visit.c.agent == agent, visit.c.ended.is_(None), visit.c.expires > now)
    rows = connection.execute(select(visit).where(*going).order_by(visit.c.since.desc()).limit(50))
    return tuple(
        VisitRow(row.name, row.agent, row.since, row.seen, row.expires, row.proven, row.browser) for row in rows
    )


def forget(connection: Connection, now: datetime) -> None:
    """What ended a day ago."""
    connection.execute(delete(entrance).where(entrance.c.expires < now - KEPT))
    over = or_(visit.c.expires < now - KEPT, visit.c.ended < now - KEPT)
    connection.execute(delete(visit).where(over))


# --- the second factor ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Factor:
    """`shown`: it was once, and counts. `rests`: until then no code is looked at."""

    number: int
    shown: bool
    step: int
    rests: datetime | None


def factor(connection: Connection, agent: str) -> Factor:
    """The agent's, made where there is none yet."""
    row = connection.execute(select(second_factor).where(second_factor.c.agent == agent)).one_or_none()
    if row is None:
        return Factor(1, False, 0, None)
    rests = row.failed + REST if row.failures >= TRIES and row.failed else None
    return Factor(row.number, row.shown is not None, row.step, rests)


def prove(connection: Connection, agent: str, name: bytes, step: int, now: datetime) -> bool:
    """A right code of this time step was shown in this visit. False where that step was used before."""
    people.insert_new(connection, second_factor, [{"agent": agent, "number": 1}])
    fresh = (second_factor.c.agent == agent, second_factor.c.step < step)
    values = {"step": step, "shown": func.coalesce(second_factor.c.shown, now), "failures": 0, "failed": None}
    if connection.execute(update(second_factor).where(*fresh).values(values)).rowcount != 1:
        return False
    connection.execute(update(visit).where(visit.c.name == name).values(proven=now))
    return True


def fail(connection: Connection, agent: str, now: datetime) -> None:
    """A wrong code; after some in a row none is looked at for a while."""
    people.insert_new(connection, second_factor, [{"agent": agent, "number": 1}])
    mine = second_factor.c.agent == agent
    rested = (mine, second_factor.c.failures >= TRIES, second_factor.c.failed <= now - REST)
    connection.execute(update(second_factor).where(*rested).values(failures=0))
    connection.execute(update(second_factor).where(mine).values(failures=second_factor.c.failures + 1, failed=now))


def forget_factor(connection: Connection, agent: str) -> None:
    """The next secret is another one: for a telephone that was lost. All visits lose what they had proven."""
    people.insert_new(connection, second_factor, [{"agent": agent, "number": 0}])
    values = {"number": second_factor.c.number + 1, "shown": None, "failures": 0, "failed": None}
    connection.execute(update(second_factor).where(second_factor.c.agent == agent).values(values))
    connection.execute(update(visit).where(visit.c.agent == agent).values(proven=None))
