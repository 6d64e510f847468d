"""From the spool to a ticket: count the attempt, read, scan, gather, decide, apply. Callable without Dramatiq."""

import random
import time
import traceback
from datetime import UTC, datetime, timedelta
from functools import partial

from gateway import maillog
from gateway.app import App
from gateway.intake.reading import NoReader, Unreadable
from gateway.mail.inbound import InboundMail
from gateway.store import facts, ledger, stubs, unit_of_work
from gateway.store.database import Connection, Unavailable, plain
from gateway.store.facts import Arrived
from gateway.store.in_force import in_force
from gateway.store.ledger import Claim
from gateway.store.spool import SpooledMail
from gateway.store.tickets import Stale
from gateway.store.unit_of_work import Applied, Work
from gateway.triage import triage

from . import proposals

STALE_ROUNDS = 24  # how often a decision is made again because its facts changed; workers that share a turn often do
BREATH = 0.002  # seconds, more with each round lost: who always loses steps out of the others' time
PAUSE = timedelta(seconds=5)
ASIDE = timedelta(seconds=1)  # for which a suspect waits while another one is being worked on


def run(app: App, spool_id: int) -> tuple[int, ...]:
    """Brings one mail to its outcome if it is due and nobody has it. Returns the notices that are due now."""
    try:
        claim = app.database.write(lambda connection: ledger.claim(connection, spool_id, app.holder.name, _now()))
    except Unavailable as error:
        maillog.unavailable("database", str(error))
        return ()
    if claim is None:
        return ()
    return _alone(app, claim) if claim.suspect else _work(app, claim)


def _alone(app: App, claim: Claim) -> tuple[int, ...]:
    """A mail that may have killed a worker has no other suspect beside it: it would share the blame once more."""
    if not app.alone.acquire(blocking=False):
        _give_back(app, claim, ASIDE)
        return ()
    try:
        return _work(app, claim)
    finally:
        app.alone.release()


def _work(app: App, claim: Claim) -> tuple[int, ...]:
    try:
        if claim.exhausted:
            raise Unreadable("the worker died at every attempt to read it")
        spooled = app.spool.read(claim.id)
        return _decide(app, claim, spooled, app.reader.read(spooled.raw, spooled.envelope))
    except Unavailable as error:
        maillog.unavailable("database", str(error))
        _give_back(app, claim)
    except NoReader as error:
        maillog.unavailable("reader", str(error))
        _give_back(app, claim)
    except Stale:
        _give_back(app, claim)
    except Exception as error:
        _fail(app, claim, error)
    return ()


def _decide(app: App, claim: Claim, spooled: SpooledMail, mail: InboundMail) -> tuple[int, ...]:
    contents = tuple(app.blobs.save(attachment.content) for attachment in mail.attachments)
    examination = app.scanner.examine(spooled.raw, [attachment.content for attachment in mail.attachments])
    checked = app.border.check(spooled.raw, spooled.envelope, mail)
    proposal = proposals.examine(app, claim, mail)
    known_of_mail = (claim.released, claim.confirmed, examination, checked, spooled.accepted, proposal)
    arrived = Arrived(spooled.id, mail, spooled.silent, contents, *known_of_mail)
    for lost in range(STALE_ROUNDS):
        now = _now()
        with app.database.read() as connection:
            policy = in_force(connection, app.policy, now)
            known = facts.gather(connection, arrived, policy, now)
        decision = triage(mail, known, policy)
        work = Work(arrived, decision, policy, now, app.sender)
        try:
            applied = app.database.write(partial(unit_of_work.apply, work=work))
        except Stale:
            time.sleep(random.uniform(0, BREATH * lost))  # noqa: S311 (spreads load)
            continue
        return _told(app, spooled, work, applied)
    raise Stale(f"mail {spooled.id}")


def _told(app: App, spooled: SpooledMail, work: Work, applied: Applied | None) -> tuple[int, ...]:
    """The notices that are due now; those of held mails that this one let in among them."""
    if applied is None:
        return ()
    maillog.decided(spooled.id, unit_of_work.outcome_of(work.decision).value, applied.ticket, work.decision.reason)
    return (*applied.notices, *(notice for id in applied.again for notice in run(app, id)))


def _give_back(app: App, claim: Claim, pause: timedelta = PAUSE) -> None:
    """The mail was not at fault. Should this fail too, the lease ends by itself."""
    until = _now() + pause * random.uniform(0.5, 1.5)  # noqa: S311 (spreads load)
    try:
        app.database.write(lambda connection: ledger.give_back(connection, claim, until))
    except Unavailable as error:
        maillog.unavailable("database", str(error))


def _fail(app: App, claim: Claim, error: Exception) -> None:
    reason = str(error) if isinstance(error, Unreadable) else f"{type(error).__name__}"
    maillog.failed(claim.id, claim.attempts, reason)
    story = plain("".join(traceback.format_exception(error))[-8000:])
    try:
        if claim.last:
            _park(app, claim, story, reason)
        else:
            app.database.write(lambda connection: ledger.failed(connection, claim, story, _now() + PAUSE))
    except Unavailable as trouble:
        maillog.unavailable("database", str(trouble))


def _park(app: App, claim: Claim, story: str, reason: str) -> None:
    def park(connection: Connection) -> int:
        return stubs.park(connection, claim.id, story, in_force(connection, app.policy, _now()), _now())

    ticket = app.database.write(park)
    maillog.parked(claim.id, ticket, reason)


def _now() -> datetime:
    return datetime.now(UTC)
