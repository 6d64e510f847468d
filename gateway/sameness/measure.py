"""How alike two matters are: what both say, and what speaks against it. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from .matter import Matter
from .phrases import OPPOSITES
from .stems import spellings

# Found by measuring: python -m tests.repeats
ALIKE = 0.8  # of the words of the shorter one
HELD, KEPT = 0.5, 0.25  # of the new one's words that the old one has, and the other way round, where one is longer
NAMED = 0.2  # of the old one's words, where the new one asks for news
MORE = 0.2  # words that are new, to those that are not, in the same clauses
ENOUGH = 8  # words of a text that, all the same, say more than another subject


@dataclass(frozen=True, slots=True)
class Likeness:
    """`score` from 0 to 1; `against` says what makes them two, "" for nothing."""

    score: float
    against: str = ""

    @property
    def same(self) -> bool:
        return self.score >= ALIKE


@dataclass(slots=True)
class _Two:
    """What somebody asks for, what they asked for before, and the words that only one of them has."""

    new: Matter
    old: Matter
    fresh: set[str]
    gone: set[str]


def likeness(new: Matter, old: Matter) -> Likeness:
    mine, theirs = set(new.words), set(old.words)
    two = _Two(new, old, mine - theirs, theirs - mine)
    _pair_spellings(two)
    against = next((found for check in _CHECKS if (found := check(two))), "")
    return Likeness(0.0 if against else _score(two), against)


def _score(two: _Two) -> float:
    mine, theirs = set(two.new.words), set(two.old.words)
    if not mine or not theirs:
        return 0.0
    held, kept = 1 - len(two.fresh) / len(mine), 1 - len(two.gone) / len(theirs)
    enough = len(mine) - len(two.fresh) >= 3 and held >= HELD and kept >= KEPT
    score = max(held, kept) if enough else (held + kept) / 2
    if two.new.chases and (kept >= NAMED or mine & set(two.old.subject)):
        return max(score, held)
    return score


# --- what speaks against it -------------------------------------------------------------------------------------------


def _marks(two: _Two) -> str:
    more, fewer = two.new.marks - two.old.marks, two.old.marks - two.new.marks
    if more and fewer:
        return "numbers or days differ"
    shapes = {_shape(mark) for mark in two.old.marks}
    if any(_shape(mark) in shapes for mark in more if len(mark) > 2):
        return "it names one more number"
    mine, theirs = two.new.card, two.old.card
    return "" if mine <= theirs or theirs <= mine or not theirs else "numbers below the farewell differ"


def _shape(mark: str) -> str:
    return "".join("0" if c.isdigit() else "a" if c.isalpha() else c for c in mark)


def _names(two: _Two) -> str:
    return "names differ" if two.new.names & two.fresh and two.old.names & two.gone else ""


def _in_turn(two: _Two) -> str:
    """From room 5 to room 9 is not from room 9 to room 5."""
    for mine in two.new.rows:
        for theirs in two.old.rows:
            both = set(mine) & set(theirs)
            if len(both) > 1 and [each for each in mine if each in both] != [each for each in theirs if each in both]:
                return "numbers or names stand in another order"
    return ""


def _contradicts(two: _Two) -> str:
    for one, other in ((two.new, two.old), (two.old, two.new)):
        if (one.denied & other.affirmed) - other.denied - one.affirmed:
            return "one says yes, the other no"
    return ""


def _turned(two: _Two) -> str:
    new, old = two.new.turns, two.old.turns
    turns = (new - old) | (set() if two.new.chases else (old - new) & OPPOSITES)
    return min((turn.value for turn in turns), default="")


def _answers(two: _Two) -> str:
    new, old = two.new, two.old
    if new.thanks and not new.wishes and not (old.thanks and not old.wishes):
        return "it gives thanks"
    if new.asked and old.asked and not new.asked & old.asked:
        return "it asks for something else"
    asked = old.asks and not old.tells
    return "it tells what was asked" if asked and two.fresh and not (new.asks or new.chases) else ""


def _filled_in_anew(two: _Two) -> str:
    """Does something else stand between the same words? Then it may be a form."""
    if _only_subjects_differ(two):
        return ""
    places = set(_places(two.old.words, two.gone))
    return "something else stands in one place" if places.intersection(_places(two.new.words, two.fresh)) else ""


def _only_subjects_differ(two: _Two) -> bool:
    text = set(two.new.text)
    return len(text - two.fresh) >= ENOUGH and not text & two.fresh and not set(two.new.subject) & set(two.old.subject)


def _places(words: list[str], unmatched: set[str]) -> Iterator[tuple[str, str]]:
    """The words that stand around words that the other one does not have."""
    before, inside = "", False
    for word in [*words, ""]:
        if word in unmatched:
            inside = True
            continue
        if inside:
            yield before, word
        before, inside = word, False


def _says_more(two: _Two) -> str:
    """Do words in the midst of what was said make something else of it? Whole clauses may come besides."""
    fresh = known = 0
    forgotten = set() if two.old.marks else {mark for mark in two.new.marks if len(mark) > 3}
    for clause in two.new.clauses:
        words = [word for word in clause.words if word not in forgotten]
        more = sum(word in two.fresh for word in words)
        if not clause.chases and more < len(words):
            fresh, known = fresh + more, known + len(words) - more
    return "it says more of it" if fresh > known * MORE else ""


def _is_elsewhere(two: _Two) -> str:
    """Do the texts share less than the subjects?"""
    text = two.new.text
    known = sum(word not in two.fresh for word in text)
    return "its text is about something else" if text and not two.new.chases and known < len(text) * HELD else ""


_CHECKS: tuple[Callable[[_Two], str], ...] = (
    _marks,
    _names,
    _in_turn,
    _contradicts,
    _turned,
    _answers,
    _filled_in_anew,
    _says_more,
    _is_elsewhere,
)


# --- spellings --------------------------------------------------------------------------------------------------------


def _pair_spellings(two: _Two) -> None:
    """Takes out of both what is one word in two spellings, and what is two words in one of them."""
    new, old = two.new, two.old
    index: dict[str, str] = {}
    for word in sorted(two.gone - old.marks):
        index |= dict.fromkeys(spellings(old.written.get(word, word)), word)
    for word in sorted(two.fresh - new.marks):
        found = next((index[form] for form in spellings(new.written.get(word, word)) if form in index), "")
        if found in two.gone and not (word in new.names and found in old.names):
            two.fresh.discard(word)
            two.gone.discard(found)
    _pair_compounds(old.words, two.gone, two.fresh)
    _pair_compounds(new.words, two.fresh, two.gone)


def _pair_compounds(words: list[str], parts: set[str], wholes: set[str]) -> None:
    for first, second in pairwise(words):
        if first + second in wholes and {first, second} <= parts:
            parts -= {first, second}
            wholes.discard(first + second)
