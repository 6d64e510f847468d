"""Decides who may log in: brakes on guessing, and the slow check of a password in a thread of its own."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, TypeVarTuple

from ... import maillog
from .attempts import Attempts
from .desk import network
from .sasl import Credentials
from .settings import Login, PasswordVerdict, Submission

T = TypeVar("T")
Asked = TypeVarTuple("Asked")

AT_ONCE = 2  # checks; each takes a core and much memory for a moment
WAITING = 32  # clients whose check has not begun; more are asked to come back
REMEMBERED = 1_000  # pairs of an agent and the address that they logged in from


class Porter:
    """One for each entrance with logins; all its sessions share it."""

    def __init__(self, submission: Submission) -> None:
        self._submission = submission
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="password")
        self._checking = 0
        self._by_address, self._by_name = Attempts(), Attempts()
        self._familiar: OrderedDict[tuple[str, str], None] = OrderedDict()

    async def admit(self, peer: str, offered: Credentials, now: float) -> Login | PasswordVerdict:
        """The agent, or why there is none: WRONG or UNAVAILABLE, which is also said to those who tried too often."""
        crowded = self._checking >= WAITING
        login = None if crowded else await self._in_turn(self._submission.find, offered.name)
        agent = login.agent if login else ""
        place, name = network(peer), agent or offered.name.casefold()
        if crowded or self._braked(place, name, now):
            maillog.login_refused(agent, peer, "too many attempts")
            return PasswordVerdict.UNAVAILABLE
        self._by_address.note(place, now)
        self._by_name.note(name, now)
        verdict = await self._in_turn(self._submission.check, agent, offered.password)
        if verdict is not PasswordVerdict.WRONG:
            self._by_address.forgive(place)
            self._by_name.forgive(name)
        if verdict is PasswordVerdict.RIGHT and login:
            self._greet(place, name)
            return login
        reason = "wrong name or password" if verdict is PasswordVerdict.WRONG else "the database does not answer"
        maillog.login_refused(agent, peer, reason)
        return verdict

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _braked(self, place: str, name: str, now: float) -> bool:
        """Strangers who guess at an agent's password must not lock the agent out from where they usually are."""
        guessed = self._by_name.exhausted(name, now) and (name, place) not in self._familiar
        return self._by_address.exhausted(place, now) or guessed

    async def _in_turn(self, look: Callable[[*Asked], T], *asked: *Asked) -> T:
        loop = asyncio.get_running_loop()
        self._checking += 1
        try:
            return await loop.run_in_executor(self._pool, look, *asked)
        finally:
            self._checking -= 1

    def _greet(self, place: str, name: str) -> None:
        self._familiar[name, place] = None
        self._familiar.move_to_end((name, place))
        if len(self._familiar) > REMEMBERED:
            self._familiar.popitem(last=False)
