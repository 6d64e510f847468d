"""`postroom outbox fence`: after a backup was restored, nothing older is sent a second time."""

from datetime import UTC, datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from cyclopts import Parameter

from ..config import Loaded
from ..store import fences
from ..store.database import Database
from . import desk
from .options import ConfigPath, Json

Yes = Annotated[bool, Parameter(name="--yes", negative="", help="Do it; without this word it is only said.")]
Lift = Annotated[bool, Parameter(name="--lift", negative="", help="Take the fence away; what it cancelled stays so.")]
Show = Annotated[bool, Parameter(name="--show", negative="", help="Only say which fence there is.")]


def fence(
    *,
    until: str = "",
    yes: Yes = False,
    lift: Lift = False,
    show: Show = False,
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """After a backup was restored: send nothing that is older than this moment, for it may have been sent.

    What waits is cancelled. Mail that was accepted before, and what time was to bring before, still makes its tickets
    and changes; the notices about it are written and cancelled. `postroom outbox requeue` sends one all the same.

    Args:
        until: The moment, as 2026-11-28 04:00 in the zone of the site; else now. Take the one at which the old
            Postroom stopped, where there was a long time in between.
    """
    loaded, now = desk.load(config), datetime.now(UTC)
    moment = _moment(until, loaded.config.site.zone, now)
    with desk.database(loaded) as database:
        if show:
            _show(database, loaded, json)
        elif lift:
            if not database.write(lambda connection: fences.lift(connection, now)):
                desk.fail("there is no fence")
            print("the fence is lifted")
        else:
            _put_up(database, loaded, moment, yes)


def _moment(text: str, zone: str, now: datetime) -> datetime:
    if not text:
        return now
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        desk.fail("--until is not a moment such as 2026-11-28 04:00")
    moment = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    if moment > now + timedelta(seconds=1):
        desk.fail("--until lies ahead: a fence is about what was")
    return moment.astimezone(UTC)


def _show(database: Database, loaded: Loaded, json: bool) -> None:
    with database.read() as connection:
        known = fences.current(connection)
    known = known if known is not None and known.stands else None
    if json:
        desk.print_json([known] if known else [])
    elif known is None:
        print("There is no fence.")
    else:
        zone = loaded.config.site.zone
        set_at = desk.moment(known.at, zone)
        print(f"Nothing older than {desk.moment(known.until, zone)} is sent; that was said at {set_at}.")


def _put_up(database: Database, loaded: Loaded, until: datetime, yes: bool) -> None:
    with database.read() as connection:
        found = fences.behind(connection, until)
    human = f", {found.human} of them with a person's words" if found.human else ""
    if yes:
        count = database.write(lambda connection: fences.put_up(connection, until, datetime.now(UTC)))
        print(f"notices cancelled: {count}{human}")
    else:
        print(f"notices that wait and would be cancelled: {found.notices}{human}")
    print(f"mails that wait and will be worked on without a word to anybody: {found.mails}")
    print(f"tickets whose reminder, end, promise or snooze came before, of which nobody hears: {found.tickets}")
    moment = desk.moment(until, loaded.config.site.zone)
    if yes:
        print(f"Nothing older than {moment} is sent. `postroom outbox --state cancelled` lists what was not.")
        print("Once no older mail waits (`postroom ledger`), `postroom outbox fence --lift` takes the fence away.")
    else:
        print(f"Add --yes, and nothing older than {moment} is sent.")
