"""From the spool to a ticket: count the attempt, read, scan, gather, decide, apply. Callable without Dramatiq."""

import time
import traceback
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from gateway import maillog, meters
from gateway.app import App
from gateway.decisions import Discard, Update, passes_on
from gateway.findings import Verdict
from gateway.intake.reading import Busy, NoReader, Unreadable
from gateway.mail.inbound import InboundMail
from gateway.store import ledger, orphans, stubs, unit_of_work
from gateway.store.database import Connection, Unavailable, plain
from gateway.store.facts import Arrived
from gateway.store.in_force import in_force
from gateway.store.ledger import Claim
from gateway.store.line import Claimed
from gateway.store.spool import ALONG, SpooledMail
from gateway.store.tickets import Stale

from . import proposals
from .claiming import Turn, claim, soon
from .deciding import Decided, Ready, decide, decide_together
from .owing import left_by, owe

PAUSE = timedelta(seconds=5)
AGAIN = (timedelta(seconds=5), timedelta(minutes=1))  # after the first failure and the second: good mail goes first
LIGHT = ALONG  # bytes of mails that are worked on together
SOON = 0.2  # seconds after which no other mail is read with those that wait to be decided about


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
    with Turn(app.alone) as turn:
        with app.pace.kept():
            claimed = claim(app, spool_id, turn)
        return _work(app, claimed)


def _work(app: App, claimed: tuple[Claimed, ...]) -> Brought:
    """Together what is read in little time. The rest is left to whoever comes for it; what nobody is to come for any
    more is worked on alone.
    """
    ready, left = _read_some(app, claimed)
    missed = app.line.leave(left)
    decided = _settle_all(app, ready)
    for each in missed:
        decided += _settle_all(app, _read_some(app, (each,))[0])
    return sum((_told(app, each) for each in decided), NOTHING)


def _read_some(app: App, claimed: tuple[Claimed, ...]) -> tuple[list[Ready], list[Claimed]]:
    """Those that were read, and those that were not."""
    began, room = time.monotonic(), LIGHT
    ready: list[Ready] = []
    left: list[Claimed] = []
    for each in claimed:
        light = _is_light(app, claimed[0], LIGHT) and _is_light(app, each, room)
        if each is claimed[0] or (light and time.monotonic() - began < SOON):
            room -= each.size
            found = _ready(app, each)
            ready += [found] if found else []
        else:
            left.append(each)
    return ready, left


def _is_light(app: App, claimed: Claimed, room: int) -> bool:
    """What is large, failed before or took long is worked on alone."""
    return claimed.size <= room and claimed.claim.attempts == 1 and claimed.claim.id not in app.slow


def _ready(app: App, claimed: Claimed) -> Ready | None:
    """None where it cannot be read or examined now; then that is written down."""
    claim = claimed.claim
    try:
        if claim.exhausted:
            raise Unreadable("the worker died at every attempt to read it")
        spooled = app.spool.opened(claimed.row)
        began = time.monotonic()
        mail = _read(app, claim, spooled)
        meters.read(began)
        return Ready(claim, spooled, _examined(app, claim, spooled, mail))
    except Unavailable as error:
        maillog.unavailable("database", str(error))
        _give_back(app, claim)
    except NoReader as error:
        maillog.unavailable("reader", str(error))
        _give_back(app, claim)
    except Busy:
        _give_back(app, claim)
    except Exception as error:
        _fail(app, claim, error)
    return None


def _settle_all(app: App, ready: list[Ready]) -> list[Decided]:
    """Those that were decided about."""
    left = {each.claim.id: each for each in ready}
    with app.pace.kept():
        decided = _settled_together(app, left) if len(left) > 1 else []
        if len(ready) > 1:
            meters.together(len(decided), len(left))
        found = (_settle(app, each) for each in left.values())
        return decided + [each for each in found if each is not None]


def _settled_together(app: App, left: dict[int, Ready]) -> list[Decided]:
    """Takes those out of `left` that need nothing more. Whatever goes wrong with all is tried with each alone."""
    try:
        decided = decide_together(app, tuple(left.values()))
    except Unavailable as error:
        maillog.unavailable("database", str(error))
        for ready in left.values():
            _give_back(app, ready.claim)
        left.clear()
        return []
    except Exception:
        return []
    for each in decided:
        del left[each.ready.claim.id]
    return decided


def _settle(app: App, ready: Ready) -> Decided | None:
    try:
        return decide(app, ready)
    except Unavailable as error:
        maillog.unavailable("database", str(error))
        _give_back(app, ready.claim)
    except Stale:
        _give_back(app, ready.claim)
    except Exception as error:
        _fail(app, ready.claim, error)
    return None


def _read(app: App, claim: Claim, spooled: SpooledMail) -> InboundMail:
    """Mails that failed before, or took long, do so out of the others' way. Raises what the reader raises."""
    aside = claim.failures > 0 or claim.id in app.slow
    app.slow.discard(claim.id)
    try:
        return (app.reader.read_aside if aside else app.reader.read)(spooled.raw, spooled.envelope)
    except Busy:
        app.slow.add(claim.id)
        raise


def _examined(app: App, claim: Claim, spooled: SpooledMail, mail: InboundMail) -> Arrived:
    contents = tuple(app.blobs.save(attachment.content) for attachment in mail.attachments)
    examination = app.scanner.examine(spooled.raw, [attachment.content for attachment in mail.attachments])
    checked = app.border.check(spooled.raw, spooled.envelope, mail)
    proposal = proposals.examine(app, claim, mail)
    known_of_mail = (claim.released, claim.confirmed, examination, checked, spooled.accepted, proposal)
    return Arrived(spooled.id, mail, spooled.silent, contents, *known_of_mail)


def _told(app: App, decided: Decided) -> Brought:
    """The notices that are due now; those of held mails that this one let in among them."""
    spooled, work, applied = decided.ready.spooled, decided.work, decided.applied
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
    until = soon(pause)

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


def _now() -> datetime:
    return datetime.now(UTC)
