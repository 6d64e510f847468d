"""Mistakes in a document of rules, and what was probably meant. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from ..mail.persian import fold


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong, and what was probably meant. Lines count from 1."""

    line: int
    sentence: str


def meant(word: str, known: Iterable[str]) -> str:
    """Half a sentence: the known word that is closest, or else all of them where they are few."""
    words = list(dict.fromkeys(known))
    close = get_close_matches(fold(word)[:80], [fold(each) for each in words], n=1, cutoff=0.55)
    if close:
        return f"; did you mean '{next(each for each in words if fold(each) == close[0])}'?"
    return f"; there are: {', '.join(words)}" if 0 < len(words) <= 8 else ""
