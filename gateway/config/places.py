"""Where each table and key of a TOML text stands, so that a mistake can be told with its line.

tomllib gives values and forgets lines. This reads only as much of the text as lines need, after tomllib took it.
"""

import re
from collections.abc import Iterator, Mapping

Place = tuple[str | int, ...]  # ("department", 1, "addresses"): the second [[department]], its key `addresses`

_PIECE = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'  # the four kinds of strings
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[\[\]{}\n]",
    re.DOTALL,
)
_WORD = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_NAME = re.compile(rf"{_WORD}(?:[ \t]*\.[ \t]*{_WORD})*")
_ONE_WORD = re.compile(_WORD)


def places(text: str) -> dict[Place, int]:
    """The line of each table and key. Keys inside an inline table are not listed: see `line_of`."""
    lines: dict[Place, int] = {}
    counts: dict[tuple[str, ...], int] = {}
    table: Place = ()
    for line, statement in _statements(text):
        named = _NAME.search(statement)
        if named is None or statement.startswith("#"):
            continue
        words = tuple(word.strip("\"'") for word in _ONE_WORD.findall(named[0]))
        if not statement.startswith("["):
            _put(lines, (*table, *words), line)
            continue
        if statement.startswith("[["):
            counts[words] = counts.get(words, -1) + 1
        table = _numbered(words, counts)
        _put(lines, table, line)
    return lines


def line_of(place: Place, lines: Mapping[Place, int]) -> int:
    """The line of the place, or of the nearest thing around it that has one; 0 for none."""
    while place and place not in lines:
        place = place[:-1]
    return lines.get(place, 0)


def _put(lines: dict[Place, int], place: Place, line: int) -> None:
    """A dotted key or table stands for the tables in its name, too."""
    for length in range(1, len(place) + 1):
        lines.setdefault(place[:length], line)


def _numbered(words: tuple[str, ...], counts: Mapping[tuple[str, ...], int]) -> Place:
    """A table's place: names of arrays are followed by the number of their latest entry."""
    place: Place = ()
    for length in range(1, len(words) + 1):
        place = (*place, words[length - 1])
        if words[:length] in counts:
            place = (*place, counts[words[:length]])
    return place


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each statement and the line in which it starts; one whose value has many lines is one statement."""
    text = text.replace("\r\n", "\n") + "\n"
    start = depth = 0
    line = 1
    for piece in _PIECE.finditer(text):
        mark = piece[0]
        depth += (mark in ("[", "{")) - (mark in ("]", "}"))
        if mark == "\n" and depth <= 0:
            yield line, text[start : piece.start()].lstrip(" \t")
            line += text.count("\n", start, piece.end())
            start = piece.end()
