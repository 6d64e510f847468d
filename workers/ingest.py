"""From the spool to a ticket: count the attempt, read, scan, gather, decide, apply. Callable without Dramatiq."""

import random
import threading
import time
import traceback
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from gateway import maillog, meters
from gateway.app import App
from gateway.decisions import Discard, Update, passes_on
from gateway.findings import Verdict
from gateway.intake.reading import Busy, NoReader, Unreadable
from gateway.mail.inbound import InboundMail
from gateway.store import facts, ledger, orphans, stubs, unit_of_work
from gateway.store.database import Connection, Unavailable, plain
from gateway.store.facts import Arrived
from gateway.store.in_force import in_force
from gateway.store.ledger import Claim
from gateway.store.line import Claimed
from gateway.store.spool import SpooledMail, SpoolRow
from gateway.store.taker import Taker
from gateway.store.tickets import Stale
from gateway.store.work import Applied, Work
from gateway.triage import triage

from . import proposals
from .owing import left_by, owe

STALE_ROUNDS = 24  # how often a decision is made again because its facts changed; workers that share a turn often do
BREATH = 0.002  # seconds, more with each round lost: who always loses steps out of the others' time
PAUSE = timedelta(seconds=5)
AGAIN = (timedelta(seconds=5), timedelta(minutes=1))  # after the first failure and the second: good mail goes first
ASIDE = timedelta(seconds=1)  # for which a suspect waits while another one is being worked on


@dataclass(frozen=True, slots=True)
class Brought:
    """The notices that are due now because of a mail: `answers` where it carries what a person wrote to another one,
    with what is told besides; else `others`.
    """

    answers: tuple[int, ...] = ()
    others: tuple[int, ...] = ()

    def __add__(self, more: "Brought") -> "Brought":
        return Brought((*self.answers, *more.answers), (*self.others, *more.others))


NOTHING = Brought()


def run(app: App, spool_id: int) -> tuple[int, ...]:
    """As `bring`, for those who send all notices alike."""
    brought = bring(app, spool_id)
    return (*brought.answers, *brought.others)


def bring(app: App, spool_id: int) -> Brought:
    """Brings one mail to its outcome if it is due and nobody has it."""
    if spool_id in app.doubted:
        return NOTHING
    with _Turn(app.alone) as turn:
        claimed = _claim(app, spool_id, turn)
        return _work(app, claimed.claim, claimed.row) if claimed else NOTHING


def _claim(app: App, spool_id: int, turn: "_Turn") -> Claimed | None:
    """This mail, and others that stand in our line along with it."""
    come = app.line.come(spool_id)
    if isinstance(come, Claimed):
        return come
    found: tuple[Claimed, ...] = ()
    ids = tuple(id for id in come if id not in app.doubted)
    try:
        found = app.database.write_unhurried(lambda connection: _claimed(app, connection, ids, spool_id, turn))
    except Unavailable as error:
        maillog.unavailable("database", str(error))
        app.doubted.update(ids)  # the claims may have been committed all the same
    finally:
        app.line.keep(come, (each for each in found if each.claim.id != spool_id))
    return next((each for each in found if each.claim.id == spool_id), None)


class _Turn:
    """A mail that may have killed a worker has no other suspect beside it: it would share the blame once more."""

    def __init__(self, alone: threading.Lock) -> None:
        self._alone = alone
        self._ours = False

    def take(self) -> bool:
        """It may be asked twice: a transaction may be begun again."""
        self._ours = self._ours or self._alone.acquire(blocking=False)
        return self._ours

    def __enter__(self) -> "_Turn":
        return self

    def __exit__(self, *_: object) -> None:
        if self._ours:
            self._alone.release()


def _claimed(app: App, connection: Connection, ids: tuple[int, ...], first: int, turn: _Turn) -> tuple[Claimed, ...]:
    """With the claims comes what the spool has of the mails; `first` is begun now. A suspect whose turn it is not is
    given back at once: should we die before it is, the death would be counted against it.
    """
    rows = app.spool.ask(connection, ids)
    claims = ledger.claim_all(connection, ids, app.holder.name)
    spooled = {row.id: row for row in rows} if claims else {}
    found = []
    for claim in claims:
        if claim.suspect and not (claim.id == first and turn.take()):
            ledger.give_back(connection, claim, _soon(ASIDE))
        else:
            found.append(Claimed(claim, spooled.get(claim.id)))
    return tuple(found)


def _work(app: App, claim: Claim, row: SpoolRow | None) -> Brought:
    try:
        if claim.exhausted:
            raise Unreadable("the worker died at every attempt to read it")
        spooled = app.spool.opened(row)
        began = time.monotonic()
        mail = _read(app, claim, spooled)
        meters.read(began)
        return _decide(app, claim, spooled, mail)
    except Unavailable as error:
        maillog.unavailable("database", str(error))
        _give_back(app, claim)
    except NoReader as error:
        maillog.unavailable("reader", str(error))
        _give_back(app, claim)
    except (Busy, Stale):
        _give_back(app, claim)
    except Exception as error:
        _fail(app, claim, error)
    return NOTHING


def _read(app: App, claim: Claim, spooled: SpooledMail) -> InboundMail:
    """Mails that failed before, or took long, do so out of the others' way. Raises what the reader raises."""
    aside = claim.failures > 0 or claim.id in app.slow
    app.slow.discard(claim.id)
    try:
        return (app.reader.read_aside if aside else app.reader.read)(spooled.raw, spooled.envelope)
    except Busy:
        app.slow.add(claim.id)
        raise


def _decide(app: App, claim: Claim, spooled: SpooledMail, mail: InboundMail) -> Brought:
    contents = tuple(app.blobs.save(attachment.content) for attachment in mail.attachments)
    examination = app.scanner.examine(spooled.raw, [attachment.content for attachment in mail.attachments])
    checked = app.border.check(spooled.raw, spooled.envelope, mail)
    proposal = proposals.examine(app, claim, mail)
    known_of_mail = (claim.released, claim.confirmed, examination, checked, spooled.accepted, proposal)
    arrived = Arrived(spooled.id, mail, spooled.silent, contents, *known_of_mail)
    for lost in range(STALE_ROUNDS):
        now, began = app.clock.now(), time.monotonic()  # leases of what is issued begin with it
        with app.database.read() as connection:
            asked = facts.ask(connection, arrived, app.policy, now)
            policy = in_force(connection, app.policy, now)
            known = facts.gather(connection, arrived, policy, now, asked)
        decision = triage(mail, known, policy)
        decided = time.monotonic()
        work = Work(arrived, decision, policy, now, Taker(app.sender) if app.sender else None, claim=claim)
        try:
            applied = app.database.write(partial(unit_of_work.apply, work=work))
        except Stale:
            time.sleep(random.uniform(0, BREATH * lost))  # noqa: S311 (spreads load)
            continue
        meters.applied(began, decided)
        return _told(app, spooled, work, applied)
    raise Stale(f"mail {spooled.id}")


def _told(app: App, spooled: SpooledMail, work: Work, applied: Applied | None) -> Brought:
    """The notices that are due now; those of held mails that this one let in among them."""
    if applied is None:
        return NOTHING
    if work.taker:
        app.hands.know(each for each in work.taker.took if each.id in applied.notices)
    outcome = unit_of_work.outcome_of(work.decision).value
    maillog.decided(spooled.id, outcome, applied.ticket, work.decision.reason)
    silent = [each.check for each in work.decision.trail.findings if each.verdict >= Verdict.SILENT]
    waited = (_now() - spooled.accepted).total_seconds()
    meters.settled(spooled.envelope.source.value, outcome, waited, silent)
    setback = work.decision.setback if isinstance(work.decision, Update | Discard) else None
    if setback and setback.lost.to_agent:
        maillog.agent_unreached(setback.lost.notice, setback.lost.reason.value, setback.lost.words)
    first = Brought(answers=applied.notices) if passes_on(work.decision) else Brought(others=applied.notices)
    return sum((bring(app, id) for id in applied.again), first)


def _give_back(app: App, claim: Claim, pause: timedelta = PAUSE) -> None:
    """The mail was not at fault. Should this fail too, it is done later; should we die before, the lease ends."""
    until = _now() + pause * random.uniform(0.5, 1.5)  # noqa: S311 (spreads load)

    def back(connection: Connection) -> None:
        ledger.give_back(connection, claim, until)
        orphans.release_of(connection, claim.id, left_by(app), app.clock.now())

    try:
        app.database.write(back)
    except Unavailable as error:
        maillog.unavailable("database", str(error))
        owe(app, claim)


def _fail(app: App, claim: Claim, error: Exception) -> None:
    reason = str(error) if isinstance(error, Unreadable) else f"{type(error).__name__}"
    maillog.failed(claim.id, claim.attempts, reason)
    story = plain("".join(traceback.format_exception(error))[-8000:])
    pause = AGAIN[min(claim.failures, len(AGAIN) - 1)]
    try:
        if claim.last:
            _park(app, claim, story, reason)
        else:
            app.database.write(lambda connection: ledger.failed(connection, claim, story, _now() + pause))
    except Unavailable as trouble:
        maillog.unavailable("database", str(trouble))


def _park(app: App, claim: Claim, story: str, reason: str) -> None:
    def park(connection: Connection) -> int:
        return stubs.park(connection, claim.id, story, in_force(connection, app.policy, _now()), _now(), claim)

    ticket = app.database.write(park)
    if ticket:
        maillog.parked(claim.id, ticket, reason)


def _soon(pause: timedelta) -> datetime:
    return _now() + pause * random.uniform(0.5, 1.5)  # noqa: S311 (spreads load)


def _now() -> datetime:
    return datetime.now(UTC)
