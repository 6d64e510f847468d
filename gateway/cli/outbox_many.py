"""Orders about many notices at once: by their ids, or by what they have in common, which needs a yes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from ..config import Loaded
from ..configured import make_policy
from ..policy import Policy
from ..store import outbox_orders, rosters
from ..store.database import Connection, Database
from ..store.outbox import NoticeState
from ..store.outbox_listing import OutboxFilter, totals
from ..store.outbox_orders import Ordered
from . import desk


@dataclass(frozen=True, slots=True)
class Order:
    """What is ordered, in words, the states that allow it, and who does it."""

    done: str  # "notice 7 ..."
    wished: str  # "could be ..."
    states: tuple[NoticeState, ...]
    work: Callable[[Connection, int, Policy, datetime], Ordered]


def many(order: Order, ids: Sequence[int], wanted: OutboxFilter, yes: bool, loaded: Loaded) -> None:
    if bool(ids) == (wanted != OutboxFilter()):
        desk.fail("give either ids, or --state, --ticket or --recipient")
    now, policy = datetime.now(UTC), make_policy(loaded.config)
    with desk.database(loaded) as database:
        if ids:
            _by_ids(database, order, ids, policy, now)
        elif yes:
            _by_filter(database, order, wanted, policy, now)
        else:
            _said_only(database, order, wanted)


def each_of(
    database: Database, ids: Sequence[int], policy: Policy, work: Callable[[Connection, int, Policy], Ordered]
) -> dict[int, Ordered]:
    """What came of each, in one transaction. `policy` is the configuration's; promises go by what is in force."""

    def all_of(connection: Connection) -> dict[int, Ordered]:
        organised = rosters.organised(connection, policy)
        return {id: work(connection, id, organised) for id in ids}

    return database.write(all_of)


def refused(id: int, ordered: Ordered, wished: str) -> str:
    if ordered is Ordered.IN_HAND:
        return f"notice {id} is being sent at this moment, and cannot be {wished}"
    return f"there is no notice {id} that could be {wished}"


def _by_ids(database: Database, order: Order, ids: Sequence[int], policy: Policy, now: datetime) -> None:
    ordered = each_of(database, ids, policy, lambda connection, id, there: order.work(connection, id, there, now))
    for id, came in ordered.items():
        if came is Ordered.DONE:
            print(f"notice {id} {order.done}")
    left = [refused(id, came, order.wished) for id, came in ordered.items() if came is not Ordered.DONE]
    if left:
        desk.fail("; ".join(left))


def _by_filter(database: Database, order: Order, wanted: OutboxFilter, policy: Policy, now: datetime) -> None:
    """A transaction for some hundred at a time: nobody waits long for the rest."""
    done, busy, last = 0, 0, 0
    while True:
        with database.read() as connection:
            ids = outbox_orders.chosen(connection, wanted, order.states, last)
        if not ids:
            break
        ordered = each_of(database, ids, policy, lambda connection, id, there: order.work(connection, id, there, now))
        done += sum(came is Ordered.DONE for came in ordered.values())
        busy += sum(came is Ordered.IN_HAND for came in ordered.values())
        last = ids[-1]
    print(f"{_notices(done)} {order.wished}" + (f"; {busy} left alone, being sent at this moment" if busy else ""))


def _said_only(database: Database, order: Order, wanted: OutboxFilter) -> None:
    with database.read() as connection:
        states = totals(connection, wanted).states
    counts = {state.value: states[state.value] for state in order.states if states[state.value]}
    if not counts:
        desk.fail(f"there is no notice like that that could be {order.wished}")
    told = ", ".join(f"{count} {state}" for state, count in counts.items())
    print(f"{_notices(sum(counts.values()))} would be {order.wished} ({told}); add --yes to do it")


def _notices(count: int) -> str:
    return "1 notice" if count == 1 else f"{count} notices"
