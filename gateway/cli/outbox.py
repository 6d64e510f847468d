"""`postroom outbox` and `postroom requeue`: what goes out, what became of it, and what people order about it."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from cyclopts import App as Program
from cyclopts import Parameter

from ..configured import make_policy
from ..store import ledger, outbox_orders
from ..store.outbox_listing import OutboxFilter, OutboxTotals, newest_totals, outbox_rows
from ..store.outbox_listing import totals as totals_of
from ..store.outbox_orders import Ordered
from . import desk, outbox_fence, outbox_tables
from .options import ConfigPath, Json
from .outbox_many import Order, each_of, many, refused
from .roles import Roles

State = Literal["waiting", "uncertain", "sent", "bounced", "parked", "cancelled"]
Id = Annotated[int, Parameter(help="Ids, as listed by `postroom outbox`.")]
Yes = Annotated[bool, Parameter(name="--yes", negative="", help="Do it; without this word only the number is said.")]


def add(program: Program, roles: Roles) -> None:
    group = Program(
        name="outbox", help="List outgoing notices with what became of them; try them again, take them back."
    )
    group.default(listed)
    group.command(show)
    group.command(requeue_notices, name="requeue")
    group.command(cancel)
    group.command(totals)
    group.command(outbox_fence.fence)
    program.command(group)
    program.command(requeue)


def listed(
    id: int = 0,
    *,
    state: State | None = None,
    ticket: int = 0,
    recipient: str = "",
    last: int | None = None,
    before: int = 0,
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """List outgoing notices, newest first, each with its attempts.

    Args:
        id: Only this one, with everything that is known of it.
        state: Only those in this state; uncertain ones wait, and nobody heard the end of their last attempt.
        ticket: Only those about this ticket.
        recipient: Only those to this address.
        last: How many; in a table 100, as JSON all, where nothing is said.
        before: Only those with a smaller id: the next page.
    """
    if id:
        show(id, config=config, json=json)
        return
    loaded = desk.load(config)
    wanted = OutboxFilter(state or "", ticket, recipient, before=before)
    with desk.database(loaded) as database, database.read() as connection:
        if json:
            desk.print_json(outbox_rows(connection, wanted, last))
            return
        rows = tuple(outbox_rows(connection, wanted, desk.SHOWN if last is None else last))
        counted = newest_totals(connection, wanted)
    if not counted.written:
        print("Nothing in the outbox." if wanted == OutboxFilter() else "Nothing like that in the outbox.")
        return
    outbox_tables.print_list(rows, counted, loaded.config.site.zone)


def show(
    id: Annotated[int, Parameter(help="The notice's id, as listed by `postroom outbox`.")],
    *,
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """Show one notice: what it is, to whom, every attempt with the relay's words, and when it is tried next."""
    loaded = desk.load(config)
    with desk.database(loaded) as database, database.read() as connection:
        row = next(outbox_rows(connection, OutboxFilter(id=id)), None)
    if row is None:
        desk.fail(f"there is no notice {id}")
    if json:
        desk.print_json([row])
    else:
        outbox_tables.print_whole(row, loaded.config.site.zone, datetime.now(UTC))


def requeue_notices(
    *ids: Id,
    state: State | None = None,
    ticket: int = 0,
    recipient: str = "",
    yes: Yes = False,
    config: ConfigPath = None,
) -> None:
    """Try notices again at once: those that wait, and parked, bounced or cancelled ones. Never what was sent.

    Args:
        state: All in this state.
        ticket: All about this ticket.
        recipient: All to this address.
    """
    order = Order("will be tried again", "tried again", outbox_orders.REQUEUABLE, outbox_orders.requeue)
    many(order, ids, OutboxFilter(state or "", ticket, recipient), yes, desk.load(config))


def cancel(
    *ids: Id,
    state: State | None = None,
    ticket: int = 0,
    recipient: str = "",
    reason: str = "",
    yes: Yes = False,
    config: ConfigPath = None,
) -> None:
    """Take notices back that wait or are parked. One that is being sent at this moment cannot be taken back.

    Where that was somebody's answer to a customer, the time for a first answer goes on.

    Args:
        state: All in this state.
        ticket: All about this ticket.
        recipient: All to this address.
        reason: Why, for those who look at it later.
    """
    order = Order(
        "is cancelled",
        "cancelled",
        outbox_orders.CANCELLABLE,
        lambda connection, id, policy, now: outbox_orders.cancel(connection, id, reason, policy, now),
    )
    many(order, ids, OutboxFilter(state or "", ticket, recipient), yes, desk.load(config))


def totals(*, config: ConfigPath = None, json: Json = False) -> None:
    """Print the equation: written = the sum of all states. Ends with 1 where it does not hold."""
    loaded = desk.load(config)
    with desk.database(loaded) as database, database.read() as connection:
        counted = totals_of(connection)
    if json:
        desk.print_json([_as_row(counted)])
    else:
        outbox_tables.print_totals(counted)
    if not counted.balanced:
        raise SystemExit(1)


def _as_row(counted: OutboxTotals) -> dict[str, object]:
    return {
        "written": counted.written,
        "states": counted.states,
        "uncertain": counted.uncertain,
        "balanced": counted.balanced,
    }


def requeue(
    what: Annotated[Literal["mail", "notice"], Parameter(help="What to try again.")],
    id: Annotated[int, Parameter(help="Its id, as listed by `mails` or `outbox`.")],
    *,
    config: ConfigPath = None,
) -> None:
    """Try a parked mail or notice again, at once, and let a quarantined or held mail in."""
    loaded = desk.load(config)
    now = datetime.now(UTC)
    with desk.database(loaded) as database:
        if what == "notice":
            policy = make_policy(loaded.config)
            ordered = each_of(
                database, (id,), policy, lambda connection, id, there: outbox_orders.requeue(connection, id, there, now)
            )
            if ordered[id] is not Ordered.DONE:
                desk.fail(refused(id, ordered[id], "tried again"))
        elif not database.write(lambda connection: ledger.requeue(connection, id, now)):
            desk.fail(f"there is no {what} {id} that could be tried again")
    print(f"{what} {id} will be tried again at once; a running Postroom takes it within a second")
