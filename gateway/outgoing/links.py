"""The folder of large files that go out as links; a web server of the house shows it.

Names in it are made of a secret (`store.enclosures`), never of what a sender wrote. A file that is published again, for
another attempt, is the same file, and its time begins anew.
"""

import os
import re
import secrets
from datetime import datetime, timedelta
from pathlib import Path

READABLE = 0o644  # by the web server, whoever runs that
LEFT_OVER = ".new"  # of a process that died while it wrote
_OURS = re.compile(r"[a-z2-7]{32}\.[a-z0-9]{1,5}|\.[0-9a-f]{32}\.new")


class LinkFolder:
    def __init__(self, folder: Path, days: int) -> None:
        self._folder = folder
        self._kept = timedelta(days=days)

    def publish(self, name: str, content: bytes) -> None:
        """Whole under its name, or not at all. Raises OSError."""
        path = self._folder / name
        try:
            known = path.stat().st_size == len(content)
        except FileNotFoundError:
            known = False
        if known:
            os.utime(path)
        else:
            self._write(path, content)

    def sweep(self, now: datetime) -> int:
        """Takes out what is older than it may get; how many files that were. Nothing but our own is touched."""
        oldest = (now - self._kept).timestamp()
        gone = 0
        for entry in os.scandir(self._folder) if self._folder.is_dir() else ():
            if _is_ours(entry.name) and entry.is_file(follow_symlinks=False) and entry.stat().st_mtime < oldest:
                Path(entry.path).unlink(missing_ok=True)
                gone += 1
        return gone

    def problem(self) -> str:
        """ "" where files can be written, else what is wrong."""
        aside = self._aside()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            aside.touch()
            aside.unlink()
        except OSError as error:
            return f"{self._folder} cannot be written ({error.strerror})"
        return ""

    def _write(self, path: Path, content: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        aside = self._aside()
        try:
            with aside.open("xb") as file:
                os.fchmod(file.fileno(), READABLE)
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            aside.rename(path)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise

    def _aside(self) -> Path:
        return self._folder / f".{secrets.token_hex(16)}{LEFT_OVER}"


def _is_ours(name: str) -> bool:
    return _OURS.fullmatch(name) is not None
