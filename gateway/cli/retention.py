"""`postroom retention`: what goes for its age, and when."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from cyclopts import App as Program
from cyclopts import Parameter

from ..configured import make_terms
from ..store import retaining
from . import desk
from .options import ConfigPath, Json
from .roles import Roles


def add(program: Program, roles: Roles) -> None:
    program.command(retention)


def retention(
    *,
    days: Annotated[int, Parameter(help="How far to look ahead.")] = 30,
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """List what [retention] takes away: what is due now, what will be within some days, and when the next goes.

    A running Postroom takes it away by itself, a piece each minute. What waits or is open never goes.
    """
    loaded = desk.load(config)
    terms, now = make_terms(loaded.config), datetime.now(UTC)
    with desk.database(loaded) as database, database.read() as connection:
        rows = retaining.coming(connection, terms, now, now + timedelta(days=days))
    if json:
        desk.print_json(rows)
        return
    if not rows:
        print("Everything is kept for ever; [retention] in the configuration says otherwise.")
        return
    listing = desk.table("what", "department", "kept for", "due now", f"within {days} days", "next")
    for row in rows:
        counts = (f"{row.days} days", str(row.due), str(row.soon), desk.moment(row.next, loaded.config.site.zone))
        listing.add_row(row.kind.value, row.department, *counts)
    desk.out.print(listing)
