"""The text in which the signing keys lie: one key a line, `<id> <since> <secret>`, the oldest first.

A text without such a line is one secret by itself: that is how the first key begins. `tokens` in place of an id is a
key by which no address is believed any more, and which subject tokens still need.
"""

import re
from dataclasses import dataclass
from datetime import date

FIRST_ID = 1
IDS = 8  # a signed address has room for ids 0 to 7
TOKENS = "tokens"
BEGINNING = date(1970, 1, 1)  # since when a key signs whose line does not say it

_LINE = re.compile(r"([0-7]|tokens) ([0-9]{4}-[0-9]{2}-[0-9]{2}) (\S.*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Key:
    """`id` is None for a key that is kept for subject tokens alone."""

    id: int | None
    since: date
    secret: str

    @property
    def line(self) -> str:
        """As it stands in the text."""
        return f"{TOKENS if self.id is None else self.id} {self.since.isoformat()} {self.secret}"


def read_keys(text: str) -> tuple[Key, ...]:
    """The keys in a text, oldest first. Raises ValueError with a sentence that repeats nothing of the text."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = [_LINE.fullmatch(line) for line in lines]
    if not any(found):
        return (Key(FIRST_ID, BEGINNING, text),)  # to the last blank, or every token would change
    keys = [_key(number, match) for number, match in enumerate(found, 1)]
    ids = [key.id for key in keys]
    if len(ids) != len(set(ids)):
        raise ValueError("there are two keys of the same id")
    keys.sort(key=lambda key: key.since)
    if any(key.id is None for key in keys[1:]):
        raise ValueError("a key for tokens alone is not the oldest key")
    if keys[-1].id is None:
        raise ValueError("there is no key that could sign")
    return tuple(keys)


def keys_problem(text: str, least: int) -> str:
    """What is wrong with the keys in a text, "" for nothing. A secret by itself has been measured before."""
    try:
        keys = read_keys(text)
    except ValueError as error:
        return str(error)
    short = any(len(key.secret) < least for key in keys if key.secret != text)
    return f"a key has fewer than {least} characters" if short else ""


def _key(number: int, match: re.Match[str] | None) -> Key:
    if match is None:
        raise ValueError(f"line {number} is not `ID SINCE SECRET`, such as `2 2026-11-22 ...`")
    try:
        since = date.fromisoformat(match[2])
    except ValueError:
        raise ValueError(f"line {number} has a date that does not exist") from None
    return Key(None if match[1] == TOKENS else int(match[1]), since, match[3])
