"""`postroom backup`: everything that a Postroom must not lose, while it runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

from cyclopts import App as Program
from cyclopts import Parameter

from ..config import Loaded
from ..store.backup import checking, making
from ..store.backup.filing import KeyFile
from ..store.backup.manifest import MANIFEST, Manifest, Torn, read
from ..store.backup.postgresql_tools import ToolTrouble
from ..store.backup.shared import PlaceTrouble
from . import desk
from .backup_shown import InShared, Keys, bar, in_variables, key_places, print_results, sorted_places
from .options import ConfigPath, Json
from .roles import Roles

Folder = Annotated[Path, Parameter(help="A backup, or the folder of backups: then its latest one.")]


def add(program: Program, roles: Roles) -> None:
    group = Program(name="backup", help="Take a backup while everything runs, check one, list them.")
    group.default(backup)
    group.command(verify)
    group.command(name="list")(listed)
    program.command(group)


def backup(
    target: Annotated[Path, Parameter(help="The folder of backups; each gets a folder of its own in it.")],
    *,
    keys: Keys = Keys.REPLY,
    objects: InShared = InShared.FOLDERS,
    keep: Annotated[
        int, Parameter(help="Afterwards delete all but this many of the latest backups; 0 deletes none.")
    ] = 0,
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """Take a backup while everything goes on: database, raw mail, attachments, and the key that signs our addresses.

    Files that the last backup in the same folder has already are linked to it, so that a daily one is cheap. The
    configuration is not part of it. Ends with 1 where something that the database names was not there.

    Args:
        keys: Which keys go along. `reply`: the one that signs addresses and subject tokens, without which no answer to
            a mail that is out finds its ticket any more. `all`: DKIM keys and grants of OAuth, too, which can be made
            anew. `none`: you keep them elsewhere.
        objects: Which attachments and large mails of the place that [store] names go along. `folders`: those in a
            shared folder. `all`: those in an object store, too, each fetched once and compared with its SHA-256.
            `none`: the place has copies of its own. What does not go along is listed, and looked for at a restore.
    """
    loaded = desk.load(config)
    if keep < 0:
        desk.fail("--keep is a number of backups, or 0")
    wanted = key_places(loaded.config, keys)
    with desk.database(loaded) as database, bar() as told, _one_line():
        shared = sorted_places(loaded.config, objects)
        files = tuple(KeyFile(each.name, each.path) for each in wanted if each.path.exists())
        made = making.make(making.Source(database, loaded.config.state, files, shared, _version()), target, told)
        thinned = making.thin_out(target, keep) if keep else 0
    _report(made, thinned, loaded, keys, json)


@contextmanager
def _one_line() -> Iterator[None]:
    try:
        yield
    except (making.Busy, PlaceTrouble, ToolTrouble, Torn) as error:
        desk.fail(str(error))
    except OSError as error:
        desk.fail(f"{error.filename or 'the backup'}: {error.strerror or error}")


def _report(made: making.Made, thinned: int, loaded: Loaded, keys: Keys, json: bool) -> None:
    found = made.manifest
    if json:
        desk.print_json([_row(made.folder, found) | {"linked": made.linked, "deleted": thinned}])
    else:
        moment = desk.moment(found.moment, loaded.config.site.zone)
        print(f"{made.folder}: as of {moment}, {found.accepted:,} mails ({found.waiting:,} waiting)")
        print(f"{found.files:,} files, {found.octets:,} octets; {made.linked:,} of them are linked to the last backup")
        if found.objects:
            print(f"of them {found.objects:,} come from the place that all machines share")
        if found.left_out:
            print(f"NOT in it: {found.left_out:,} attachments and large mails in {' and '.join(found.elsewhere)}")
        print(f"keys: {', '.join(found.keys) or 'none'}; the configuration is not part of it")
        for each in in_variables(loaded.config) if keys is not Keys.NONE else ():
            print(f"keep yourself: {each}")
        if thinned:
            print(f"{thinned} older backups deleted")
    for name in found.missing:
        desk.err.print(f"postroom: {name} is missing: rows refer to it", markup=False, soft_wrap=True)
    raise SystemExit(1 if found.missing or not found.balanced else 0)


def _row(folder: Path, found: Manifest) -> dict[str, object]:
    return {
        "path": str(folder),
        "moment": found.moment,
        "kind": found.kind,
        "version": found.version,
        "revision": found.revision,
        "accepted": found.accepted,
        "waiting": found.waiting,
        "outcomes": found.outcomes,
        "balanced": found.balanced,
        "files": found.files,
        "octets": found.octets,
        "keys": list(found.keys),
        "missing": list(found.missing),
        "elsewhere": list(found.elsewhere),
        "objects": found.objects,
        "left_out": found.left_out,
    }


def verify(path: Folder, /, *, json: Json = False) -> None:
    """Check a backup where it lies, without restoring it. Ends with 1 where anything is wrong with it.

    Every file is read and compared with its hash; the database of an SQLite site is asked all that `postroom verify`
    asks. A dump of PostgreSQL is read through: restore it into a spare database to see more.
    """
    with bar() as told, _one_line():
        checked = checking.check(chosen(path), told)
    print_results(checked.results, json)
    raise SystemExit(0 if checked.sound else 1)


def chosen(path: Path) -> Path:
    """The backup at this path, or the latest one below it. Raises Torn."""
    if (path / MANIFEST).exists():
        return path
    found = making.newest(path)
    if found is None:
        raise Torn(f"{path} is no backup, and there is none in it")
    return found


def listed(
    path: Annotated[Path, Parameter(help="The folder of backups.")],
    /,
    *,
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """List the backups in a folder, the oldest first."""
    rows = [(folder, read(folder)) for folder in making.all_of(path)]
    if json:
        desk.print_json(_row(*each) for each in rows)
        return
    if not rows:
        print(f"there is no backup in {path}")
        return
    zone = desk.load(config).config.site.zone
    listing = desk.table("backup", "moment", "mails", "files", "octets", "keys")
    for folder, found in rows:
        numbers = (f"{found.accepted:,}", f"{found.files:,}", f"{found.octets:,}")
        listing.add_row(folder.name, desk.moment(found.moment, zone), *numbers, " ".join(found.keys))
    desk.out.print(listing)


def _version() -> str:
    try:
        return version("postroom")
    except PackageNotFoundError:
        return "unknown"
