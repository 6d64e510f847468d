"""Mails in files: .eml and the like, mbox, Maildir, folders of them, standard input. Reads, decides nothing."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MAIL_SUFFIXES = frozenset({".eml", ".mail", ".mbox", ".msg", ".raw"})  # taken without a look inside
SNIFFED = 16_384  # octets that are looked at to tell a mail from another file
_FIELD = re.compile(rb"(?im)^(from|to|subject|date|received|return-path|message-id|mime-version|delivered-to):")
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


def find(paths: tuple[str, ...]) -> Iterator[Found | Skipped]:
    """Files that are named are taken as they are; in folders only what looks like a mail is."""
    for path in paths:
        if path == "-":
            yield Found("standard input", sys.stdin.buffer.read())
        elif Path(path).is_dir():
            yield from _in_folder(Path(path))
        else:
            yield from _in_file(Path(path))


def count(paths: tuple[str, ...]) -> int:
    """How many files `find` will look at."""
    return sum(len(_files(Path(path))) if Path(path).is_dir() else 1 for path in paths)


def looks_like_mail(head: bytes) -> bool:
    head = head.lstrip(b"\xef\xbb\xbf\r\n\t ")
    block = re.split(rb"\r?\n\r?\n|\r\r", head, maxsplit=1)[0]
    return _FIRST_LINE.match(head) is not None and len(_FIELD.findall(block)) >= 2


def _in_folder(folder: Path) -> Iterator[Found | Skipped]:
    for path in _files(folder):
        try:
            with path.open("rb") as file:
                head = file.read(SNIFFED)
        except OSError as error:
            yield Skipped(str(path), error.strerror or "cannot be read")
            continue
        if path.suffix.lower() in MAIL_SUFFIXES or looks_like_mail(head):
            yield from _in_file(path)
        else:
            yield Skipped(str(path), "does not look like a mail")


def _in_file(path: Path) -> Iterator[Found | Skipped]:
    try:
        content = path.read_bytes()
    except OSError as error:
        yield Skipped(str(path), error.strerror or "cannot be read")
        return
    if content.startswith(b"From ") and path.suffix in (".mbox", ""):
        for number, mail in enumerate(split_mbox(content), 1):
            yield Found(f"{path}:{number}", mail)
    else:
        yield Found(str(path), content)


def split_mbox(content: bytes) -> list[bytes]:
    """The mails of an mbox (RFC 4155), their `From ` lines taken away and `>From ` unquoted."""
    pieces = re.split(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\n]*\n", content)
    return [re.sub(rb"(?m)^>(>*From )", rb"\1", piece) for piece in pieces if piece.strip()]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
