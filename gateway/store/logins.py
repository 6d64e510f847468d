"""What agents need to hand in mail by a login, and who of them is an agent no more: the rows of `login`."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from ..policy import Policy
from ..tickets.people import Agent, Role
from . import passwords, people
from .database import Database, Unavailable
from .outbox import NoticeState
from .prepared import Prepared
from .schema import login, notice

# Statements that run for every mail are made once: making one costs more than running it.
IS_DISABLED = login.c.disabled.is_(True)
_DISABLED = Prepared(select(login.c.agent).where(IS_DISABLED))
_PASSWORD = select(login.c.password).where(login.c.agent == bindparam("agent"), login.c.disabled.is_(False))
_REVOKED = select(login.c.revoked).where(login.c.agent == bindparam("agent"))


@dataclass(frozen=True, slots=True)
class LoginRow:
    """One agent, as `postroom agent list` shows them."""

    name: str
    address: str
    password: bool
    disabled: bool
    revoked: datetime | None
    away: str = ""  # "order" or "vacation reply", which is how we know; "" for who is there
    away_until: datetime | None = None  # None: until they say that they are back
    unreachable: datetime | None = None  # since when mail to them comes back
    trouble: str = ""  # the other server's words about that


class Logins:
    """Checks passwords; slow on purpose, so never on an event loop."""

    def __init__(self, database: Database) -> None:
        self._database = database
        passwords.nobodys()  # now: made in the first check it would tell that there is no such agent

    def check(self, agent: str, password: str) -> bool:
        """Is it the password of this agent, who may log in? "" for nobody costs the same. Raises Unavailable."""
        with self._database.read() as connection:
            stored = connection.scalar(_PASSWORD, {"agent": agent}) or ""
        right = passwords.fits(password, stored)
        if right and passwords.is_outdated(stored):
            with suppress(Unavailable):  # there will be another login
                self._rehash(agent, password, stored)
        return right

    def _rehash(self, agent: str, password: str, stored: str) -> None:
        better = update(login).where(login.c.agent == agent, login.c.password == stored)
        values = {"password": passwords.hashed(password)}
        self._database.write(lambda connection: connection.execute(better.values(values)))


def standing_policy(connection: Connection, policy: Policy) -> Policy:
    """The policy without the agents who are disabled at this moment; the same one where there are none."""
    names = _DISABLED.scalars(connection)
    return policy.without(names) if names else policy


def revoked(connection: Connection, agent: str) -> datetime | None:
    """Until when the agent's signed addresses were taken back, if ever."""
    found: datetime | None = connection.scalar(_REVOKED, {"agent": agent})
    return found


def rows(connection: Connection, agents: Iterable[Agent]) -> tuple[LoginRow, ...]:
    known = {row.agent: row for row in connection.execute(select(login))}
    return tuple(
        LoginRow(agent.name, agent.address, bool(row.password), row.disabled, row.revoked)
        if (row := known.get(agent.name))
        else LoginRow(agent.name, agent.address, password=False, disabled=False, revoked=None)
        for agent in agents
    )


def set_password(connection: Connection, agent: str, password_hash: str) -> None:
    _change(connection, agent, password=password_hash)


def disable(connection: Connection, agent: Agent, now: datetime) -> int:
    """The agent is none from now on, and no address that they were given counts again. What waits to be sent to them is
    parked; returns how many notices that are.
    """
    _change(connection, agent.name, disabled=True, revoked=now)
    return _park(connection, agent, "the agent was disabled", now)


def dismiss(connection: Connection, agent: Agent, now: datetime) -> None:
    """The same for who was taken off the roster, and their password is gone: who is called so later gets none of it."""
    _change(connection, agent.name, password="", revoked=now)
    _park(connection, agent, "the agent was taken off", now)


def _park(connection: Connection, agent: Agent, why: str, now: datetime) -> int:
    """How many notices it were."""
    theirs = (notice.c.recipient == agent.address, notice.c.role == Role.AGENT.value)
    waiting = update(notice).where(*theirs, notice.c.state == NoticeState.WAITING.value)
    parked = {"state": NoticeState.PARKED.value, "holder": "", "finished": now, "last_reply": why}
    return connection.execute(waiting.values(parked)).rowcount


def enable(connection: Connection, agent: str) -> None:
    """An agent again; the addresses that were taken back stay so."""
    _change(connection, agent, disabled=False)


def _change(connection: Connection, agent: str, **values: object) -> None:
    people.insert_new(connection, login, [{"agent": agent, "password": ""}])
    connection.execute(update(login).where(login.c.agent == agent).values(**values))
