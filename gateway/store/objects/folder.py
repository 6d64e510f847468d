"""A folder as the place for bytes: of this machine, or one that all machines mount at the same path.

Written aside, synced, then named, and the folders synced: a name that can be read has its bytes on disk.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from ..database import Unavailable
from ..segments import sync_folder
from .place import Found

NEW = ".new"  # the end of a name whose bytes are on their way


class FolderObjects:
    def __init__(self, folder: Path) -> None:
        self.name = str(folder)
        self._folder = folder

    def put(self, key: str, content: bytes | BinaryIO) -> None:
        path = self._folder / key
        with _passing(self.name):
            if not path.exists():
                self._make(path.parent)
                self._write(path, content)
            sync_folder(path.parent)  # who named it may have died before this

    def get(self, key: str) -> bytes:
        with _passing(self.name):
            try:
                return (self._folder / key).read_bytes()
            except FileNotFoundError as error:
                self._look()
                raise LookupError(f"no object {key}") from error

    def find(self, key: str) -> Found | None:
        with _passing(self.name):
            try:
                return _found(key, (self._folder / key).stat())
            except FileNotFoundError:
                return None

    def move(self, key: str, to: str) -> None:
        source, target = self._folder / key, self._folder / to
        with _passing(self.name):
            self._make(target.parent)
            try:
                os.utime(source)
                source.rename(target)
            except FileNotFoundError as error:
                raise LookupError(f"no object {key}") from error
            sync_folder(target.parent)

    def remove(self, key: str) -> None:
        with _passing(self.name), suppress(FileNotFoundError):
            (self._folder / key).unlink()

    def list(self, prefix: str) -> Iterator[Found]:
        with _passing(self.name):
            for above, _, names in os.walk(self._folder / prefix):
                for name in names:
                    path = Path(above) / name
                    with suppress(FileNotFoundError):
                        yield _found(path.relative_to(self._folder).as_posix(), path.stat())

    def _look(self) -> None:
        """A folder that is not there is one that is not mounted, and not one that holds nothing."""
        os.stat(self._folder)

    def _make(self, folder: Path) -> None:
        """Each new folder is synced into the one above it. The place itself is never made in passing: where it is
        missing, it is a share that is not mounted.
        """
        if folder.is_dir():
            return
        if folder == self._folder:
            os.stat(folder)
        self._make(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(folder.parent)

    def _write(self, path: Path, content: bytes | BinaryIO) -> None:
        aside = path.with_name(f"{path.name}.{token_hex(6)}{NEW}")
        try:
            with aside.open("xb") as file:
                if isinstance(content, bytes):
                    file.write(content)
                else:
                    shutil.copyfileobj(content, file, 256 * 1024)
                file.flush()
                os.fsync(file.fileno())
            aside.rename(path)
        except OSError:
            with suppress(OSError):
                aside.unlink()
            raise


def own_folder(folder: Path) -> FolderObjects:
    """A folder that is nobody else's, made where it is missing; what is in the way is told at the first use."""
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return FolderObjects(folder)


def _found(key: str, state: os.stat_result) -> Found:
    return Found(key, state.st_size, datetime.fromtimestamp(state.st_mtime, UTC))


@contextmanager
def _passing(name: str) -> Iterator[None]:
    """A full disk or a share that is not mounted is nobody's mail's fault."""
    try:
        yield
    except OSError as error:
        raise Unavailable(f"{name}: {error.strerror or type(error).__name__}") from error
