"""The files of a backup besides its database: each copied, or linked to the last backup if nobody touched it since.

A content has its hash as its name and is never written again. A segment only grows; it is copied as far as rows use it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .copying import Short, copy, is_same, link
from .manifest import BLOBS, FILES, KEYS, SEGMENTS, Filed, Torn, read_files
from .progress import Step, Told
from .shared import content_key
from .snapshot import Referred

OFTEN = 64  # files between two words about how far it is


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A key that goes along: what it is for, and where it lies."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file: its path below the state folder and below the backup, how many octets of it (None: all), and its
    SHA-256 where that is known ("" where not). `content`: as what it lies in a shared place where it is not here.
    """

    path: str
    length: int | None
    sha256: str
    content: Filed | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """`missing` are files that rows refer to and that are not there, or too short; `contents` are those of attachments
    that are not here, by their key in a shared place.
    """

    filed: tuple[Filed, ...]
    missing: tuple[str, ...]
    contents: tuple[Filed, ...]
    linked: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """From where, whereto, and the backup before this one (None for none)."""

    state: Path
    folder: Path
    last: Path | None

    def take(self, referred: Referred, told: Told) -> Written:
        """Raises OSError."""
        wanted = [*_segments(referred, self._known_segments()), *_contents(referred)]
        filed: list[Filed] = []
        missing: list[str] = []
        contents: list[Filed] = []
        linked = 0
        for done, each in enumerate(wanted):
            if done % OFTEN == 0:
                told(Step("files", done, len(wanted)))
            (self.folder / each.path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if found := self._linked(each):
                linked += 1
            else:
                found = self._copied(each)
            if found:
                filed.append(found)
            elif each.content:
                contents.append(each.content)
            else:
                missing.append(each.path)
        told(Step("files", len(wanted), len(wanted)))
        return Written(tuple(filed), tuple(missing), tuple(contents), linked)

    def key(self, key: KeyFile) -> Filed:
        """Raises OSError."""
        target = self.folder / KEYS / key.name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return Filed(f"{KEYS}/{key.name}", *copy(key.path, target))

    def _linked(self, wanted: Wanted) -> Filed | None:
        if self.last is None or not wanted.sha256:
            return None
        source, earlier = self.state / wanted.path, self.last / wanted.path
        try:
            size = source.stat().st_size if wanted.length is None else wanted.length
        except FileNotFoundError:
            return None
        same = is_same(source, earlier, size) and link(earlier, self.folder / wanted.path)
        return Filed(wanted.path, size, wanted.sha256) if same else None

    def _copied(self, wanted: Wanted) -> Filed | None:
        target = self.folder / wanted.path
        try:
            return Filed(wanted.path, *copy(self.state / wanted.path, target, wanted.length))
        except (FileNotFoundError, Short):
            target.unlink(missing_ok=True)
            return None

    def _known_segments(self) -> dict[str, str]:
        """The SHA-256 of each segment in the last backup; none where that cannot be read."""
        if self.last is None:
            return {}
        try:
            with (self.last / FILES).open(encoding="utf-8") as lines:
                return {each.path: each.sha256 for each in read_files(lines) if each.path.startswith(f"{SEGMENTS}/")}
        except (OSError, Torn):
            return {}


def _segments(referred: Referred, known: dict[str, str]) -> Iterator[Wanted]:
    for name, end in referred.segments:
        path = f"{SEGMENTS}/{name}"
        yield Wanted(path, end, known.get(path, ""))


def _contents(referred: Referred) -> Iterator[Wanted]:
    for sha256, size in referred.contents:
        name = sha256.hex()
        path = f"{BLOBS}/{name[:2]}/{name[2:]}"
        yield Wanted(path, None, name, Filed(content_key(sha256), size, name))
