"""Our own earlier words in a reply, found again though no client marked them as a quote.

Compared as a stream of words, so that folding, quote marks and spacing do not matter. Only whole lines are folded
away, only passages of some length, and never all that somebody wrote.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from .reply import Kind, Reply, joined, lines_of
from .wordlist import ARABIC_LETTERS

WORDS_LIMIT = 200_000  # of our own texts
PLACES_LIMIT = 3  # where the same four words are looked up
LONG_LINE = 40  # letters that make one line enough
SUBSTANTIAL = 12  # letters of a line that counts as one of two

_GRAM = 4
_BLOCK_LINES = 2
_LOOK = 200  # lines above a passage
_ABOVE = 6  # lines that may announce a quote
_MARKS = str.maketrans(
    {
        **dict.fromkeys([0x61C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0xAD]),
        **ARABIC_LETTERS,
    }
)
_LINK = re.compile(r"(?:https?://|mailto:)[^\s<>]{1,2000}")
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_ASCII = "".join(chr(code).lower() if chr(code).isalnum() else " " for code in range(128))

Gram = tuple[str, str, str, str]


@dataclass(slots=True)
class _Stream:
    """The words of all lines in a row, each with the number of its line."""

    words: list[str] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)

    def add(self, row: int, words: list[str]) -> None:
        self.words += words
        self.rows += [row] * len(words)

    def grams(self) -> Iterator[Gram]:
        """One for each place, but for the last few."""
        return zip(self.words, self.words[1:], self.words[2:], self.words[3:], strict=False)


@dataclass(frozen=True, slots=True)
class _Passage:
    """Lines `start` to `end` of a reply, which say what we said."""

    start: int
    end: int
    rows: int
    substantial: int
    long: bool


def recognise(reply: Reply, ours: Iterable[str]) -> Reply:
    """The reply, with what repeats lines of `ours` marked as quoted."""
    raw, kinds = lines_of(reply)
    new = [row for row, kind in enumerate(kinds) if kind is Kind.NEW]
    known = _known(ours)
    if not new or not known.words:
        return reply
    vocabulary = set(known.words)
    lines = [(row, _words(raw[row])) for row in new]
    if not any(_may_repeat(words, vocabulary) for _, words in lines):  # most of what people write
        return reply
    said = _Stream()
    for row, words in lines:
        said.add(row, words)
    again = _repeated(said, known)
    passages = [passage for passage in _passages(raw, kinds, again) if _counts(passage, raw, kinds, again)]
    marked = {row for passage in passages for row in range(_announced(raw, kinds, passage), passage.end)}
    if not marked or all(row in marked or _is_empty(raw[row]) for row in new):
        return reply
    return joined([Kind.QUOTED if row in marked else kind for row, kind in enumerate(kinds)], raw)


def _may_repeat(words: list[str], vocabulary: set[str]) -> bool:
    """Could this line be one of ours that counts? One at least of each passage is."""
    return vocabulary.issuperset(words) and sum(map(len, words)) >= SUBSTANTIAL


def _words(line: str) -> list[str]:
    if "://" in line or "mailto:" in line:
        line = _LINK.sub(" ", line)
    if line.isascii():  # the same, several times as quick
        return line.translate(_ASCII).split()
    return _WORD.findall(line.translate(_MARKS).casefold())


def _known(ours: Iterable[str]) -> _Stream:
    known = _Stream()
    for number, text in enumerate(ours):
        for piece in (text,) if len(text) < WORDS_LIMIT else text.split("\n"):
            known.add(number, _words(piece))
            if len(known.words) > WORDS_LIMIT:
                return known
    return known


def _repeated(said: _Stream, known: _Stream) -> set[int]:
    """The rows of which every word is part of a passage that we wrote."""
    mine = list(said.grams())
    places: dict[Gram, list[int]] = {gram: [] for gram in set(mine).intersection(known.grams())}
    if not places:
        return set()
    for at, gram in enumerate(known.grams()):
        if gram in places and len(found := places[gram]) < PLACES_LIMIT:
            found.append(at)
    covered = bytearray(len(said.words))
    at = 0
    while at < len(mine):
        if mine[at] not in places:  # most of what somebody writes
            at += 1
            continue
        length = max([_length(said, at, known, place) for place in places[mine[at]]])
        covered[at : at + length] = b"\x01" * length
        at += length
    rows = set(said.rows)
    return rows.difference(row for row, is_covered in zip(said.rows, covered, strict=True) if not is_covered)


def _length(said: _Stream, at: int, known: _Stream, place: int) -> int:
    """How many words go on the same; within one of our texts."""
    text = known.rows[place]
    length, limit = _GRAM, min(len(said.words) - at, len(known.words) - place)
    while length < limit and said.words[at + length] == known.words[place + length]:
        if known.rows[place + length] != text:
            break
        length += 1
    return length


def _passages(raw: list[str], kinds: list[Kind], again: set[int]) -> Iterator[_Passage]:
    """Runs of repeated lines. Lines without a word, and lines that are quotes already, do not end a run."""
    found: list[int] = []
    sizes: list[int] = []
    for row in range(len(raw) + 1):
        if row in again:
            found.append(row)
            sizes.append(sum(map(len, _words(raw[row]))))
        elif found and (row == len(raw) or (kinds[row] is Kind.NEW and not _is_empty(raw[row]))):
            end = next(n for n in range(row, found[-1], -1) if n == found[-1] + 1 or raw[n - 1].strip())
            substantial = sum(size >= SUBSTANTIAL for size in sizes)
            yield _Passage(found[0], end, len(found), substantial, max(sizes) >= LONG_LINE)
            found, sizes = [], []


def _is_empty(line: str) -> bool:
    """Blank, or nothing but marks of quotes and rules."""
    return not line.strip("|>_-=*+ \t\r\n\u200f\u200e\u00a0") or (not _words(line) and bool(_LINK.search(line)))


def _counts(passage: _Passage, raw: list[str], kinds: list[Kind], again: set[int]) -> bool:
    """A block anywhere; a single long line only below the writer's first words."""
    if passage.substantial >= _BLOCK_LINES or (passage.long and passage.rows >= _BLOCK_LINES):
        return True
    above = [row for row in range(max(passage.start - _LOOK, 0), passage.start) if kinds[row] is Kind.NEW]
    return passage.long and any(row not in again and not _is_empty(raw[row]) for row in above)


def _announced(raw: list[str], kinds: list[Kind], passage: _Passage) -> int:
    """Where the quote begins, with a line above it that announces it in a language we do not know."""
    at = passage.start - 1
    while at >= 0 and kinds[at] is Kind.NEW and not raw[at].strip():
        at -= 1
    line = raw[at].strip() if at >= 0 and kinds[at] is Kind.NEW else ""
    if line.endswith((":", "：")) and any(character.isdigit() or character == "@" for character in line):
        return at
    labels = 0
    while at >= 0 and labels < _ABOVE and kinds[at] is Kind.NEW and _is_labelled(raw[at]):
        at, labels = at - 1, labels + 1
    named = any("@" in line for line in raw[at + 1 : at + 1 + labels])
    return at + 1 if labels >= 3 and named else passage.start


def _is_labelled(line: str) -> bool:
    label, colon, value = line[:500].partition(":")
    return bool(colon and value.strip()) and 0 < len(label.split()) <= 3
