"""What the letters of notices tell, asked for with one look at the database: of those that were issued to us, and of
those that have to be claimed.
"""

from gateway.app import App
from gateway.letter import Letter
from gateway.store import letters, outbox, rosters, taker
from gateway.store.asking import Asking, padded
from gateway.store.clock import elapsed
from gateway.store.database import Connection, raise_unavailable
from gateway.store.foreseeing import foresee
from gateway.store.outbox import Claimed
from gateway.store.rows import Rows

from .posting import Taken


def take(app: App, ids: tuple[int, ...]) -> tuple[Taken, ...]:
    """Those of these notices that are ours now."""
    taken = _issued(app, ids) if app.sender else ()
    left = set(ids) - {each.claimed.id for each in taken}
    return taken + (_claimed(app, tuple(sorted(left))) if left else ())


def _issued(app: App, ids: tuple[int, ...]) -> tuple[Taken, ...]:
    """What they will tell is asked for at once, where it is known what was issued."""
    now, at = app.clock.now(), elapsed()
    known = app.hands.known(ids)
    with app.database.read() as connection:
        roster = rosters.kept.ask(connection)
        issued = taker.ask(connection, ids, app.sender, now)
        asking = _foreseen(connection, known)
        claimed = taker.issued(issued)
        if not {each.person for each in claimed} <= set(asking.persons):
            asking = _foreseen(connection, claimed)
        return _gathered(app, asking, claimed, roster, at - now.timestamp())


def _claimed(app: App, ids: tuple[int, ...]) -> tuple[Taken, ...]:
    now, at = app.clock.now(), elapsed()
    claimed = app.database.write(lambda connection: outbox.claim_all(connection, ids, app.holder.name, now))
    if not claimed:
        return ()
    with app.database.read() as connection:
        roster = rosters.kept.ask(connection)
        return _gathered(app, _foreseen(connection, claimed), claimed, roster, at - now.timestamp())


def _foreseen(connection: Connection, claimed: tuple[Claimed, ...]) -> Asking:
    asking = Asking(connection, padded(each.person for each in claimed))
    if claimed:
        foresee(asking, claimed)
    return asking


def _gathered(
    app: App, asking: Asking, claimed: tuple[Claimed, ...], roster: Rows, clocks_apart: float
) -> tuple[Taken, ...]:
    """Trouble with one letter is a crash of its notice, to be written down like any other."""
    taken = []
    connection = asking.connection
    policy = rosters.organised(connection, app.policy, roster)
    for each in claimed:
        letter: Letter | Exception | None
        try:
            letter = letters.gather_one(asking, each, policy)
        except Exception as error:
            raise_unavailable(error)
            letter = error
            connection.rollback()  # the others are asked for by a new look
            asking = Asking(connection, asking.persons)
        taken.append(Taken(each, letter, each.due.timestamp() + clocks_apart, policy))
    return tuple(taken)
