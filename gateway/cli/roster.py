"""`postroom roster`: what admins changed of agents, departments and holidays in the console, revision by revision."""

from datetime import UTC, datetime
from typing import Annotated, NoReturn

from cyclopts import App as Program
from cyclopts import Parameter

from ..app import App
from ..config.roster import Roster, UnfitRoster, read_roster
from ..roster import brought
from ..store import rosters
from ..store.revisions import Draft, Revision
from . import desk, revisions
from .options import ConfigPath, Json
from .parts import working
from .revisions import AuthorName, Reason
from .roles import Roles


def add(program: Program, roles: Roles) -> None:
    group = Program(
        name="roster", help="What admins changed of agents, departments and holidays: show it, restore older ones."
    )
    group.command(show)
    group.command(history)
    group.command(rollback)
    program.command(group)


def show(
    revision: Annotated[int, Parameter(help="Which one; else the one in force.")] = 0,
    *,
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """Print what was changed since the configuration was written, as of now or of a revision."""
    loaded = desk.load(config)
    with working(loaded) as app:
        found = revisions.numbered(app, rosters.kept, revision, "roster") if revision else _latest(app)
    if found is not None:
        revisions.print_document(found, json)
    elif not json:
        print("Nothing was ever changed; everything is as configured.")


def history(*, config: ConfigPath = None, json: Json = False) -> None:
    """List all revisions, the newest first: who changed something, when and why."""
    loaded = desk.load(config)
    with working(loaded) as app, app.database.read() as connection:
        found = rosters.kept.history(connection)[::-1]
    if json:
        desk.print_json(found)
    elif not found:
        print("Nothing was ever changed; everything is as configured.")
    else:
        revisions.print_history(found, loaded)


def rollback(
    revision: Annotated[int, Parameter(help="The revision that comes back; 0 is the configuration's own word.")],
    *,
    reason: Reason,
    author: AuthorName = "",
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """Bring an older revision back, as a new one. Whoever is no agent by it is signed out at once."""
    loaded = desk.load(config)
    with working(loaded) as app:
        document = revisions.numbered(app, rosters.kept, revision, "roster").document if revision else ""
        wanted = _read(document, revision)
        with app.database.read() as connection:
            number, now = rosters.current(connection)
        if faults := brought(app.policy, now, wanted):
            _refuse(revision, tuple(map(str, faults)), json)
        draft = Draft(number, author or revisions.user(), reason, document, revision or None)
        at = datetime.now(UTC)
        made = app.database.write(lambda connection: rosters.put(connection, app.policy, draft, at))
    revisions.tell(made, "agents, departments and holidays", json)


def _read(document: str, number: int) -> Roster:
    try:
        return read_roster(document)
    except UnfitRoster as error:
        desk.fail(f"revision {number} {error}")


def _refuse(number: int, faults: tuple[str, ...], json: bool) -> NoReturn:
    """Every fault, a line each."""
    if json:
        desk.print_json({"revision": number, "sentence": each} for each in faults)
    else:
        for each in faults:
            print(f"revision {number}: {desk.clean(each)}")
    raise SystemExit(1)


def _latest(app: App) -> Revision | None:
    with app.database.read() as connection:
        return rosters.kept.latest(connection)
