"""Tries rules on the mails that came last, within a bounded time. Only reads."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..mail.inbound import InboundMail
from ..policy import Policy
from ..ruleset import RuleSet
from ..trial import Past, Result, compare, summed
from . import trials
from .database import Database
from .trials import Read


@dataclass(frozen=True, slots=True)
class Attempt:
    """`policy` has the rules in force. Of the `last` mails that came those are tried that may open a ticket."""

    policy: Policy
    new: RuleSet
    last: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Trial:
    """`unread` mails could not be read again. `whole`: all were tried within the time."""

    result: Result
    unread: int
    whole: bool


def try_out(database: Database, read: Read, attempt: Attempt) -> Trial:
    """Whoever is away is there: who would get a ticket is not asked of this very day."""
    ends = time.monotonic() + attempt.seconds
    with database.read() as connection:
        chosen = trials.choose(connection, attempt.last)
    unread: list[int] = []
    tried = 0

    def noted(id: int) -> InboundMail | None:
        found = read(id)
        unread.extend([id] if found is None else [])
        return found

    def in_time() -> bool:
        return time.monotonic() < ends

    def counted() -> Iterator[Past]:
        nonlocal tried
        for past in trials.pasts(database, chosen, noted, in_time):
            tried += 1
            yield past

    policy = replace(attempt.policy, away=frozenset())
    result = summed(compare(counted(), policy, attempt.new), attempt.new)
    return Trial(result, len(unread), tried + len(unread) >= len(chosen))
