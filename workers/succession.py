"""What a process that works does before its first mail, and at its end: who comes after it finds nothing half done."""

import time

from gateway import maillog
from gateway.app import App
from gateway.intake.reading import NoReader
from gateway.store import ledger
from gateway.store.database import Connection, Unavailable
from gateway.store.orphans import Estate, release

from .owing import owe, repay

REPAYMENTS = 5  # tries to give back what we have, at our end: whoever still works may be in the way


def get_ready(app: App) -> None:
    """Before the first mail is claimed."""
    try:
        app.reader.open()
    except NoReader as error:  # mails are given back for it
        maillog.unavailable("reader", str(error))


def succeed(app: App) -> None:
    """Lets go of what this process's dead predecessor held, or what it held itself and did not come to."""
    now, holder = app.clock.now(), app.holder
    in_hand = app.hands.held()
    begun = holder.begun() - in_hand
    estate = Estate(holder.name, begun, holder.remembers(), in_hand, holder.passed_on() & begun)

    def let(connection: Connection) -> None:
        ledger.release(connection, holder.name, now)
        release(connection, estate, now)

    app.database.write(let)
    holder.forget(begun)


def let_go(app: App) -> None:
    """Of all that this process has, for it ends."""
    for claim in app.line.left(0.0):
        owe(app, claim)
    try:
        for _ in range(REPAYMENTS):
            repay(app)
            if app.owed.empty():
                break
            time.sleep(0.2)
        succeed(app)
    except Unavailable as error:
        maillog.unavailable("database", str(error))
