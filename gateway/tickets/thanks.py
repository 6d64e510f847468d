"""Is this nothing but a courtesy? Such a mail is kept and opens nothing. Pure.

It is one where the whole text is made of phrases that we know (`courtesies`). A word, sign or number that belongs to
none of them is content, for to overlook a content is worse than to open a ticket again for a thank-you.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, takewhile

from ..mail.persian import fold
from ..mail.wordlist import folded_words
from .courtesies import BESIDE, COURTEOUS, SETS

LENGTH_LIMIT = 400  # characters; a longer text says more
WORDS_LIMIT = 40

_WORD = re.compile(r"[^\W\d_]+")
_APOSTROPHES = re.compile(r"['’`´]")
_PREFIX = re.compile(r"\b(ن?می) (?=\w)")  # written apart, as some do
_SUFFIX = re.compile(r"(?<=\w) (تون|تان|مون|مان|ها|های)\b")
_WRAPPED = re.compile(r"(?<=[^\n]{50})\n(?=[^\n])")  # a mail client ended the line, and not its writer
_BREAK = re.compile(r"[\n.!:;؛]")
_SMILEY = re.compile(r"[:;=]-?[)D]+")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_GLAD = frozenset("👍👌👏🙌🤝🙏🫶💪🌹🌷🌸💐🌺🌻🌼🍀🥀🌟⭐✨🎉🎊🍉🎄❤♥💚💙💛🧡💜💖💕🤍✅✔☑💯🔥")
_GLAD |= frozenset("😊🙂☺😀😃😄😁😍🥰😘😇🤗🤩😎🥳")
_SILENT = frozenset(' \t\r\n.,!:;-–—~*"«»“”…،؛\u200d\ufe0f🏻🏼🏽🏾🏿')
_NAMELESS = frozenset(folded_words("no | not | never | yes | help | support | نه | خیر | بله | کمک"))
_MEANT = _NAMELESS | frozenset(
    folded_words(
        """but | still | again | please | error | هنوز | ولی | اما | دوباره | باز | مشکل | لطفا | نشد | نیست | نکرد
        نرسید | فردا"""
    )
)  # what is no name, whatever stands before it


def only_thanks(text: str, names: Iterable[str] = ()) -> bool:
    """`names`: of people who may be greeted, or may sign."""
    if not text or len(text) > LENGTH_LIMIT:
        return False
    folded = _SMILEY.sub("😊", _STRETCHED.sub(r"\1", fold(_APOSTROPHES.sub("", text))))
    glad = frozenset(character for character in folded if character in _GLAD)
    rest = _WORD.sub("", folded)
    if not _SILENT.issuperset(set(rest) - glad):
        return False
    said = _read(folded)
    return len(said.words) <= WORDS_LIMIT and _is_made_of_phrases(said, _known(names), bool(glad))


@dataclass(frozen=True, slots=True)
class _Said:
    """The words of a text, and for each of them where its sentence or line ends."""

    words: tuple[str, ...]
    ends: tuple[int, ...]


def _read(folded: str) -> _Said:
    whole = _SUFFIX.sub(r"\1", _PREFIX.sub(r"\1", _WRAPPED.sub(" ", folded)))
    pieces = [_WORD.findall(piece) for piece in _BREAK.split(whole)]
    ends = accumulate(len(piece) for piece in pieces)
    inside = (end for piece, end in zip(pieces, ends, strict=True) for _ in piece)
    return _Said(tuple(word for piece in pieces for word in piece), tuple(inside))


def _is_made_of_phrases(said: _Said, names: frozenset[str], glad: bool) -> bool:
    """Can the words be parted into phrases without one being left? At least one of these is a courtesy on its own, or
    a glad sign stands beside them.
    """
    reached = {(0, glad)}
    for at in range(len(said.words)):
        for courteous in (False, True):
            if (at, courteous) in reached:
                reached |= {(end, courteous or more) for end, more in _ends(said, at, names)}
    return (len(said.words), True) in reached


def _ends(said: _Said, at: int, names: frozenset[str]) -> Iterable[tuple[int, bool]]:
    """Where the phrases end that begin with this word, and whether they are courtesies."""
    word, phrases = said.words[at], _phrases()
    if word in names:
        yield at + 1, False
    for phrase in (*phrases.get(word, ()), *phrases[""]):
        for end in _followed(phrase.steps, said, at):
            yield end, phrase.courteous


# --- phrases ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Step:
    """One word of a phrase: which ones may stand there (none: any), and how often."""

    words: frozenset[str]
    optional: bool
    many: bool

    def takes(self, word: str) -> bool:
        return word in self.words if self.words else word not in _MEANT


@dataclass(frozen=True, slots=True)
class _Phrase:
    steps: tuple[_Step, ...]
    courteous: bool


def _followed(steps: tuple[_Step, ...], said: _Said, start: int) -> set[int]:
    """Every place that the phrase may end at, within its sentence."""
    sentence = said.words[: said.ends[start]]
    places = {start}
    for step in steps:
        places = {end for place in places for end in _taken(step, sentence, place)}
    return places - {start}


def _taken(step: _Step, sentence: tuple[str, ...], place: int) -> range:
    here = sentence[place:] if step.many else sentence[place : place + 1]
    taken = sum(1 for _ in takewhile(step.takes, here))
    return range(place if step.optional else place + 1, place + taken + 1)


@cache
def _phrases() -> dict[str, tuple[_Phrase, ...]]:
    """By the words that they may begin with; "" for those that may begin with any."""
    found: dict[str, list[_Phrase]] = {"": []}
    for table, courteous in ((COURTEOUS, True), (BESIDE, False)):
        for line in filter(None, table.strip().splitlines()):
            phrase = _Phrase(tuple(map(_step, line.split())), courteous)
            for word in _beginnings(phrase.steps):
                found.setdefault(word, []).append(phrase)
    return {word: tuple(phrases) for word, phrases in found.items()}


def _beginnings(steps: tuple[_Step, ...]) -> frozenset[str]:
    needed = next(place for place, step in enumerate(steps) if not step.optional)
    return frozenset().union(*(step.words or {""} for step in steps[: needed + 1]))


def _step(written: str) -> _Step:
    word = written.rstrip("?*+")
    mark = written[len(word) :]
    parts = () if word == "ANY" else word.split("|")
    words = frozenset(fold(one) for part in parts for one in (SETS[part].split() if part.isupper() else [part]))
    return _Step(words, mark in ("?", "*"), mark in ("*", "+"))


def _known(names: Iterable[str]) -> frozenset[str]:
    words = (word for name in names for word in _WORD.findall(fold(_APOSTROPHES.sub("", name))))
    return frozenset(word for word in words if len(word) > 1) - _NAMELESS
