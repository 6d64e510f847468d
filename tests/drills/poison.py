"""Mails that crash, hang, swell or kill whoever reads them, among good ones (T-POIS-1 to 4). The readers are the real
ones but for what they do at a mail's subject, and, except where it is about delay, for shorter limits. An amount is so
many good mails.
"""

import asyncio
import statistics
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update

from gateway.config import load
from gateway.store.database import Database
from gateway.store.schema import mail

from ..scenarios.office import Office, wait_until
from .drill import Counts, Drill, Found, Round, Size, measured
from .offices import Plan, prepared
from .people import Letter, Writer, clocked, judged

CRASHES = ("segfault", "exit", "raise", "noise", "hoard")
HANGS = ("spin", "sleep")
KILLS = ("kill the worker",)
HURRY = 2.0  # seconds after which a bad mail is tried again
PARKED_WITHIN = 600.0  # seconds: one that sleeps takes three minutes
PAUSE = 0.1  # seconds between two good mails of one writer
GOOD_WITHIN = 5.0  # seconds until a good mail among many bad ones is acknowledged, for 99 of 100
DELAY = 1.10  # how much later others may be acknowledged where one mail in a thousand is bad
TRIES = 3


@dataclass(frozen=True)
class Mailed:
    """When each good mail was acknowledged after its 250, in seconds, and the letters of both kinds."""

    good: list[Letter]
    bad: list[Letter]
    seconds: list[float]

    @property
    def late(self) -> float:
        return sorted(self.seconds)[max(0, len(self.seconds) * 99 // 100 - 1)]


async def mailed(office: Office, tag: str, amount: int, poison: list[str]) -> Mailed:
    """Good mails at a steady pace, and the bad ones all at once in between."""
    came, accepted = clocked(office), dict[str, float]()
    good = [Letter(f"{tag}g{number}") for number in range(amount)]
    bad = [Letter(f"{tag}b{number}", about=word) for number, word in enumerate(poison)]

    async def write(share: list[Letter]) -> None:
        for letter in share:
            await Writer(office, [letter]).run()
            accepted[letter.sender] = time.monotonic()
            await asyncio.sleep(PAUSE)

    async def poisoned() -> None:
        await asyncio.sleep(PAUSE * amount / 8)
        await asyncio.gather(*(Writer(office, [letter]).run() for letter in bad))

    await asyncio.gather(*(write(good[start::4]) for start in range(4)), poisoned())
    senders = {letter.sender for letter in good}
    await asyncio.to_thread(wait_until, lambda: senders <= came.keys(), 120, lambda: office.log[-3000:])
    return Mailed(good, bad, [came[sender] - accepted[sender] for sender in senders])


def drilled(round: Round, poison: tuple[str, ...]) -> Found:
    """All kinds, then the house is mended and each of them is tried again."""
    with prepared(round.folder, Plan(processes=2, fault="poisonous")) as office:
        office.start()
        both = asyncio.run(mailed(office, f"r{round.number}", round.amount, list(poison)))
        wait_until(lambda: _hurried(office) == len(poison), 180, lambda: office.log[-3000:])
        tries = _tries(office)
        found = judged(office, both.good)
        office.stop()
        office.program, office.environment = "gateway", {}
        office.start()
        for row in office.rows("mails", "--outcome", "parked"):
            office.command("requeue", "mail", str(row["id"]))
        office.settled(60)
        again = _subjects(office)
    broken = [f"{count} tries of one mail" for count in tries if count > TRIES]
    broken += [
        f"{word!r} became {again.count(word)} tickets once it could be read"
        for word in set(poison)
        if again.count(word) != poison.count(word)
    ]
    figures = (measured("late one of 100 good mails", both.late, "s"), measured("tries of a bad mail", max(tries)))
    return found + Found(Counts(accepted=len(poison), faults=len(poison)), tuple(broken), figures)


def crowded(round: Round) -> Found:
    """Fifty at once; the good mails in between must not wait for them."""
    poison = [round.dice.choice(CRASHES[:4]) for _ in range(50)]
    with prepared(round.folder, Plan(processes=2, fault="poisonous")) as office:
        office.start()
        both = asyncio.run(mailed(office, f"r{round.number}", round.amount, poison))
        wait_until(lambda: _hurried(office) == len(poison), 180, lambda: office.log[-3000:])
        found = judged(office, both.good)
    broken = [f"99 of 100 good mails waited up to {both.late:.1f} s"] if both.late > GOOD_WITHIN else []
    figures = (measured("late one of 100 good mails", both.late, "s"),)
    return found + Found(Counts(accepted=50, faults=50), tuple(broken), figures)


def delayed(round: Round) -> Found:
    """Parts with a bad mail and parts without, so that all three tries of a bad one fall into its part. Their order
    (none, one, one, none) takes no side where later parts are slower.
    """
    seconds: dict[bool, list[float]] = {True: [], False: []}
    letters: list[Letter] = []
    with prepared(round.folder, Plan(processes=2, fault="unhurried")) as office:
        office.start()
        for part in range(8):
            bad = part % 4 in (1, 2)
            word = [round.dice.choice(CRASHES + HANGS)] if bad else []
            both = asyncio.run(_tried_again(office, mailed(office, f"r{round.number}p{part}", round.amount // 8, word)))
            seconds[bad] += both.seconds
            letters += both.good
            wait_until(lambda: _hurried(office) == _bad_until(part), PARKED_WITHIN, lambda: office.log[-3000:])  # noqa: B023
        found = judged(office, letters)
    means, medians = _ratio(seconds, statistics.mean), _ratio(seconds, statistics.median)
    broken = (f"good mails took {means:.2f} times as long",) if means > DELAY else ()
    figures = (
        measured("time with a bad mail to time without", means),
        measured("the same of the medians", medians),
    )
    return found + Found(Counts(accepted=4, faults=4), broken, figures)


def _bad_until(part: int) -> int:
    """How many bad mails there were by the end of a part."""
    return sum(each % 4 in (1, 2) for each in range(part + 1))


async def _tried_again(office: Office, work: Coroutine[Any, Any, Mailed]) -> Mailed:
    """While the work goes on, bad mails need not wait for their turn."""

    async def hurry() -> None:
        while True:
            await asyncio.sleep(HURRY)
            await asyncio.to_thread(_hurry, office)

    hurrying = asyncio.create_task(hurry())
    try:
        return await work
    finally:
        hurrying.cancel()


def _ratio(seconds: dict[bool, list[float]], of: Callable[[list[float]], float]) -> float:
    return of(seconds[True]) / of(seconds[False])


def _parked(office: Office) -> int:
    return int(office.rows("ledger")[0]["parked"])


def _hurried(office: Office) -> int:
    """How many are parked."""
    _hurry(office)
    return _parked(office)


def _hurry(office: Office) -> None:
    """Those that failed wait for a minute; the clock is moved for them."""
    database = Database(load(str(office.config)).config.database_url)
    waiting = (mail.c.failures > 0, mail.c.outcome == "waiting", mail.c.holder == "", mail.c.parked.is_(False))
    soon = update(mail).where(*waiting).values(due=datetime.now(UTC))
    try:
        database.write(lambda connection: connection.execute(soon))
    finally:
        database.close()


def _tries(office: Office) -> list[int]:
    """Failed readings of each parked mail. Those that kill their worker are counted in another way, and left out."""
    database = Database(load(str(office.config)).config.database_url)
    try:
        with database.read() as connection:
            rows = connection.execute(select(mail.c.failures).where(mail.c.parked)).scalars().all()
    finally:
        database.close()
    return [int(each) for each in rows]


def _subjects(office: Office) -> list[str]:
    return [str(ticket["subject"]) for ticket in office.rows("tickets")]


def drills() -> Iterator[Drill]:
    promise = "mails that crash, hang or swell are tried three times, parked, and are tickets once they can be read"
    yield Drill("poison", promise, lambda round: drilled(round, (*CRASHES, *HANGS)), Size(1, 12), Size(5, 400))
    promise = "a mail that kills its worker is parked, loses nobody's mail, and is a ticket once it can be read"
    yield Drill("poison-killer", promise, lambda round: drilled(round, KILLS), Size(1, 12), Size(5, 100))
    promise = "fifty bad mails at once: 99 of 100 good ones are acknowledged within 5 s"
    yield Drill("poison-crowd", promise, crowded, Size(1, 40), Size(5, 400))
    promise = "one bad mail in a thousand delays the others by a tenth at most"
    yield Drill("poison-delay", promise, delayed, Size(1, 400), Size(2, 8000))
