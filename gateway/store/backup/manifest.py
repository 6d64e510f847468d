"""What a backup says of itself. `manifest.json` is written last: a folder without one is a backup that was broken off.

`files.jsonl` beside it names every file with its size and SHA-256; the manifest has the SHA-256 of that list.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

FORMAT = 1
MANIFEST = "manifest.json"
FILES = "files.jsonl"
BLOBS, SEGMENTS, OBJECTS, KEYS = "blobs", "spool", "objects", "keys"  # folders in a backup
LEFT_OUT = "left-out.jsonl"  # names the objects of shared places that are not part of it, as `files.jsonl` does files
DATABASE, DUMP = "postroom.db", "postroom.dump"
REPLY_KEY = "reply.key"  # below KEYS; the others are named for what they are for
UNFINISHED = ".unfinished"  # how the name of a folder ends that is still written


class Torn(Exception):
    """What lies there is no backup, or a damaged one. The text is one sentence."""


class Kind(Enum):
    SQLITE = "sqlite"
    POSTGRESQL = "postgresql"


@dataclass(frozen=True, slots=True)
class Filed:
    """One file of a backup, its path below the backup's folder."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`counts` are rows by table, `outcomes` mails by outcome. `missing` were named by rows and not there when the
    backup was taken. `objects` of shared places are part of it; `left_out` ones are not: they lie in `elsewhere`.
    """

    format: int
    version: str  # of Postroom
    moment: datetime
    kind: Kind
    revision: str  # of the tables
    accepted: int
    waiting: int
    outcomes: dict[str, int]
    counts: dict[str, int]
    files: int
    octets: int
    files_sha256: str
    missing: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    objects: int = 0
    left_out: int = 0

    @property
    def balanced(self) -> bool:
        return self.accepted == self.waiting + sum(self.outcomes.values())


def as_text(manifest: Manifest) -> str:
    plain = asdict(manifest) | {"moment": manifest.moment.astimezone(UTC).isoformat(), "kind": manifest.kind.value}
    return json.dumps(plain | {"seal": _seal(plain)}, indent=2, ensure_ascii=False) + "\n"


def _seal(plain: dict[str, Any]) -> str:
    """Tells a manifest that a disk or a hand has changed; it keeps out nobody who means to."""
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def read(folder: Path) -> Manifest:
    """Raises Torn."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Torn(f"{folder} holds no {MANIFEST}: it is no backup, or one that was broken off") from None
    except (OSError, ValueError) as error:
        raise Torn(f"{folder / MANIFEST} cannot be read ({type(error).__name__})") from error
    return _from_json(found, folder)


def _from_json(found: Any, folder: Path) -> Manifest:
    if not isinstance(found, dict) or not isinstance(found.get("format"), int):
        raise Torn(f"{folder / MANIFEST} is none of ours")
    if found["format"] > FORMAT:
        raise Torn(f"{folder} was written by a later version of Postroom ({found.get('version')})")
    if found.pop("seal", "") != _seal(found):
        raise Torn(f"{folder / MANIFEST} is damaged")
    known = {field.name for field in fields(Manifest)}
    try:
        values: dict[str, Any] = {name: value for name, value in found.items() if name in known}
        values |= {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
        values |= {"moment": datetime.fromisoformat(found["moment"]), "kind": Kind(found["kind"])}
        return Manifest(**values)
    except (KeyError, TypeError, ValueError) as error:
        raise Torn(f"{folder / MANIFEST} is damaged") from error


def line_of(filed: Filed) -> str:
    return json.dumps(asdict(filed), ensure_ascii=False) + "\n"


def read_files(lines: Iterable[str]) -> Iterator[Filed]:
    """Raises Torn."""
    for number, line in enumerate(lines, 1):
        try:
            yield Filed(**json.loads(line))
        except (ValueError, TypeError) as error:
            raise Torn(f"line {number} of {FILES} is damaged") from error
