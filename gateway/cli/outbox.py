"""`postroom outbox` and `postroom requeue`."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from cyclopts import App as Program
from cyclopts import Parameter
from rich.markup import escape

from ..store import ledger, listings
from ..store import outbox as store_outbox
from . import desk
from .options import ConfigPath, Json
from .roles import Roles


def add(program: Program, roles: Roles) -> None:
    program.command(outbox)
    program.command(requeue)


def outbox(*, state: str = "", config: ConfigPath = None, json: Json = False) -> None:
    """List outgoing notices, newest first, each with its attempts.

    Args:
        state: Only those that are waiting, sent, bounced or parked.
    """
    loaded = desk.load(config)
    with desk.database(loaded) as database, database.read() as connection:
        rows = listings.outbox_rows(connection, state)
    if json:
        desk.print_json(rows)
        return
    if not rows:
        print("Nothing in the outbox." if not state else "Nothing like that in the outbox.")
        return
    listing = desk.table("id:bold", "kind", "ticket", "recipient", "state", "attempts", "last words:dim")
    for row in rows:
        words = escape(desk.clean(row.last_reply[:120]))
        tries = str(len(row.attempts))
        recipient = escape(desk.clean(row.recipient))
        listing.add_row(
            str(row.id),
            row.kind,
            f"#{row.ticket}" if row.ticket else "",
            recipient,
            desk.coloured(row.state),
            tries,
            words,
        )
    desk.out.print(listing)


def requeue(
    what: Annotated[Literal["mail", "notice"], Parameter(help="What to try again.")],
    id: Annotated[int, Parameter(help="Its id, as listed by `mails` or `outbox`.")],
    *,
    config: ConfigPath = None,
) -> None:
    """Try a parked mail or notice again, at once, and let a quarantined or held mail in."""
    loaded = desk.load(config)
    now = datetime.now(UTC)
    again = ledger.requeue if what == "mail" else store_outbox.requeue
    with desk.database(loaded) as database:
        done = database.write(lambda connection: again(connection, id, now))
    if not done:
        desk.fail(f"there is no {what} {id} that could be tried again")
    print(f"{what} {id} will be tried again at once; a running Postroom takes it within a second")
