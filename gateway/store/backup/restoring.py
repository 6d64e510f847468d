"""Puts a backup into an empty place. What could be used without its fence never stands there: the SQLite file gets its
name last, and a database of PostgreSQL has no mark of its step until all is done.

Broken off, the same command goes on: files that are whole are kept.
"""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import inspect, make_url

from ..database import Database
from ..migrate import HEAD
from ..objects import Objects
from ..schema import metadata
from ..segments import sync_folder
from . import postgresql_tools
from .copying import copy, digest_of, sync_folders, write_durably
from .manifest import BLOBS, DATABASE, DUMP, KEYS, SEGMENTS, Filed, Kind, Manifest
from .progress import Step, Told
from .settling import Settled, settle
from .shared import bring

MARK = "restore-unfinished"  # in the state folder, while what lies there is ours
OFTEN = 64  # files between two words about how far it is


class Occupied(Exception):
    """Something is there already, which is never overwritten, or the place is of another kind. One sentence."""


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """Where a key of the backup goes."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Destination:
    """Files go below `state`, where the backup has any, and objects of a shared place into `shared`; None leaves those
    in the backup.
    """

    url: str
    state: Path
    keys: tuple[KeyPlace, ...] = ()
    shared: Objects | None = None


@dataclass(frozen=True, slots=True)
class Backup:
    """One that was checked."""

    folder: Path
    manifest: Manifest
    filed: tuple[Filed, ...]


def restore(backup: Backup, to: Destination, now: datetime, told: Told) -> Settled:
    """Raises Occupied, Changed, PlaceTrouble, OSError, ToolTrouble and Unavailable."""
    kind = Kind.SQLITE if to.url.startswith("sqlite") else Kind.POSTGRESQL
    if kind is not backup.manifest.kind:
        raise Occupied(f"the backup is one of {backup.manifest.kind.value}, and the database is to be {kind.value}")
    for each in to.keys:
        if each.path.exists() and digest_of(each.path) != digest_of(backup.folder / KEYS / each.name):
            raise Occupied(f"{each.path} holds another key than the backup; move it away if it is of no use")
    return (_into_folder if kind is Kind.SQLITE else _into_server)(backup, to, now, told)


def _into_folder(backup: Backup, to: Destination, now: datetime, told: Told) -> Settled:
    final = Path(make_url(to.url).database or "")
    aside = final.with_name(f"{final.name}.restoring")
    to.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    final.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    mark = to.state / MARK
    if not _is_ours(mark, backup):
        _refuse_full(to.state, final)
        write_durably(mark, backup.manifest.files_sha256)
    _bring_files(backup, to.state, told)
    _bring_objects(backup, to, told)
    _bring_keys(backup, to.keys)
    for left in aside.parent.glob(f"{aside.name}*"):
        left.unlink()
    told(Step("database", 0))
    copy(backup.folder / DATABASE, aside)
    settled = _settle(f"sqlite:///{aside}", backup.manifest, now)
    _name(aside, final)
    mark.unlink()
    sync_folder(to.state)
    return settled


def _is_ours(mark: Path, backup: Backup) -> bool:
    """Was the restoring of this very backup broken off here?"""
    try:
        return mark.read_text(encoding="utf-8") == backup.manifest.files_sha256
    except FileNotFoundError:
        return False


def _refuse_full(state: Path, final: Path) -> None:
    there = [*final.parent.glob(f"{final.name}*"), *(state / BLOBS).glob("*/*"), *(state / SEGMENTS).glob("*.segment")]
    there += [path for path in (state / MARK,) if path.exists()]
    if there:
        raise Occupied(f"{there[0]} is there already: nothing is overwritten; move it away, or use --into")


def _bring_files(backup: Backup, state: Path, told: Told) -> None:
    wanted = [each for each in backup.filed if each.path.startswith((f"{BLOBS}/", f"{SEGMENTS}/"))]
    for done, each in enumerate(wanted):
        if done % OFTEN == 0:
            told(Step("files", done, len(wanted)))
        target = state / each.path
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if target.exists():  # of the time before
            if digest_of(target) == (each.size, each.sha256):
                continue
            target.unlink()
        copy(backup.folder / each.path, target)
    told(Step("files", len(wanted), len(wanted)))
    for folder in (BLOBS, SEGMENTS):
        sync_folders(state / folder)
    sync_folder(state)


def _bring_objects(backup: Backup, to: Destination, told: Told) -> None:
    """Those that the place has still are left as they are."""
    if to.shared is not None:
        bring(backup.folder, backup.filed, to.shared, told)


def _bring_keys(backup: Backup, keys: tuple[KeyPlace, ...]) -> None:
    """Before the database gets its name: whoever starts without the key makes a new one."""
    for each in keys:
        if not each.path.exists():
            each.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            copy(backup.folder / KEYS / each.name, each.path)
            sync_folder(each.path.parent)


def _settle(url: str, manifest: Manifest, now: datetime) -> Settled:
    database = Database(url)
    try:
        with database.engine.begin() as connection:
            settled = settle(connection, manifest, HEAD, now)
        if database.sqlite:
            with database.engine.connect() as connection:
                connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return settled
    finally:
        database.close()


def _name(aside: Path, final: Path) -> None:
    """By a link, which fails where somebody has made a database there meanwhile. Raises Occupied."""
    handle = os.open(aside, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    try:
        os.link(aside, final)
    except FileExistsError:
        raise Occupied(f"{final} was made while the backup was restored: a Postroom was started too early") from None
    for left in aside.parent.glob(f"{aside.name}*"):
        left.unlink()
    sync_folder(final.parent)


def _into_server(backup: Backup, to: Destination, now: datetime, told: Told) -> Settled:
    database = Database(to.url)
    try:
        with database.read() as connection:
            known = frozenset(inspect(connection).get_table_names())
    finally:
        database.close()
    there = known.intersection(table.name for table in metadata.sorted_tables)
    if "alembic_version" in known:
        raise Occupied("the database has our tables already: nothing is overwritten; give an empty one")
    _bring_objects(backup, to, told)
    if not there:  # else this was broken off between the two steps
        told(Step("database", 0))
        postgresql_tools.restore(backup.folder / DUMP, to.url)
    _bring_keys(backup, to.keys)
    told(Step("fence", 0))
    return _settle(to.url, backup.manifest, now)
