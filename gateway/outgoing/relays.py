"""Which relay gets a mail, and who comes next where one fails: first those of its department, then those of all.

A relay that just failed is left alone for a short while, so that not every mail waits for its timeout. What is known of
it stays in this process and is forgotten with it.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from .. import maillog, meters
from ..mail.delivery import Attempt, Delivery, Fault, Resting
from ..mail.outbound import OutboundMail
from .relay import Relay

FIRST_REST, LONGEST_REST = 10.0, 60.0  # seconds; doubled with every failure
LOGIN_REST = 300.0  # seconds: who knocks with a wrong password too often is locked out
ENOUGH = 30.0  # seconds after which no further relay is tried with a mail
WORDS_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Route:
    """A relay and whose mail it carries: no departments means everybody's."""

    name: str
    relay: Relay
    departments: tuple[str, ...] = ()


class Relays:
    """Several relays that look like one. `clock` is the monotonic one."""

    def __init__(self, routes: tuple[Route, ...], clock: Callable[[], float] = time.monotonic) -> None:
        self._turns = tuple(_Turn(route, clock) for route in routes)
        self._clock = clock

    def submit(self, mail: OutboundMail, raw: bytes) -> Attempt | Resting:
        began = self._clock()
        asked: list[Attempt] = []
        rests: list[Resting] = []
        for turn in self._for(mail.department):
            if self._clock() - began > ENOUGH:
                rests.append(Resting(FIRST_REST, f"{turn.route.name} was not asked: those before it took too long"))
                break
            answer = turn.submit(mail, raw)
            if isinstance(answer, Resting):
                rests.append(answer)
                continue
            if answer.fault is Fault.NONE:
                return answer
            asked.append(answer)
        return _conclusion(asked, rests)

    def close(self) -> None:
        for turn in self._turns:
            turn.route.relay.close()

    def _for(self, department: str) -> list["_Turn"]:
        """Those that name the department, then those of all, each in the order of the configuration."""
        own = [turn for turn in self._turns if department in turn.route.departments]
        return own + [turn for turn in self._turns if not turn.route.departments]


def _conclusion(asked: list[Attempt], rests: list[Resting]) -> Attempt | Resting:
    """Nobody took the mail. It is given up only where it is more than any of its relays can do."""
    waits = [attempt for attempt in asked if attempt.delivery is not Delivery.BOUNCED]
    if not waits and rests:
        return Resting(min(rest.seconds for rest in rests), "; ".join(rest.words for rest in rests)[:WORDS_LIMIT])
    if not asked:
        return Attempt(Delivery.DEFERRED, "no relay carries the mail of this department")
    last = (waits or asked)[-1]
    if len(asked) == 1:
        return last
    words = "; ".join(f"{attempt.relay}: {attempt.words}" for attempt in asked)
    return replace(last, words=words[:WORDS_LIMIT])


def _said(attempt: Attempt) -> str:
    """For the count of its answers."""
    if attempt.delivery is Delivery.DEFERRED and attempt.fault in (Fault.RELAY, Fault.LOGIN):
        return "failed"
    return _SAID[attempt.delivery]


_SAID = {Delivery.SENT: "2xx", Delivery.DEFERRED: "4xx", Delivery.BOUNCED: "5xx", Delivery.UNCERTAIN: "uncertain"}


class _Turn:
    """One relay, and whether it rests. When a rest is over, one mail tries it while the others still wait."""

    def __init__(self, route: Route, clock: Callable[[], float]) -> None:
        self.route = route
        self._clock = clock
        self._lock = threading.Lock()
        self._rest = 0.0  # how long it rests; 0 while all is well
        self._until = 0.0
        self._failed = 0.0  # when that was noted
        self._words = ""

    def submit(self, mail: OutboundMail, raw: bytes) -> Attempt | Resting:
        began = self._clock()
        rest = self._rests(began)
        if rest is not None:
            return rest
        answer = self.route.relay.submit(mail, raw)
        if isinstance(answer, Attempt):
            self._note(answer, began)
            meters.relay_answered(self.route.name, _said(answer), self._clock() - began)
        return answer

    def _rests(self, now: float) -> Resting | None:
        with self._lock:
            if now < self._until:
                return Resting(self._until - now, f"{self.route.name} rests: {self._words}")
            self._until = now + self._rest
        return None

    def _note(self, attempt: Attempt, began: float) -> None:
        """What began before the last failure was noted tells nothing new, unless it went well."""
        with self._lock:
            if attempt.fault not in (Fault.RELAY, Fault.LOGIN):
                self._rest = self._until = 0.0
            elif began >= self._failed:
                longer = min(2 * self._rest or FIRST_REST, LONGEST_REST)
                self._rest = LOGIN_REST if attempt.fault is Fault.LOGIN else longer
                self._failed = self._clock()
                self._until = self._failed + self._rest
                self._words = attempt.words
                maillog.unavailable(f"relay:{self.route.name}", attempt.words)
