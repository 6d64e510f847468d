"""Reads what somebody typed into the search. Everything is a search: nothing is a mistake. Pure.

Words are to be there all of them, the last one by its beginning, but for a single letter; what stands in quotes, as it
stands there. A number with a hash, or a token, is the ticket.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ...mail.persian import fold
from ...mail.token import numbers_in
from ..database import plain
from .words import words

MOST = 300  # characters that are read
WORDS = 16  # that are searched for

_QUOTES = str.maketrans(dict.fromkeys("«»“”„‟″", '"'))
_NUMBER = re.compile(r"#(\d{1,12})")


@dataclass(frozen=True, slots=True)
class Asked:
    """`phrases`: words in a row, all of them to be there. `open`: the very last word may go on. `numbers`: one of these
    tickets. `exact`: the ticket with this number comes first, for nothing but a number was asked for; 0 for none.
    """

    phrases: tuple[tuple[str, ...], ...] = ()
    open: bool = False
    numbers: tuple[int, ...] = ()
    exact: int = 0

    @property
    def nothing(self) -> bool:
        """No word and no number is in it."""
        return not self.phrases and not self.numbers

    @property
    def firm(self) -> "Asked | None":
        """The same without the word that may go on; None where there is no such word, or no other."""
        if not self.open:
            return None
        *others, last = self.phrases
        kept = (*others, last[:-1]) if last[:-1] else tuple(others)
        return Asked(kept) if kept else None


def read(typed: str, keys: tuple[bytes, ...]) -> Asked:
    """`keys` are those that tokens were made with."""
    phrases: list[tuple[str, ...]] = []
    numbers: list[int] = []
    quoted = False
    for piece, quoted in _pieces(plain(typed[:MOST]).translate(_QUOTES)):
        found = () if quoted else _numbers(piece, keys)
        numbers += found
        if not found and (phrase := words(piece)):
            phrases.append(phrase)
    kept = _first(phrases, WORDS)
    alone = kept[0][0] if len(kept) == 1 and len(kept[0]) == 1 and not numbers else ""
    number = int(alone) if alone.isdecimal() and len(alone) < 13 else 0
    goes_on = not quoted and len(kept) == len(phrases) and bool(kept) and len(kept[-1][-1]) > 1
    return Asked(tuple(kept), goes_on, tuple(numbers), number)


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Each with whether it stood in quotes. What is quoted to the end is still being typed."""
    parts = text.split('"')
    for place, part in enumerate(parts):
        if place % 2:
            yield part, place < len(parts) - 1
        else:
            yield from ((piece, False) for piece in part.split())


def _numbers(piece: str, keys: tuple[bytes, ...]) -> tuple[int, ...]:
    if found := numbers_in("#" + piece.lstrip("[#"), keys):
        return found
    plain_number = _NUMBER.fullmatch(fold(piece).strip("[]().,:;"))
    return (int(plain_number[1]),) if plain_number else ()


def _first(phrases: list[tuple[str, ...]], most: int) -> list[tuple[str, ...]]:
    kept: list[tuple[str, ...]] = []
    for phrase in phrases:
        if most <= 0:
            break
        kept.append(phrase[:most])
        most -= len(phrase)
    return kept
