"""Is all well? Of what was seen, one line for each problem; in none of them stands a secret or a mail's word."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..meters import Life

SILENCE = 1.0  # seconds that the database may take to answer
UNHEARD = 15.0  # seconds without a sign of life of a process, which gives one every second or so
DEAD = 60.0  # seconds after which a process that was not started again shows that nobody does


@dataclass(frozen=True, slots=True)
class Sight:
    """What is known at one moment.

    `database_pending`: seconds since the database was asked, 0 where it has answered; `version`: the step of its
    tables, "" where unknown; `needed`: the one of this version of ours; `free`: bytes, None where the disk did not say;
    `waited`: of the oldest mail.
    """

    lives: tuple[Life, ...]
    now: float
    database_pending: float
    database_trouble: str
    version: str
    needed: str
    free: int | None
    wanted: int
    waited: float
    longest: float


def problems(sight: Sight) -> tuple[str, ...]:
    return (*_database(sight), *_disk(sight), *_mail(sight), *_processes(sight))


def _database(sight: Sight) -> Iterator[str]:
    if sight.database_trouble:
        yield f"database: does not answer ({sight.database_trouble})"
    elif sight.database_pending > SILENCE:
        yield f"database: does not answer within {SILENCE:g} s"
    elif sight.version < sight.needed:
        yield f"database: its tables are at step {sight.version or 'none'}, {sight.needed} is needed"


def _disk(sight: Sight) -> Iterator[str]:
    if sight.free is None:
        yield "disk: the state folder does not answer"
    elif sight.free < sight.wanted:
        yield f"disk: {sight.free:,} bytes are free in the state folder, {sight.wanted:,} are needed"


def _mail(sight: Sight) -> Iterator[str]:
    if sight.waited > sight.longest:
        yield f"mail: the oldest waits for {sight.waited:.0f} s, longer than {sight.longest:.0f} s"


def _processes(sight: Sight) -> Iterator[str]:
    for life in sight.lives:
        if not life.beat:
            yield f"{life.name}: does not serve"
        elif sight.now - life.beat > UNHEARD:
            yield f"{life.name}: gave no sign of life for {sight.now - life.beat:.0f} s"


def deaths(lives: tuple[Life, ...], running: frozenset[int], now: float) -> tuple[str, ...]:
    """Processes that are gone and that nobody started again. One that cannot start and is tried again is not among
    them: to start the whole anew would not help it.
    """
    gone = [life for life in lives if life.pid not in running and now - life.started > DEAD]
    return tuple(f"{life.name}: is gone, and was not started again" for life in gone)
