"""What becomes of an attempt at a mail that came to nothing: it is given back, tried again later, or parked."""

import traceback
from datetime import timedelta

from gateway import maillog
from gateway.app import App
from gateway.intake.reading import Busy, NoReader, Unreadable
from gateway.store import ledger, orphans, stubs
from gateway.store.database import Connection, Unavailable, plain
from gateway.store.in_force import in_force
from gateway.store.ledger import Claim
from gateway.store.tickets import Stale

from .claiming import soon
from .owing import left_by, owe

PAUSE = timedelta(seconds=5)
AGAIN = (timedelta(seconds=5), timedelta(minutes=1))  # after the first failure and the second: good mail goes first


def excuse(app: App, claim: Claim, error: Exception) -> None:
    """Writes down why there is no outcome yet: the mail's fault, or that of others. Whoever asks goes on with other
    mails: where it cannot be written down, the mail is given back as soon as it can be.
    """
    try:
        _write_down(app, claim, error)
    except Unavailable as trouble:
        maillog.unavailable("database", str(trouble))
        owe(app, claim)
    except Exception as trouble:
        maillog.stumbled("ingest", trouble)
        owe(app, claim)


def _write_down(app: App, claim: Claim, error: Exception) -> None:
    if isinstance(error, Unavailable | NoReader):
        maillog.unavailable("database" if isinstance(error, Unavailable) else "reader", str(error))
    if isinstance(error, Unavailable | NoReader | Busy | Stale):
        _give_back(app, claim)
    else:
        _fail(app, claim, error)


def _give_back(app: App, claim: Claim) -> None:
    """The mail was not at fault. Should we die before, the lease ends."""
    until, now = soon(app, PAUSE), app.clock.now()

    def back(connection: Connection) -> None:
        ledger.give_back(connection, claim, until)
        orphans.release_of(connection, claim.id, left_by(app), now)

    app.database.write(back)


def _fail(app: App, claim: Claim, error: Exception) -> None:
    reason = str(error) if isinstance(error, Unreadable) else f"{type(error).__name__}"
    maillog.failed(claim.id, claim.attempts, reason)
    story = plain("".join(traceback.format_exception(error))[-8000:])
    pause = AGAIN[min(claim.failures, len(AGAIN) - 1)]
    if claim.last:
        _park(app, claim, story, reason)
    else:
        again = app.clock.now() + pause
        app.database.write(lambda connection: ledger.failed(connection, claim, story, again))


def _park(app: App, claim: Claim, story: str, reason: str) -> None:
    now = app.clock.now()

    def park(connection: Connection) -> int:
        return stubs.park(connection, claim.id, story, in_force(connection, app.policy, now), now, claim)

    ticket = app.database.write(park)
    if ticket:
        maillog.parked(claim.id, ticket, reason)
