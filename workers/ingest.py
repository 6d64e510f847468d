"""From the spool to a ticket: count the attempt, read, scan, gather, decide, apply. Callable without Dramatiq."""

from dataclasses import dataclass
from datetime import UTC, datetime

from gateway import maillog, meters
from gateway.app import App
from gateway.decisions import Discard, Update, passes_on
from gateway.findings import Verdict
from gateway.store import unit_of_work
from gateway.store.database import Contended, Unavailable
from gateway.store.line import Claimed

from .claiming import Turn, claim
from .deciding import Decided, Ready, decide, decide_together
from .excuses import excuse
from .owing import owe
from .reading import chosen, read_some


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
    """Together what is read in little time. The rest is left to whoever comes for it, before we begin; what nobody is
    to come for any more is worked on alone, or given back where it would be for too long ours.
    """
    if not claimed:
        return NOTHING
    first = chosen(app, claimed)
    missed = app.line.leave(claimed[len(first) :])
    ready, left = read_some(app, first)
    missed += app.line.leave(left)
    decided = _settle_all(app, ready)
    for each in missed:
        if each.fresh():
            decided += _settle_all(app, read_some(app, (each,))[0])
        else:
            owe(app, each.claim)
    brought = sum((_told(app, each) for each in decided), NOTHING)
    return sum((_let_in(app, each) for each in decided), brought)


def _settle_all(app: App, ready: list[Ready]) -> list[Decided]:
    """Those that were decided about."""
    left = {each.claim.id: each for each in ready}
    with app.pace.kept():
        decided = _settled_together(app, left) if len(left) > 1 else []
        if len(ready) > 1:
            meters.together(len(decided), len(left))
        found = (_settled(app, each) for each in left.values())
        return decided + [each for each in found if each is not None]


def _settled_together(app: App, left: dict[int, Ready]) -> list[Decided]:
    """Takes those out of `left` that need nothing more. Whatever goes wrong with all is tried with each alone."""
    try:
        decided = decide_together(app, tuple(left.values()))
    except Contended:
        return []
    except Unavailable as error:
        for ready in left.values():
            excuse(app, ready.claim, error)
        left.clear()
        return []
    except Exception:
        return []
    for each in decided:
        del left[each.ready.claim.id]
    return decided


def _settled(app: App, ready: Ready) -> Decided | None:
    try:
        return decide(app, ready)
    except Exception as error:
        excuse(app, ready.claim, error)
        return None


def _told(app: App, decided: Decided) -> Brought:
    """The notices that are due now."""
    spooled, work, applied = decided.ready.spooled, decided.work, decided.applied
    if applied is None:
        return NOTHING
    if work.taker:
        app.hands.know(each for each in work.taker.took if each.id in applied.notices)
    outcome = unit_of_work.outcome_of(work.decision).value
    maillog.decided(spooled.id, outcome, applied.ticket, work.decision.reason)
    silent = [each.check for each in work.decision.trail.findings if each.verdict >= Verdict.SILENT]
    waited = (datetime.now(UTC) - spooled.accepted).total_seconds()
    meters.settled(spooled.envelope.source.value, outcome, waited, silent)
    setback = work.decision.setback if isinstance(work.decision, Update | Discard) else None
    if setback and setback.lost.to_agent:
        maillog.agent_unreached(setback.lost.notice, setback.lost.reason.value, setback.lost.words)
    return Brought(answers=applied.notices) if passes_on(work.decision) else Brought(others=applied.notices)


def _let_in(app: App, decided: Decided) -> Brought:
    """The notices of held mails that this one let in. What goes wrong there is nothing to the notices that are due;
    such a mail is found again like any other.
    """
    found = NOTHING
    for id in decided.applied.again if decided.applied else ():
        try:
            found += bring(app, id)
        except Exception as error:
            maillog.stumbled("ingest", error)
    return found
