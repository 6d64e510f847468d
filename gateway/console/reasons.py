"""Why a mail went where it went, in the reader's language. The trail keeps these sentences in English, as the log and
the command line tell them; what no language has words for is shown as it is kept.
"""

import re
from collections.abc import Mapping
from functools import cached_property

from ..mail.persian import persian_digits

PLACE = "{}"  # in a sentence, for what differs from mail to mail
LONGEST = 600  # characters of a sentence that are looked through: some name what a stranger wrote
_APART, _END = "\u2068", "\u2069"  # what stands there keeps its own direction (UAX #9, isolates)
_EVIDENCE = re.compile(r"(.+?) (\(.+\))", re.DOTALL)


class Reasons:
    """`words`: sentences by the English ones, both with the same places."""

    def __init__(self, words: Mapping[str, str], language: str) -> None:
        self._words = words
        self._language = language

    def told(self, kept: str) -> str:
        if len(kept) > LONGEST:
            return kept
        return self._sentence(kept) or self._with_evidence(kept) or kept

    def _sentence(self, kept: str) -> str:
        if kept in self._words:
            return self._words[kept]
        for shape, words in self._shapes:
            if found := shape.fullmatch(kept):
                pieces = words.split(PLACE)
                filled = (*map(self._filling, found.groups()), "")
                return "".join(piece + value for piece, value in zip(pieces, filled, strict=True))
        return ""

    def _with_evidence(self, kept: str) -> str:
        """A rule says what it went by in parentheses."""
        found = _EVIDENCE.fullmatch(kept)
        told = self._sentence(found[1]) if found else ""
        return f"{told} {_APART}{found[2]}{_END}" if found and told else ""

    def _filling(self, value: str) -> str:
        if value.isdecimal() and self._language == "fa":
            return persian_digits(value)
        return f"{_APART}{value}{_END}"

    @cached_property
    def _shapes(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        return tuple(
            (re.compile("(.+?)".join(map(re.escape, kept.split(PLACE))), re.DOTALL), words)
            for kept, words in self._words.items()
            if PLACE in kept
        )
