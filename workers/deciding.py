"""Gather, decide, apply: for one mail, or for several of them in one look at the database and one transaction."""

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from gateway import meters
from gateway.app import App
from gateway.decisions import Decision, Update
from gateway.facts import Facts
from gateway.store import facts, threads, unit_of_work
from gateway.store.driver import together
from gateway.store.facts import Arrived
from gateway.store.in_force import in_force
from gateway.store.ledger import Claim
from gateway.store.spool import SpooledMail
from gateway.store.taker import Taker
from gateway.store.tickets import Stale
from gateway.store.work import Applied, Work
from gateway.triage import triage

STALE_ROUNDS = 24  # how often a decision is made again because its facts changed; workers that share a turn often do
TOGETHER_ROUNDS = 2  # the same for several; then each is decided about alone
BREATH = 0.002  # seconds, more with each round lost: who always loses steps out of the others' time


@dataclass(frozen=True, slots=True)
class Ready:
    """A mail that was claimed, read and examined."""

    claim: Claim
    spooled: SpooledMail
    arrived: Arrived


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision about a mail, and what became of it; `applied` is None where somebody else was first."""

    ready: Ready
    work: Work
    applied: Applied | None


def decide(app: App, ready: Ready) -> Decided:
    """Raises Stale where the facts change again and again."""
    return _decide(app, (ready,), STALE_ROUNDS)[0]


def decide_together(app: App, several: Sequence[Ready]) -> list[Decided]:
    """Those of these mails that have nothing to do with each other; the others are to be decided one by one. Raises
    what any of them raises, and none is decided then.
    """
    return _decide(app, several, TOGETHER_ROUNDS)


def _decide(app: App, several: Sequence[Ready], rounds: int) -> list[Decided]:
    for lost in range(rounds):
        try:
            return _decide_once(app, several)
        except Stale:
            time.sleep(random.uniform(0, BREATH * lost))  # noqa: S311 (spreads load)
    raise Stale(f"mail {several[0].claim.id}")


def _decide_once(app: App, several: Sequence[Ready]) -> list[Decided]:
    now, began = app.clock.now(), time.monotonic()  # leases of what is issued begin with it
    with app.database.read() as connection:
        asked = [facts.ask(connection, ready.arrived, app.policy, now) for ready in several]
        policy = in_force(connection, app.policy, now)
        gathers = [
            partial(facts.gather, connection, ready.arrived, policy, now, each)
            for ready, each in zip(several, asked, strict=True)
        ]
        known = together(connection, gathers)
    judged = [
        _Judged(ready, each, triage(ready.arrived.mail, each, policy))
        for ready, each in zip(several, known, strict=True)
    ]
    decided = time.monotonic()
    chosen = _strangers(judged)
    works = [
        Work(each.ready.arrived, each.decision, policy, now, _taker(app), claim=each.ready.claim) for each in chosen
    ]
    applied = app.database.write(
        lambda connection: together(connection, [partial(unit_of_work.apply, connection, work) for work in works])
    )
    meters.applied(began, decided)
    return [Decided(each.ready, work, found) for each, work, found in zip(chosen, works, applied, strict=True)]


def _taker(app: App) -> Taker | None:
    return Taker(app.sender) if app.sender else None


@dataclass(frozen=True, slots=True)
class _Judged:
    ready: Ready
    known: Facts
    decision: Decision

    def concerns(self) -> Iterator[tuple[str, str | int]]:
        """What only one of two mails may have that are decided about at one moment."""
        yield "person", self.known.author.person.address
        for candidate in self.known.candidates:
            yield "ticket", candidate.ticket.number
        for name in threads.names_of(self.ready.arrived.mail):
            yield "name", name
        for turn in self.decision.aftermath.turns if isinstance(self.decision, Update) else ():
            yield "turn", turn.department


def _strangers(judged: Sequence[_Judged]) -> list[_Judged]:
    """Those that have nothing in common with one before them. In the order of their writers, in which everybody writes:
    two that want the same rows must not wait for each other.
    """
    found: list[_Judged] = []
    taken: set[tuple[str, str | int]] = set()
    for each in sorted(judged, key=lambda each: each.known.author.person.address):
        concerns = set(each.concerns())
        if taken.isdisjoint(concerns):
            taken |= concerns
            found.append(each)
    return found
