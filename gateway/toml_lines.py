"""Where each table, key and list entry of a TOML text stands, so that a mistake can be told with its line.

tomllib gives values and forgets lines. This reads only as much of the text as lines need, after tomllib took it. Pure,
and nobody's: the configuration and the rules both read TOML.
"""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from itertools import accumulate

Place = tuple[str | int, ...]  # ("department", 1, "addresses", 0): of the second [[department]] the first address

DEPTH = 20  # lists and tables inside of each other; and words of a dotted key

_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'  # the four kinds of strings
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[\[\]{}=,\n]"
    r"|[^\s\[\]{}=,#\"']+"
    r"|[\"']",
    re.DOTALL,
)
_WORD = re.compile(r"""[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*'""")
_ENDS = frozenset({",", "]", "}", "\n", ""})


def places(text: str) -> dict[Place, int]:
    """The line of each table, key and list entry."""
    return _Walk(text).document()


def line_of(place: Place, lines: Mapping[Place, int]) -> int:
    """The line of the place, or of the nearest thing around it that has one; 0 for none."""
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place, 0)


def depth(text: str) -> tuple[int, int]:
    """How deep lists and tables lie inside of each other at most, and in which line."""
    tokens = tuple(_TOKEN.finditer(_unix(text)))
    depths = accumulate((piece[0] in ("[", "{")) - (piece[0] in ("]", "}")) for piece in tokens)
    deepest = max(zip(depths, tokens, strict=True), key=lambda each: each[0], default=None)
    return (deepest[0], _unix(text).count("\n", 0, deepest[1].start()) + 1) if deepest else (0, 0)


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n") + "\n"


class _Walk:
    """Goes through the tokens once, from the first to the last."""

    def __init__(self, text: str) -> None:
        text = _unix(text)
        self._pieces = [piece[0] for piece in _TOKEN.finditer(text)]
        breaks = accumulate((token.count("\n") for token in self._pieces), initial=1)
        self._numbers = list(breaks)[:-1]  # the line in which each token starts
        self._at = 0
        self._lines: dict[Place, int] = {}
        self._counts: dict[tuple[str, ...], int] = {}

    def document(self) -> dict[Place, int]:
        table: Place = ()
        while self._at < len(self._pieces):
            if self._skips():
                continue
            if self._piece == "[":
                table = self._header()
            else:
                self._pair(table)
        return self._lines

    @property
    def _piece(self) -> str:
        return self._pieces[self._at] if self._at < len(self._pieces) else ""

    @property
    def _line(self) -> int:
        return self._numbers[min(self._at, len(self._numbers) - 1)]

    def _skips(self) -> bool:
        """Goes past a line's end or a comment."""
        skipped = self._piece == "\n" or self._piece.startswith("#")
        self._at += skipped
        return skipped

    def _header(self) -> Place:
        line, start = self._line, self._at
        while self._piece not in ("\n", ""):
            self._at += 1
        written = self._pieces[start : self._at]
        words = _words(written[: written.index("]") if "]" in written else None])
        if written[:2] == ["[", "["]:
            self._counts[words] = self._counts.get(words, -1) + 1
        table = self._numbered(words)
        self._put(table, line)
        return table

    def _numbered(self, words: tuple[str, ...]) -> Place:
        """A table's place: names of arrays are followed by the number of their latest entry."""
        place: Place = ()
        for length in range(1, len(words) + 1):
            place = (*place, words[length - 1])
            if words[:length] in self._counts:
                place = (*place, self._counts[words[:length]])
        return place

    def _pair(self, table: Place) -> None:
        line, start = self._line, self._at
        while self._piece not in ("=", "\n", ""):
            self._at += 1
        place = (*table, *_words(self._pieces[start : self._at]))
        if self._piece == "=":
            self._put(place, line)
            self._at += 1
            self._value(place)
        else:
            self._at += 1

    def _value(self, place: Place) -> None:
        if len(place) < 2 * DEPTH and self._piece == "[":
            self._array(place)
        elif len(place) < 2 * DEPTH and self._piece == "{":
            self._inline(place)
        else:
            while self._piece not in _ENDS:
                self._at += 1

    def _array(self, place: Place) -> None:
        self._at += 1
        number = 0
        while self._piece not in ("]", ""):
            if self._piece == ",":
                number += 1
                self._at += 1
            elif not self._skips():
                self._put((*place, number), self._line)
                before = self._at
                self._value((*place, number))
                self._at += self._at == before
        self._at += 1

    def _inline(self, place: Place) -> None:
        self._at += 1
        while self._piece not in ("}", ""):
            if self._piece == ",":
                self._at += 1
            elif not self._skips():
                before = self._at
                self._pair(place)
                self._at += self._at == before
        self._at += 1

    def _put(self, place: Place, line: int) -> None:
        """A dotted key or table stands for the tables in its name, too."""
        for length in range(1, len(place) + 1):
            self._lines.setdefault(place[:length], line)


def _words(tokens: list[str]) -> tuple[str, ...]:
    return tuple(map(_bare, _WORD.findall("".join(tokens))[:DEPTH]))


def _bare(word: str) -> str:
    if "\\" in word and word.startswith('"'):
        with suppress(ValueError):  # TOML knows two escapes more than JSON, which nobody needs in a name
            return str(json.loads(word))
    return word.strip("\"'")
