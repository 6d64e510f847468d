"""From the text of a document to its values. One broken statement does not hide the mistakes in the rest of it: it is
set aside, and reading goes on. Pure.
"""

import re
import tomllib
from dataclasses import dataclass, field
from typing import Any

from ..toml_lines import depth
from .mistakes import Mistake

DOCUMENT = 262_144  # characters
DEEP = 8  # lists and tables inside of each other
TRIES = 30  # broken statements that are set aside

_BEGINS = re.compile(
    r"""[ \t]*(?:\[{1,2}[ \t]*[A-Za-z][\w.-]*[ \t]*\]*[ \t]*(?:\#.*)?$|(?:[\w.-]|"[^"\n]*"|'[^'\n]*')+[ \t]*=)"""
)
_HEADER = re.compile(r"[ \t]*\[+[ \t]*([\w-]*)")
_PIECES = re.compile(r'"""|\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{}"\']')
_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_TABLES = ("rule", "answer")
_SAID = {
    "Unclosed array": 'the list is not closed, with "]"; or a comma is missing in it',
    "Unclosed inline table": 'the table is not closed on its line, with "}"; or a comma is missing in it',
    "Illegal character '\\n'": "a text is not closed on its line, with the quote that it began with",
    "Unterminated string": "a text is not closed, with the quotes that it began with",
    "Expected newline or end of document after a statement": (
        'there is more on the line than one statement; times and Jalali days stand in "quotes"'
    ),
    "Expected '=' after a key in a key/value pair": 'an "=" is missing behind the first word',
    "Cannot overwrite a value": "this was said before, and it can be said only once",
    "Invalid value": 'the value is none: texts stand in "quotes", yes and no are true and false',
    "Unescaped '\\' in a string": "a \\ in \"double quotes\" begins an escape; put the text into 'single quotes'",
}


@dataclass
class Parsed:
    """What could be read. `lines`: the text without its broken statements; `broken`: where those stood."""

    lines: list[str]
    values: dict[str, Any] = field(default_factory=dict)
    broken: list[int] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def wrong(self, line: int, sentence: str) -> None:
        self.broken.append(line)
        self.mistakes.append(Mistake(line, sentence))


def parse(document: str) -> Parsed:
    found = Parsed(document.removeprefix("\ufeff").replace("\r\n", "\n").split("\n"))
    deepest, line = depth(found.text)
    if len(document) > DOCUMENT:
        found.wrong(1, f"the document has {len(document)} characters; at most {DOCUMENT} are read")
    elif deepest > DEEP:
        found.wrong(line, f"lists and tables lie {deepest} deep inside of each other here; a rule needs no more than 2")
    else:
        _parse(found)
    return found


def _parse(found: Parsed) -> None:
    for _ in range(TRIES):
        try:
            found.values = tomllib.loads(found.text)
            return
        except tomllib.TOMLDecodeError as error:
            _set_aside(found, str(error))
        except (ValueError, RecursionError):
            found.wrong(_widest(found.lines), "a number is too large to be read")
            found.lines[found.broken[-1] - 1] = ""
    found.mistakes.append(Mistake(found.broken[-1], "there are more broken statements than can be told at once"))


def _set_aside(found: Parsed, error: str) -> None:
    place = _PLACE.search(error)
    message = error[: place.start()] if place else error
    line = int(place[1]) if place and place[1] else _unclosed(found.lines)
    begins = _beginnings(found.lines)
    if message == "Cannot overwrite a value" and (single := _single_header(found.lines, line)):
        line = single
    first = max((at for at in begins if at <= line), default=1)
    before = max((at for at in begins if at < first), default=0)
    if first == line and before and _balance(found.lines[before - 1 : first - 1]) > 0:
        line = first = before
        message = "Unclosed array"
    last = min((at for at in begins if at > line), default=len(found.lines) + 1)
    found.wrong(line, _sentence(message, found.lines[line - 1]))
    found.lines[first - 1 : last - 1] = [_instead(found.lines[first - 1]), *[""] * (last - first - 1)]


def _sentence(message: str, line: str) -> str:
    name = _table(line)
    if name:
        return f"should be written [[{name}]], once for each"
    return f"is not TOML: {_SAID.get(message, message[:1].lower() + message[1:])}"


def _instead(line: str) -> str:
    """A broken head of a rule still begins one: what follows belongs to it, and not to the rule above."""
    name = _table(line)
    return f"[[{name}]]" if name else ""


def _table(line: str) -> str:
    """The table that a line seems to begin."""
    word = _HEADER.match(line)
    if word is None or "=" in line:
        return ""
    return next((name for name in _TABLES if word[1].lower() in (name, f"{name}s")), "")


def _beginnings(lines: list[str]) -> list[int]:
    return [number for number, line in enumerate(lines, 1) if _BEGINS.match(line)]


def _single_header(lines: list[str], until: int) -> int:
    """A line above that makes one table of what should be many."""
    singles = (number for number, line in enumerate(lines[:until], 1) if re.match(r"[ \t]*\[(?!\[)", line))
    return next((number for number in singles if _table(lines[number - 1])), 0)


def _balance(lines: list[str]) -> int:
    """How many lists and tables are open at the end."""
    pieces = [piece for line in lines for piece in _PIECES.findall(line)]
    return sum((piece in ("[", "{")) - (piece in ("]", "}")) for piece in pieces)


def _unclosed(lines: list[str]) -> int:
    """Where the text begins that goes on to the end of the document, or else the list."""
    opened, quotes = 0, ""
    for number, line in enumerate(lines, 1):
        for piece in _PIECES.findall(line):
            if not quotes and piece in ('"""', "'''"):
                opened, quotes = number, piece
            elif piece == quotes:
                quotes = ""
    if quotes:
        return opened
    starts = _beginnings(lines)
    ends = (*(at - 1 for at in starts[1:]), len(lines))
    open_ = (start for start, end in zip(starts, ends, strict=False) if _balance(lines[start - 1 : end]) > 0)
    return next(open_, len(lines))


def _widest(lines: list[str]) -> int:
    return max(range(1, len(lines) + 1), key=lambda number: len(lines[number - 1]))
