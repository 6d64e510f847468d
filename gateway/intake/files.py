"""Mails in files: .eml and the like, mbox, Maildir, folders of them, standard input. Reads, decides nothing."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from .mbox import split

MAIL_SUFFIXES = frozenset({".eml", ".mail", ".mbox", ".msg", ".raw"})  # taken without a look inside
MAILDIR = ("cur", "new", "tmp")
LARGEST = 33_554_432  # octets of one mail
SNIFFED = 16_384  # octets that are looked at to tell a mail from another file
_FIELD = re.compile(rb"(?im)^(from|to|subject|date|received|return-path|message-id|mime-version|delivered-to):")
_SECOND = re.compile(r"[0-9]{1,12}(?=\.)")
_FIRST_LINE = re.compile(rb"(?:>?From \S|[!-9;-~]{1,60}[ \t]{0,5}:)")


@dataclass(frozen=True, slots=True)
class Found:
    """One mail in a file; `name` tells where it lay."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is no mail, or cannot be read; `reason` in one sentence."""

    name: str
    reason: str


def find(paths: tuple[str, ...], largest: int = LARGEST) -> Iterator[Found | Skipped]:
    """Files that are named are taken as they are; in folders only what looks like a mail is. One mail is in memory at
    a time, and none that is larger than allowed.
    """
    for path in paths:
        if path == "-":
            yield _bounded("standard input", sys.stdin.buffer, largest)
        elif Path(path).is_dir():
            yield from _in_folder(Path(path), largest)
        else:
            yield from _in_file(Path(path), largest)


def count(paths: tuple[str, ...]) -> int:
    """How many files `find` will look at."""
    return sum(len(_files(Path(path))) if Path(path).is_dir() else 1 for path in paths)


def looks_like_mail(head: bytes) -> bool:
    head = head.lstrip(b"\xef\xbb\xbf\r\n\t ")
    block = re.split(rb"\r?\n\r?\n|\r\r", head, maxsplit=1)[0]
    return _FIRST_LINE.match(head) is not None and len(_FIELD.findall(block)) >= 2


def _in_folder(folder: Path, largest: int) -> Iterator[Found | Skipped]:
    for path in _files(folder):
        try:
            with path.open("rb") as file:
                head = file.read(SNIFFED)
        except OSError as error:
            yield Skipped(str(path), error.strerror or "cannot be read")
            continue
        if path.suffix.lower() in MAIL_SUFFIXES or looks_like_mail(head):
            yield from _in_file(path, largest)
        else:
            yield Skipped(str(path), "does not look like a mail")


def _in_file(path: Path, largest: int) -> Iterator[Found | Skipped]:
    try:
        with path.open("rb") as file:
            if path.suffix in (".mbox", "") and file.read(5) == b"From ":
                file.seek(0)
                yield from _in_mbox(path, file, largest)
            else:
                file.seek(0)
                yield _bounded(str(path), file, largest)
    except OSError as error:
        yield Skipped(str(path), error.strerror or "cannot be read")


def _in_mbox(path: Path, file: BinaryIO, largest: int) -> Iterator[Found | Skipped]:
    for number, mail in enumerate(split(file, largest), 1):
        name = f"{path}:{number}"
        yield Skipped(name, _too_large(largest)) if mail is None else Found(name, mail)


def _bounded(name: str, file: BinaryIO, largest: int) -> Found | Skipped:
    content = file.read(largest + 1)
    return Skipped(name, _too_large(largest)) if len(content) > largest else Found(name, content)


def _too_large(largest: int) -> str:
    return f"is larger than {largest:,} octets"


def _files(folder: Path) -> list[Path]:
    """In the order of their names; in a Maildir, read and unread mails together, by the time of their delivery."""
    return sorted(filter(_counts, folder.rglob("*")), key=_place)


def _counts(path: Path) -> bool:
    return not path.name.startswith(".") and path.is_file() and not (path.parent.name == "tmp" and _in_maildir(path))


def _place(path: Path) -> tuple[str, int, str]:
    """A Maildir's file has the second of its delivery first in its name; what it is called after that is a host's."""
    if not _in_maildir(path):
        return str(path), 0, ""
    second = _SECOND.match(path.name)
    return str(path.parent.parent), int(second[0]) if second else 0, path.name


def _in_maildir(path: Path) -> bool:
    return path.parent.name in MAILDIR and _is_maildir(path.parent.parent)


@lru_cache(maxsize=64)
def _is_maildir(folder: Path) -> bool:
    return all((folder / name).is_dir() for name in ("cur", "new"))
