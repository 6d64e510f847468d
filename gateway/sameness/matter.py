"""Reads from a mail what it asks for: the words that say something, in order, and what may not differ. Pure."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from ..mail.references import base_subject
from ..mail.token import without_tokens
from .phrases import CHASING, SAID_AGAIN, TURNS, TWOFOLD, VERBS, Turn, by_first_word
from .sentences import Sentence, Token, parted, readable, sentences
from .stems import stem
from .vocabulary import (
    ASKED,
    DATES,
    DENYING,
    DOUBTFUL,
    FILLER,
    LASTING,
    LETTERS,
    NUMBERS,
    SAME,
    THANKS,
    TITLES,
    WISHES,
    Phrase,
)

TEXT_LIMIT = 2000  # characters of a text that are looked at
REMEMBERED = 256  # texts that were read lately

_Phrases = dict[str, tuple[Phrase, ...]]
_CHASING, _TURNS, _SAME = by_first_word(CHASING), by_first_word(TURNS), by_first_word(SAME)
_NEGATIVE = re.compile(
    "ن(?=می[^ن]|شد|کرد|دار|داشت|داد|بود|رسید|گرفت|توان|رفت|یافت|فرستاد|خواست|کنی|کنم|کند|شو|گذاشت|دید|خواند)"
)
_TELLING = frozenset().union(_TURNS, _SAME, DENYING, LASTING, LETTERS, DATES, NUMBERS)  # more than themselves
_NO_BEING = frozenset({"نیست", "نیستم", "نیستند", "نیستیم"})


@dataclass(slots=True)
class Clause:
    """`chases`: it stands in a sentence that asks for news."""

    words: list[str] = field(default_factory=list)
    chases: bool = False


@dataclass(slots=True)
class Matter:
    """What a mail asks for."""

    subject: list[str] = field(default_factory=list)
    clauses: list[Clause] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)  # numbers, days, hosts, addresses: they make two requests of one form
    names: set[str] = field(default_factory=set)
    affirmed: set[str] = field(default_factory=set)
    denied: set[str] = field(default_factory=set)
    turns: set[Turn] = field(default_factory=set)
    card: set[str] = field(default_factory=set)  # numbers below the farewell
    written: dict[str, str] = field(default_factory=dict)  # words before they were stemmed
    chases: bool = False  # asks for news, or says that it was said before
    asks: bool = False  # in a sentence with words of the matter
    tells: bool = False
    asked: set[str] = field(default_factory=set)  # where, when, how much, of sentences that ask
    thanks: bool = False  # for what was done, and not in advance
    wishes: bool = False

    @property
    def rows(self) -> list[list[str]]:
        """Of each clause, the numbers and names in their order, each once."""
        rows = ([word for word in clause.words if word in self.marks or word in self.names] for clause in self.clauses)
        return [list(dict.fromkeys(row)) for row in rows if len(row) > 1]

    @property
    def text(self) -> list[str]:
        return [word for clause in self.clauses for word in clause.words]

    @property
    def words(self) -> list[str]:
        """Those of the subject first that the text does not have."""
        text = self.text
        known = set(text)
        return [*(word for word in self.subject if word not in known), *text]

    @property
    def is_bare(self) -> bool:
        """Does it only ask for news, and of nothing that it names?"""
        return self.chases and all(word in DATES or self.written.get(word, word) in LETTERS for word in self.words)


@lru_cache(REMEMBERED)
def matter_of(subject: str, text: str) -> Matter:
    """Nobody changes it: what somebody asked for is compared with each of their later mails."""
    body, card = parted(readable(text[:TEXT_LIMIT]))
    matter = Matter()
    for sentence in sentences(readable(base_subject(without_tokens(subject)))):
        _Reading(sentence, matter).read()
    matter.subject = matter.text
    matter.clauses, matter.affirmed, matter.asks, matter.tells, matter.thanks = [], set(), False, False, False
    matter.asked = set()
    for sentence in sentences(body):
        _Reading(sentence, matter).read()
    matter.card = {token.word for sentence in sentences(card) for token in sentence.tokens if token.number}
    return matter


class _Reading:
    """One sentence that is being read into the matter."""

    def __init__(self, sentence: Sentence, matter: Matter) -> None:
        self.tokens, self.words, self.matter, self.asks = sentence.tokens, sentence.words, matter, sentence.asks
        self.left = _without_phrases(self.words, _CHASING)
        self.chases = len(self.left) < len(self.words)
        self.clauses: dict[int, Clause] = {}
        self.denied = False
        self.turns: set[Phrase] = set()
        capitals = sum(token.written[:1].isupper() for token in self.tokens)
        self.calm = capitals * 5 < len(self.tokens) * 3  # where all have capitals, they say nothing

    def read(self) -> None:
        place = 0
        while place < len(self.tokens):
            place += self._step(place) if place in self.left else 1
        self._end()

    def _step(self, place: int) -> int:
        """Reads on from this place; how many tokens that took."""
        word = self.words[place]
        if word.isascii() and word not in _TELLING and not self.tokens[place].number:  # most words
            if word not in FILLER and len(word) > 1:
                self._add(stem(word), place)
            return 1
        if word in _TURNS and (phrase := self._phrase(place, _TURNS)) and self._turns(phrase, place):
            self.turns.add(phrase)
            return len(phrase)
        if word in _SAME and (phrase := self._phrase(place, _SAME)):
            self._add(SAME[phrase], place)
            return len(phrase)
        self._word(place)
        return 1

    def _phrase(self, place: int, phrases: _Phrases) -> Phrase:
        phrase = _at(self.words, place, phrases)
        return phrase if all(each in self.left for each in range(place, place + len(phrase))) else ()

    def _turns(self, phrase: Phrase, place: int) -> bool:
        """Some words turn a matter in some places only: "once more a reminder" does not."""
        end = place + len(phrase)
        if phrase in SAID_AGAIN and end < len(self.words) and end not in self.left:
            return False
        behind = self.words[place + 1 : place + 5]
        if phrase == ("دیگر",):
            return not any(map(_positive, behind))
        return not (phrase in TWOFOLD and behind and behind[0] in VERBS)

    def _word(self, place: int) -> None:
        token, matter = self.tokens[place], self.matter
        if token.word in DENYING:
            self.denied = True
        elif token.word in LASTING:
            matter.chases = True
        elif self.chases and (token.word in LETTERS or token.word in DATES):
            pass
        elif token.number or token.word in NUMBERS or _is_date(token):
            self._mark(place)
        elif positive := _positive(token.word):
            matter.denied.add(positive)
            if positive not in FILLER and f"می{positive}" not in FILLER:
                self.denied = True
                self._add(stem(positive), place)
        elif token.word not in FILLER and len(token.word) > 1:
            self._add(stem(token.word), place)

    def _mark(self, place: int) -> None:
        token, before = self.tokens[place], self.tokens[place - 1] if place else None
        mark = NUMBERS.get(token.word, token.word)
        self._clause(token).words.append(mark)
        self.matter.marks.add(mark)
        if before is not None and ((_is_date(token) and before.number) or (token.number and _is_date(before))):
            self.matter.marks.add(" ".join(sorted((mark, before.word))))  # a day of a month

    def _add(self, word: str, place: int) -> None:
        token, matter = self.tokens[place], self.matter
        denied = self.denied != word.startswith("-")
        word = word.removeprefix("-")
        self._clause(token).words.append(word)
        matter.written.setdefault(word, token.word)
        (matter.denied if denied else matter.affirmed).add(word)
        self.denied = False
        capital = self.calm and place > 0 and token.written[:1].isupper() and token.written[1:].islower()
        if capital or (place and self.words[place - 1] in TITLES):
            matter.names.add(word)

    def _clause(self, token: Token) -> Clause:
        return self.clauses.setdefault(token.clause, Clause(chases=self.chases))

    def _end(self) -> None:
        matter, content = self.matter, any(clause.words for clause in self.clauses.values())
        if not content and self.turns & SAID_AGAIN:
            self.turns, self.chases = self.turns - SAID_AGAIN, True
        first = not matter.clauses
        matter.clauses += self.clauses.values() if self.clauses else [Clause()]
        matter.turns |= {TURNS[phrase] for phrase in self.turns}
        matter.chases |= self.chases
        matter.asks |= content and self.asks
        matter.asked |= {ASKED[word] for word in self.words if word in ASKED} if content and self.asks else set()
        matter.tells |= content and not self.asks
        matter.thanks |= (content or first) and not THANKS.isdisjoint(self.words)
        matter.wishes |= self.asks or self.chases or not WISHES.isdisjoint(self.words)
        matter.affirmed |= {word for word in self.words if not word.isascii() and not _positive(word)}


def _is_date(token: Token) -> bool:
    return token.word in DATES and (token.word not in DOUBTFUL or token.written[:1].isupper())


def _positive(word: str) -> str:
    """Of a Persian verb that is denied, the verb; "" for any other word."""
    if word.isascii():
        return ""
    if word in _NO_BEING:
        return "است"
    return word[1:] if len(word) > 3 and _NEGATIVE.match(word) else ""


def _without_phrases(words: list[str], phrases: _Phrases) -> set[int]:
    """The places that are left when all of the phrases are taken out."""
    left, place = set(range(len(words))), 0
    if phrases.keys().isdisjoint(words):
        return left
    while place < len(words):
        phrase = _at(words, place, phrases)
        left -= set(range(place, place + len(phrase)))
        place += len(phrase) or 1
    return left


def _at(words: list[str], place: int, phrases: _Phrases) -> Phrase:
    for phrase in phrases.get(words[place], ()):
        if tuple(words[place : place + len(phrase)]) == phrase:
            return phrase
    return ()
