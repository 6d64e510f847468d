"""The door to RE2, whose time is linear in the text: words, globs and regular expressions of admins. Pure.

All words of a document are looked for at once, in one pass over each text, however many rules there are.
"""

import re2

from ..sight import Text
from .letters import Unfit, folded_pattern

PATTERN = 200  # characters
PROGRAM = 400  # instructions of the patterns of one rule: more would be slow where RE2 is at its slowest
LOOKED_AT = 12_000  # bytes of a text that patterns are tried on
MEMORY = 2 << 20  # bytes for one pattern; for all words of a document, 32 times as many

_HINTS = (
    ("(?=", "it cannot look ahead"),
    ("(?!", "it cannot look ahead"),
    ("(?<=", "it cannot look behind"),
    ("(?<!", "it cannot look behind"),
)


def _options(memory: int, literal: bool) -> re2.Options:
    options = re2.Options()
    options.max_mem = memory
    options.literal = literal
    options.log_errors = False
    options.never_capture = True
    options.dot_nl = True
    return options


class Words:
    """A list of words and phrases that are looked for together. Grows while a document is read, then is sealed."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._set: re2.Set | None = None

    def number(self, word: str) -> int:
        """The number of a word in the form for comparing."""
        return self._numbers.setdefault(word, len(self._numbers))

    def __len__(self) -> int:
        return len(self._numbers)

    def seal(self) -> None:
        made = re2.Set.SearchSet(_options(MEMORY * 32, literal=True))
        for word in (*self._numbers, ""):  # the last one is in every text: its absence tells that the search failed
            made.Add(word)
        made.Compile()
        self._set = made

    def hits(self, text: Text) -> frozenset[int]:
        """The numbers of the words that stand somewhere in a text."""
        known = text.found.get(self)
        if known is None:
            known = text.found[self] = self._look(text)
        return known

    def _look(self, text: Text) -> frozenset[int]:
        found = self._set.Match(text.octets) if self._set is not None else None
        if found is None or len(self._numbers) not in found:
            return frozenset(number for word, number in self._numbers.items() if word in text.plain)
        return frozenset(found)


class Pattern:
    """One pattern. `effort`: the instructions that may run for each character."""

    def __init__(self, source: str) -> None:
        self._compiled = re2.compile(source.encode(), _options(MEMORY, literal=False))
        self.effort: int = max(self._compiled.programsize, self._compiled.reverseprogramsize)

    def fits(self, octets: bytes) -> bool:
        """Tries the beginning of a text."""
        return self._compiled.search(octets[:LOOKED_AT]) is not None


def regex(written: str) -> Pattern:
    """A regular expression for folded text. Raises Unfit with a sentence."""
    if len(written) > PATTERN:
        raise Unfit(f"has {len(written)} characters; at most {PATTERN} can be looked for")
    hint = next((hint for sign, hint in _HINTS if sign in written), "")
    if hint:
        raise Unfit(f"asks for a kind that may take for ever: {hint}")
    return _compiled(folded_pattern(written))


def glob(*folded: str) -> Pattern:
    """`*` is anything, `?` is one character; one of them has to fit the whole text."""
    return _compiled(f"^(?:{'|'.join(map(_unglobbed, folded))})$")


def _unglobbed(folded: str) -> str:
    pieces = {"*": ".*", "?": "."}
    return "".join(pieces.get(letter) or re2.escape(letter) for letter in folded)


def _compiled(source: str) -> Pattern:
    try:
        return Pattern(source)
    except re2.error as error:
        raise Unfit(f"is no regular expression: {_told(error)}") from None


def _told(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
