"""Takes a backup: the database at one moment, then the files that it refers to. Those only grow, so that whatever the
database names is there. Everything is written aside, and named once it is whole.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ..database import Database
from ..segments import sync_folder
from .copying import digest_of, keep, sync_folders, write_durably
from .filing import KeyFile, Shelf
from .manifest import FILES, FORMAT, LEFT_OUT, MANIFEST, UNFINISHED, Filed, Manifest, as_text, line_of
from .progress import Told
from .shared import Gathered, SharedPlaces, gather
from .snapshot import Counted, Referred, snapshot


class Busy(Exception):
    """Another backup is being taken into the same folder."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is backed up. `version` is that of Postroom."""

    database: Database
    state: Path
    keys: tuple[KeyFile, ...] = ()
    shared: SharedPlaces = field(default_factory=SharedPlaces)
    version: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """`linked` files were in the last backup already and take no room."""

    folder: Path
    manifest: Manifest
    linked: int


def make(source: Source, target: Path, told: Told) -> Made:
    """A new backup below `target`, named by its moment. Raises Busy, OSError, PlaceTrouble,
    ToolTrouble and Unavailable; nothing of it stays then.
    """
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(target):
        _sweep(target)
        last = newest(target)
        aside = target / f"next{UNFINISHED}"
        aside.mkdir(mode=0o700)
        try:
            counted, referred, copied = _frozen(source.database, aside, told)
            shelf = Shelf(source.state, aside, last)
            written = shelf.take(referred, told)
            gathered = gather(source.shared, (*referred.mails, *written.contents), (aside, last), told)
            filed = (_filed(aside, copied), *written.filed, *gathered.filed, *_left_out(aside, gathered))
            filed += tuple(shelf.key(each) for each in source.keys)
            missing = (*written.missing, *gathered.missing)
            manifest = _seal(source, aside, counted, Contained(filed, missing, gathered))
            final = target / name_of(manifest)
            aside.rename(final)
            sync_folder(target)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
    return Made(final, manifest, written.linked + gathered.linked)


def name_of(manifest: Manifest) -> str:
    """Names in the order of their letters are in the order of time."""
    return f"{manifest.moment:%Y-%m-%dT%H%M%S}.{manifest.moment.microsecond // 1000:03}Z"


def newest(target: Path) -> Path | None:
    """The latest whole backup below a folder."""
    return max(all_of(target), key=lambda folder: folder.name, default=None)


def all_of(target: Path) -> list[Path]:
    """Every whole backup below a folder, the oldest first."""
    return sorted(each.parent for each in target.glob(f"*/{MANIFEST}") if not each.parent.name.endswith(UNFINISHED))


def thin_out(target: Path, keep: int) -> int:
    """Deletes all but the latest backups below a folder; how many those were. Raises Busy and OSError."""
    with _alone(target):
        old = all_of(target)[:-keep]
        for folder in old:
            (folder / MANIFEST).unlink()  # first: what is left of it when this is killed is no backup
            shutil.rmtree(folder)
    return len(old)


def _frozen(database: Database, aside: Path, told: Told) -> tuple[Counted, Referred, Path]:
    with snapshot(database) as frozen:
        return frozen.counted(), frozen.referred(), frozen.copy(aside, told)


def _filed(folder: Path, path: Path) -> Filed:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    return Filed(str(path.relative_to(folder)), *digest_of(path))


def _left_out(aside: Path, gathered: Gathered) -> Iterator[Filed]:
    if gathered.left_out:
        keep(aside / LEFT_OUT, "".join(map(line_of, gathered.left_out)).encode())
        yield Filed(LEFT_OUT, *digest_of(aside / LEFT_OUT))


@dataclass(frozen=True, slots=True)
class Contained:
    filed: tuple[Filed, ...]
    missing: tuple[str, ...]
    gathered: Gathered


def _seal(source: Source, aside: Path, counted: Counted, contained: Contained) -> Manifest:
    filed, gathered = contained.filed, contained.gathered
    write_durably(aside / FILES, "".join(map(line_of, filed)))
    manifest = Manifest(
        format=FORMAT,
        version=source.version,
        moment=counted.moment,
        kind=counted.kind,
        revision=counted.revision,
        accepted=counted.equation.accepted,
        waiting=counted.equation.waiting,
        outcomes=counted.equation.outcomes,
        counts=counted.counts,
        files=len(filed),
        octets=sum(each.size for each in filed),
        files_sha256=digest_of(aside / FILES)[1],
        missing=contained.missing,
        keys=tuple(each.name for each in source.keys),
        elsewhere=source.shared.left if gathered.left_out else (),
        objects=len(gathered.filed),
        left_out=len(gathered.left_out),
    )
    sync_folders(aside)
    write_durably(aside / MANIFEST, as_text(manifest))
    return manifest


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    handle = os.open(target, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(f"another backup is being taken into {target}") from None
        yield
    finally:
        os.close(handle)


def _sweep(target: Path) -> None:
    """Whoever wrote these has died: nobody else is at it."""
    for left in target.glob(f"*{UNFINISHED}"):
        shutil.rmtree(left)
