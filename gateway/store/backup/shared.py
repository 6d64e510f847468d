"""What lies in places that all machines share, on its way into a backup and out of it. An object has a name of its own
and never changes, so that one which the last backup has is linked to that and not asked for again.
"""

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

from ..blobs import ASIDE, BLOBS
from ..database import Unavailable
from ..objects import Objects
from .copying import keep, link
from .manifest import LEFT_OUT, OBJECTS, Filed, read_files
from .progress import Step, Told

Made = TypeVar("Made")

AT_ONCE = 8  # objects on their way; each is in memory as a whole, as when its mail was taken
STRETCH = 256  # objects between two words about how far it is


class PlaceTrouble(Exception):
    """A place gives no answer, or not what was put there; one sentence."""


@dataclass(frozen=True, slots=True)
class SharedPlaces:
    """Objects of the places `taken` go along, those of the places `left`, which are only named, do not."""

    taken: tuple[Objects, ...] = ()
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gathered:
    """`filed` by their path in the backup; `left_out` and `missing` by their key, `missing` as nowhere to be found."""

    filed: tuple[Filed, ...]
    left_out: tuple[Filed, ...]
    missing: tuple[str, ...]
    linked: int


def content_key(sha256: bytes) -> str:
    """Where the content of an attachment lies in such a place."""
    name = sha256.hex()
    return f"{BLOBS}{name[:2]}/{name[2:]}"


def gather(shared: SharedPlaces, wanted: Sequence[Filed], shelf: tuple[Path, Path | None], told: Told) -> Gathered:
    """Writes what is `wanted` (by key) below the first folder of the shelf, or links it to the last backup, the second.
    Raises PlaceTrouble and OSError.
    """
    folder, last = shelf
    filed: list[Filed] = []
    absent: list[Filed] = []
    linked = 0

    def one(each: Filed) -> Filed | None:
        target = folder / OBJECTS / each.path
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        known = shared.taken and last is not None and _is_there(last / OBJECTS / each.path, each.size)
        if known and last is not None and link(last / OBJECTS / each.path, target):
            return Filed(str(target.relative_to(folder)), each.size, each.sha256)
        content = _found(shared.taken, each)
        if content is None:
            return None
        keep(target, content)
        return Filed(str(target.relative_to(folder)), each.size, each.sha256)

    for each, found in zip(wanted, _together(one, wanted, told), strict=True):
        if found is None:
            absent.append(each)
        else:
            filed.append(found)
            linked += (folder / found.path).stat().st_nlink > 1
    if shared.left:
        return Gathered(tuple(filed), tuple(absent), (), linked)
    return Gathered(tuple(filed), (), tuple(each.path for each in absent), linked)


def bring(folder: Path, filed: Iterable[Filed], to: Objects, told: Told) -> int:
    """Puts the objects of a backup below `folder` back, and reads each again; how many there were. What lies there with
    the same name and other bytes is damaged, and replaced. Raises PlaceTrouble and OSError.
    """
    wanted = [each for each in filed if each.path.startswith(f"{OBJECTS}/")]

    def one(each: Filed) -> None:
        key = each.path.removeprefix(f"{OBJECTS}/")
        if _content(to, (key,), each) is not None:
            return
        content = (folder / each.path).read_bytes()
        to.remove(key)
        to.put(key, io.BytesIO(content))
        if _content(to, (key,), each) is None:
            raise PlaceTrouble(f"{to.name}: {key} does not come back as it was put there")

    for _ in _together(one, wanted, told):
        continue
    return len(wanted)


def left_out(folder: Path) -> tuple[Filed, ...]:
    """The objects that a backup only names. Raises Torn and OSError."""
    path = folder / LEFT_OUT
    if not path.exists():
        return ()
    with path.open(encoding="utf-8") as lines:
        return tuple(read_files(lines))


def absent(wanted: Sequence[Filed], places: Objects | None, told: Told) -> tuple[str, ...]:
    """Which of these objects are not where they should be, or not of their size. Raises PlaceTrouble."""
    if places is None:
        return tuple(each.path for each in wanted)

    def is_there(each: Filed) -> bool:
        found = (places.find(key) for key in (each.path, ASIDE + each.path))
        return any(there is not None and there.size == each.size for there in found)

    return tuple(each.path for each, there in zip(wanted, _together(is_there, wanted, told), strict=True) if not there)


def _together(work: Callable[[Filed], Made], wanted: Sequence[Filed], told: Told) -> Iterator[Made]:
    """In their order, several at a time."""
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="objects") as pool:
        left, done = iter(wanted), 0
        while stretch := list(islice(left, STRETCH)):
            told(Step("objects", done, len(wanted)))
            try:
                yield from pool.map(work, stretch)
            except Unavailable as error:
                raise PlaceTrouble(f"the place of [store] does not answer ({error})") from error
            done += len(stretch)
    if wanted:
        told(Step("objects", len(wanted), len(wanted)))


def _is_there(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False


def _found(places: tuple[Objects, ...], wanted: Filed) -> bytes | None:
    for place in places:
        content = _content(place, (wanted.path, ASIDE + wanted.path), wanted)
        if content is not None:
            return content
    return None


def _content(place: Objects, keys: tuple[str, ...], wanted: Filed) -> bytes | None:
    """None where there is none with the size and hash that it should have."""
    for key in keys:
        try:
            content = place.get(key)
        except LookupError:
            continue
        if len(content) == wanted.size and hashlib.sha256(content).hexdigest() == wanted.sha256:
            return content
    return None
