"""`postroom restore`: a backup becomes a Postroom again, behind a fence."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from cyclopts import App as Program
from cyclopts import Parameter

from ..config import Config, Fault, Loaded
from ..places import opened_places, shared_places
from ..store.backup import checking
from ..store.backup.manifest import OBJECTS, Torn
from ..store.backup.postgresql_tools import ToolTrouble
from ..store.backup.progress import Told
from ..store.backup.restoring import Backup, Destination, KeyPlace, Occupied, restore
from ..store.backup.settling import Changed, Settled
from ..store.backup.shared import PlaceTrouble, absent, left_out
from ..store.database import Unavailable
from ..store.objects import Objects
from ..store.objects.folder import own_folder
from . import desk
from .backup import Folder, chosen
from .backup_shown import Keys, bar, in_variables, key_places, print_results
from .options import ConfigPath, Json
from .roles import Roles

_NEXT = """What to do now, in this order:
  1. postroom check           the configuration, and whether everything answers
  2. postroom up
  3. bring in again what came after {moment}: what mail servers in front still have, `postroom import`
     files. Mailboxes are read on by themselves; what was moved to a folder comes by `postroom import --mailbox`,
     what is missing by `postroom reconcile MAILBOX --take`. What is there already becomes nothing twice.
  4. postroom outbox --state cancelled    what was not sent; `postroom outbox requeue ID` sends one all the same
  5. postroom verify
  6. postroom outbox fence --lift         once `postroom ledger` shows no older mail waiting"""

Into = Annotated[str, Parameter(help="An empty folder, or the URL of an empty PostgreSQL database, in place of yours.")]


def add(program: Program, roles: Roles) -> None:
    @program.command(name="restore")
    def bring_back(
        path: Folder,
        /,
        *,
        into: Into = "",
        incomplete: Annotated[bool, Parameter(negative="")] = False,
        config: ConfigPath = None,
        json: Json = False,
    ) -> None:
        """Restore a backup into an empty place: where the configuration says, or --into another one, for a drill.

        The backup is checked first. Then nothing is sent that is older than now: what it knows as waiting may have been
        sent long ago. What the workers of its day had in hand is free, and numbers of tickets and people go on above
        those that may have been given out since. Nothing is ever overwritten; broken off, the same command goes on.

        Attachments and large mails of a shared place go back into the one that [store] names now. Those that the backup
        only lists must be there.

        Args:
            incomplete: Restore although some of those are not there.
        """
        loaded = desk.load(config, frozenset({Fault.NO_FILE}))  # keys may be what comes back
        try:
            folder = chosen(path)
            backup = _checked(folder)
            destination = _destination(loaded.config, into, backup)
            with bar() as told:
                lacking = _lacking(loaded.config, folder, told)
                if lacking and not incomplete:
                    desk.fail(_refusal(lacking))
                settled = restore(backup, destination, datetime.now(UTC), told)
        except (Torn, Occupied, Changed, PlaceTrouble, ToolTrouble) as error:
            desk.fail(str(error))
        except Unavailable as error:
            desk.fail(f"the database does not answer ({error})")
        except OSError as error:
            desk.fail(f"{error.filename or destination.state}: {error.strerror or error}")
        _report(loaded, backup, destination, settled, json)
        if lacking:
            desk.err.print(f"postroom: {_absence(lacking)}", markup=False, soft_wrap=True)
            raise SystemExit(1)


def _lacking(config: Config, folder: Path, told: Told) -> tuple[str, ...]:
    """The objects that the backup only lists and that are not where they should be. Raises PlaceTrouble and Torn."""
    listed = left_out(folder)
    return absent(listed, opened_places(config), told) if listed else ()


def _absence(lacking: tuple[str, ...]) -> str:
    words = "is not" if len(lacking) == 1 else "are not"
    return f"{len(lacking):,} of what the backup only lists {words} where [store] says, such as {lacking[0]}"


def _refusal(lacking: tuple[str, ...]) -> str:
    return f"{_absence(lacking)}; nothing was restored. Look at [store], or give --incomplete"


def _checked(folder: Path) -> Backup:
    """Ends the program with its findings where the backup is damaged. Raises Torn."""
    with bar() as told:
        checked = checking.check(folder, told)
    if not checked.sound:
        print_results(tuple(each for each in checked.results if each.damaged), json=False)
        desk.fail("the backup is damaged, and nothing was restored")
    return Backup(folder, checked.manifest, checking.listed(folder, checked.manifest))


def _destination(config: Config, into: str, backup: Backup) -> Destination:
    names = {Path(each.path).name for each in backup.filed if each.path.startswith("keys/")}
    if not into:
        places = [each for each in key_places(config, Keys.ALL) if each.name in names]
        mine = tuple(KeyPlace(each.name, each.path) for each in places)
        return Destination(config.database_url, config.state, mine, _place_of(config, backup))
    if into.startswith(("postgresql://", "postgresql+psycopg://")):
        return Destination(into.replace("postgresql://", "postgresql+psycopg://", 1), config.state)
    state = Path(into)
    keys = {name: state / ("secret.key" if name == "reply.key" else f"keys/{name}") for name in names}
    shared = own_folder(state / "objects") if backup.manifest.objects else None
    url = f"sqlite:///{state / 'postroom.db'}"
    return Destination(url, state, tuple(KeyPlace(*each) for each in keys.items()), shared)


def _place_of(config: Config, backup: Backup) -> Objects | None:
    """Where the backup's objects go. Raises Occupied."""
    if not backup.manifest.objects:
        return None
    places = shared_places(config)
    if not places:
        raise Occupied(f"{backup.manifest.objects} objects of the backup lay in a shared place: name one in [store]")
    return places[0]


def _report(loaded: Loaded, backup: Backup, to: Destination, settled: Settled, json: bool) -> None:
    if json:
        desk.print_json([_row(backup, to, settled)])
        return
    zone, found = loaded.config.site.zone, backup.manifest
    moment, until = desk.moment(found.moment, zone), desk.moment(settled.until, zone)
    print(f"{backup.folder.name} is restored, as of {moment}: {found.accepted:,} mails")
    print(f"Nothing older than {until} is sent; notices cancelled: {settled.cancelled:,}.")
    print(f"Mails that wait and are worked on without a word to anybody: {settled.waiting:,}.")
    print(f"Numbers go on above {', '.join(f'{each.name} {each.last}' for each in settled.skipped)}.")
    for line in _about_objects(backup, to):
        print(line)
    print(_NEXT.format(moment=moment))
    for each in in_variables(loaded.config):
        print(f"Look that it is there: {each}.")


def _about_objects(backup: Backup, to: Destination) -> Iterator[str]:
    found = backup.manifest
    if found.objects:
        where = to.shared.name if to.shared else f"the backup still: {backup.folder / OBJECTS}"
        yield f"{found.objects:,} attachments and large mails of a shared place lie in {where}"
    if found.left_out:
        yield f"{found.left_out:,} were not part of the backup, and were looked for where [store] says."


def _row(backup: Backup, to: Destination, settled: Settled) -> dict[str, object]:
    return {
        "path": str(backup.folder),
        "moment": backup.manifest.moment,
        "accepted": backup.manifest.accepted,
        "fence": settled.until,
        "cancelled": settled.cancelled,
        "waiting": settled.waiting,
        "freed": settled.freed,
        "numbers": {each.name: each.last for each in settled.skipped},
        "keys": [str(each.path) for each in to.keys],
        "objects": backup.manifest.objects if to.shared else 0,
    }
