"""Which mails a worker has: the one that it came for, and others of a long line that are claimed along with it."""

import random
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway import maillog
from gateway.app import App
from gateway.store import ledger
from gateway.store.database import Connection, Unavailable
from gateway.store.line import Claimed

ASIDE = timedelta(seconds=1)  # for which a suspect waits while another one is being worked on
AT_ONCE = timedelta(0)


class Turn:
    """A mail that may have killed a worker has no other suspect beside it: it would share the blame once more."""

    def __init__(self, alone: threading.Lock) -> None:
        self._alone = alone
        self._ours = False

    def take(self) -> bool:
        """It may be asked twice: a transaction may be begun again."""
        self._ours = self._ours or self._alone.acquire(blocking=False)
        return self._ours

    def __enter__(self) -> "Turn":
        return self

    def __exit__(self, *_: object) -> None:
        if self._ours:
            self._alone.release()


def claim(app: App, spool_id: int, turn: Turn) -> tuple[Claimed, ...]:
    """This mail, where nobody else has it, and others that stand in our line along with it."""
    come = app.line.come(spool_id)
    if not isinstance(come, tuple):
        return (come,) if come else ()
    found: tuple[Claimed, ...] = ()
    ids = tuple(id for id in come if id not in app.doubted)
    try:
        back = _Back(soon(app, AT_ONCE), soon(app, ASIDE))
        found = app.database.write_unhurried(lambda connection: _claimed(app, connection, ids, spool_id, turn, back))
    except Unavailable as error:
        maillog.unavailable("database", str(error))
        app.doubted.update(ids)  # the claims may have been committed all the same
    finally:
        app.line.take(come, (each for each in found if each.claim.id != spool_id))
    return found


@dataclass(frozen=True, slots=True)
class _Back:
    """Until when mails are given back that are not to be worked on now."""

    now: datetime
    later: datetime


def _claimed(
    app: App, connection: Connection, ids: tuple[int, ...], first: int, turn: Turn, back: _Back
) -> tuple[Claimed, ...]:
    """With the claims comes what the spool has of the mails; `first` is begun now, and stands first. Should we die, all
    that we have is suspect: so a suspect whose turn it is not is given back at once, and so are all others where it is.
    """
    rows = app.spool.ask(connection, ids, first)
    claims = sorted(ledger.claim_all(connection, ids, app.holder.name), key=lambda each: (each.id != first, each.id))
    spooled = {row.id: row for row in rows} if claims else {}
    found: list[Claimed] = []
    alone = False
    for claim in claims:
        if alone:
            ledger.give_back(connection, claim, back.now)
        elif claim.suspect and not (claim.id == first and turn.take()):
            ledger.give_back(connection, claim, back.later)
        else:
            found.append(Claimed(claim, spooled.get(claim.id)))
            alone = claim.suspect
    return tuple(found)


def soon(app: App, pause: timedelta) -> datetime:
    """So long from now, more or less: spreads load. By the clock that says what is due, as our own one may be ahead.
    Raises Unavailable.
    """
    return app.clock.now() + pause * random.uniform(0.5, 1.5)  # noqa: S311 (spreads load)
