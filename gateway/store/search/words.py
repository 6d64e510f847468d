"""What a word is: folded, so that all spellings of it are one; without signs, and not too long. Pure."""

import re
from collections.abc import Iterable

from ...mail.persian import fold
from ..database import plain

WINDOW = 8192  # tickets in a row whose words are kept together
PARTS = 1024  # of one ticket at most
LONGEST = 40  # characters of a word that count

_WORD = re.compile(r"[^\W_]+")
_SYMBOLS = "0123456789abcdefghijklmnopqrstuvwxyz"


def words(text: str) -> tuple[str, ...]:
    found = _WORD.findall(fold(plain(text)))
    return tuple(found) if max(map(len, found), default=0) <= LONGEST else tuple(word[:LONGEST] for word in found)


def window_of(number: int) -> int:
    return number // WINDOW


def mark(window: int) -> str:
    """Three symbols, always, so that no mark with the beginning of a word is another one with a longer beginning."""
    base = len(_SYMBOLS)
    return _SYMBOLS[window // base // base % base] + _SYMBOLS[window // base % base] + _SYMBOLS[window % base]


def part_id(number: int, part: int) -> int:
    return number * PARTS + part


def ticket_of(id: int) -> int:
    return id // PARTS


def tickets_of(ids: Iterable[int]) -> tuple[int, ...]:
    """Each once, in their order."""
    return tuple(dict.fromkeys(map(ticket_of, ids)))
