"""What the database could not be told because it was away, or its disk full: mails that are given back, what became of
notices, claims of which nobody knows whether they were committed. It is told as soon as it can be, not when leases end.
"""

from dataclasses import replace
from queue import Empty, SimpleQueue
from typing import TypeVar

from gateway.app import App
from gateway.store import ledger, orphans
from gateway.store.database import Connection, Unavailable
from gateway.store.ledger import Claim
from gateway.store.orphans import Estate

T = TypeVar("T")


def owe(app: App, claim: Claim) -> None:
    app.owed.put(claim)


def repay(app: App) -> None:
    """Called every second by every process that works; does nothing on an ordinary day."""
    for claim in app.line.left():
        owe(app, claim)
    claims, groups, doubted = _taken(app.owed), _taken(app.unheard), tuple(app.doubted)
    if not claims and not groups and not doubted:
        return
    notices = tuple(notice for group in groups for notice in group)
    estate = left_by(app)

    def tell(connection: Connection) -> None:
        ledger.refuse_held(connection, {*doubted, *(claim.id for claim in claims)})  # it is asked again in a second
        for claim in claims:
            ledger.give_back(connection, claim, now)
            orphans.release_of(connection, claim.id, estate, now)
        if doubted:
            ledger.disown(connection, doubted, app.holder.name, now)
        if notices:
            orphans.release_these(connection, notices, replace(estate, spared=()), now)

    try:
        now = app.clock.now()  # by which it is due: our own clock may be ahead
        app.database.write(tell)
    except Exception as error:
        _put_back(app, claims, groups)
        if isinstance(error, Unavailable):
            return
        raise
    app.doubted.difference_update(doubted)
    for notice in notices:
        app.holder.end(notice)
    app.hands.give(notices)


def left_by(app: App) -> Estate:
    """What this process has begun and not written down, as if it had ended."""
    begun = app.holder.begun()
    return Estate(app.holder.name, begun, spared=app.hands.held(), passed=app.holder.passed_on() & begun)


def _put_back(app: App, claims: list[Claim], groups: list[tuple[int, ...]]) -> None:
    for claim in claims:
        app.owed.put(claim)
    for group in groups:
        app.unheard.put(group)


def _taken(line: SimpleQueue[T]) -> list[T]:
    found = []
    while True:
        try:
            found.append(line.get_nowait())
        except Empty:
            return found
