"""From the bytes of a file or an attachment to the text of a rule document, and the difference between two. Pure."""

from collections.abc import Iterator
from difflib import unified_diff

from ..rules import Mistake
from .compare import Tried

LARGEST = 256 * 1024  # bytes; nobody reads a longer one aloud

TOO_LARGE = Mistake(1, f"the document is larger than {LARGEST // 1024} KB")


def decoded(content: bytes) -> str | Mistake:
    """UTF-8, with or without a mark in front, lines ended as everywhere."""
    if len(content) > LARGEST:
        return TOO_LARGE
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Mistake(line, "this is not UTF-8; save the file as UTF-8 and try again")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def difference(old: str, new: str, names: tuple[str, str]) -> tuple[str, ...]:
    """A unified diff, line by line."""
    return tuple(unified_diff(old.split("\n"), new.split("\n"), *names, lineterm="", n=2))


def differences(tried: Tried) -> Iterator[str]:
    """What becomes of one mail, as a unified diff."""
    name = f"ticket {tried.ticket}" if tried.ticket else f"mail {tried.mail}"
    lines = unified_diff(tried.old.lines, tried.new.lines, name, name, lineterm="", n=99)
    yield from (line for line in lines if not line.startswith("@@"))
