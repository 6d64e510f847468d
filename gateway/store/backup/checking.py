"""Checks a backup where it lies: that every file of its list is there with its hash, and that its database is sound and
names nothing that the backup has not. A dump of PostgreSQL is read through; its rows are seen when it is restored.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from ..blobs import BLOBS as IN_SHARED
from ..blobs import EarlierBlobs, ObjectBlobs
from ..checks import CHECKS, Depth, Finding, Looked, Place, Result, Weight, judged, run
from ..migrate import HEAD
from ..objects import FolderObjects
from ..places import Places
from . import postgresql_tools
from .copying import digest_of
from .manifest import (
    BLOBS,
    DATABASE,
    DUMP,
    FILES,
    MANIFEST,
    OBJECTS,
    SEGMENTS,
    Filed,
    Kind,
    Manifest,
    Torn,
    read,
    read_files,
)
from .postgresql_tools import ToolTrouble
from .progress import Step, Told
from .readonly import reading
from .snapshot import counts

OFTEN = 64  # files between two words about how far it is


@dataclass(frozen=True, slots=True)
class Checked:
    manifest: Manifest
    results: tuple[Result, ...]

    @property
    def sound(self) -> bool:
        return not any(result.damaged for result in self.results)


def check(folder: Path, told: Told) -> Checked:
    """Raises Torn where there is no backup that could be checked."""
    manifest = read(folder)
    filed = listed(folder, manifest)
    files = Looked(len(filed), _wrong_files(folder, filed, told))
    results = [judged("files", "is every file there, as it was written?", files)]
    results.append(judged("missing", "was all there that rows refer to?", _missing(manifest)))
    if manifest.kind is Kind.POSTGRESQL:
        told(Step("dump", 0))
        results.append(judged("dump", "can the dump be read to its end?", _dump(folder)))
    elif results[0].damaged:  # of a database that is not the one that was written nothing is asked
        return Checked(manifest, tuple(results))
    else:
        results += _database(folder, manifest, told)
    return Checked(manifest, tuple(results))


def listed(folder: Path, manifest: Manifest) -> tuple[Filed, ...]:
    """The files of a backup. Raises Torn where the list is not the one that the manifest was written for."""
    try:
        if digest_of(folder / FILES)[1] != manifest.files_sha256:
            raise Torn(f"{folder / FILES} is not the list that the manifest was written for")
        with (folder / FILES).open(encoding="utf-8") as lines:
            return tuple(read_files(lines))
    except OSError as error:
        raise Torn(f"{folder / FILES}: {error.strerror}") from error


def _wrong_files(folder: Path, filed: tuple[Filed, ...], told: Told) -> Iterator[Finding]:
    for done, each in enumerate(filed):
        if done % OFTEN == 0:
            told(Step("files", done, len(filed)))
        expected = f"{each.size} octets with SHA-256 {each.sha256[:16]}"
        try:
            size, sha256 = digest_of(folder / each.path)
        except OSError as error:
            yield Finding(each.path, expected, str(error.strerror).lower())
            continue
        if (size, sha256) != (each.size, each.sha256):
            yield Finding(each.path, expected, f"{size} octets with SHA-256 {sha256[:16]}")
    told(Step("files", len(filed), len(filed)))
    known = {each.path for each in filed} | {MANIFEST, FILES}
    for path in folder.rglob("*"):
        name = str(path.relative_to(folder))
        if path.is_file() and name not in known:
            yield Finding(name, "only files of the list", "a file that nobody listed", Weight.REMARK)


def _missing(manifest: Manifest) -> Looked:
    return Looked(
        manifest.files, [Finding(name, "a file, when the backup was taken", "none") for name in manifest.missing]
    )


def _dump(folder: Path) -> Looked:
    try:
        postgresql_tools.read_through(folder / DUMP)
    except ToolTrouble as error:
        return Looked(1, [Finding(DUMP, "a dump that can be read", str(error))])
    return Looked(1)


def _database(folder: Path, manifest: Manifest, told: Told) -> Iterator[Result]:
    """Of an earlier version's tables only what that version had is asked: they are brought up when restored."""
    path = folder / DATABASE
    shared = None if manifest.elsewhere or not manifest.objects else _shared(folder)
    place = Place(lambda: reading(path), folder / BLOBS, folder / SEGMENTS, Depth.WHOLE, datetime.now(UTC), shared)
    yield judged("counts", "has each table the rows that it had?", _counted(path, manifest))
    elsewhere = {"attachments"} if manifest.elsewhere else set()
    asked = CHECKS if manifest.revision == HEAD else CHECKS[:1]
    wanted = [each for each in asked if each.name not in elsewhere]
    for done, each in enumerate(wanted):
        told(Step("database", done, len(wanted)))
        yield run(each, place)
    told(Step("database", len(wanted), len(wanted)))


def _shared(folder: Path) -> Places:
    """What the backup has of a shared place lies below a folder of its own, as it lay there."""
    home, objects = ObjectBlobs(FolderObjects(folder / BLOBS)), FolderObjects(folder / OBJECTS)
    return Places(EarlierBlobs(home, ObjectBlobs(objects, IN_SHARED)), home, objects)


def _counted(path: Path, manifest: Manifest) -> Looked:
    try:
        with reading(path) as connection:
            found = counts(connection)
    except DBAPIError as error:
        return Looked(0, [Finding(DATABASE, "a database", str(error.orig))])
    wrong = [
        Finding(f"table {name}", f"{count} rows", f"{found.get(name, 0)}")
        for name, count in manifest.counts.items()
        if found.get(name, 0) != count
    ]
    return Looked(len(manifest.counts), wrong)
