"""What a rule may say of a text: that it contains, is, or looks like something. Pure."""

from collections.abc import Callable

from ..sight import FIELD, Text, plain
from .letters import Unfit
from .mistakes import meant
from .page import Spot, said, texts
from .patterns import Pattern, glob, regex

Fit = Callable[[Text], bool]

PHRASE = 300  # characters


def text_test(spot: Spot) -> Fit | None:
    """`"word"`, `["one", "of these"]`, or `{ contains = …, equals = … }`, all of which have to hold."""
    if not isinstance(spot.value, dict):
        return _contains(spot)
    if not spot.value:
        spot.wrong(f"is empty; say {', '.join(TESTS)}")
        return None
    tests = [_named(each) for each in spot.members()]
    fits = tuple(test for test in tests if test is not None)
    if len(fits) < len(tests):
        return None
    return fits[0] if len(fits) == 1 else lambda text: all(fit(text) for fit in fits)


def _named(spot: Spot) -> Fit | None:
    test = TESTS.get(spot.key)
    if test is None:
        spot.wrong("there is no such test of a text" + meant(spot.key, TESTS))
        return None
    return test(spot)


def _phrases(spot: Spot) -> tuple[str, ...] | None:
    """The texts in the form for comparing."""
    entries = texts(spot)
    if entries is None:
        return None
    for entry in entries:
        if len(said(entry)) > PHRASE:
            entry.wrong(f"has {len(said(entry))} characters; at most {PHRASE} can be compared")
            return None
        if not plain(said(entry), FIELD):
            entry.wrong("has nothing but marks that are not compared")
            return None
    return tuple(dict.fromkeys(plain(said(entry), FIELD) for entry in entries))


def _contains(spot: Spot) -> Fit | None:
    phrases = _phrases(spot)
    if phrases is None:
        return None
    words = spot.page.words
    numbers = frozenset(map(words.number, phrases))
    return lambda text: not numbers.isdisjoint(words.hits(text))


def _word(spot: Spot) -> Fit | None:
    phrases = _phrases(spot)
    if phrases is None:
        return None
    words = spot.page.words
    numbered = tuple((words.number(phrase), phrase) for phrase in phrases)
    return lambda text: any(
        number in words.hits(text) and _stands_alone(phrase, text.plain) for number, phrase in numbered
    )


def _stands_alone(phrase: str, text: str) -> bool:
    """Is the phrase somewhere in the text without a letter or digit before or behind it?"""
    at = text.find(phrase)
    while at >= 0:
        end = at + len(phrase)
        before = at > 0 and text[at - 1].isalnum() and phrase[0].isalnum()
        if not before and not (end < len(text) and text[end].isalnum() and phrase[-1].isalnum()):
            return True
        at = text.find(phrase, at + 1)
    return False


def _equals(spot: Spot) -> Fit | None:
    phrases = _phrases(spot)
    return None if phrases is None else lambda text: text.plain in phrases


def _glob(spot: Spot) -> Fit | None:
    return _patterns(spot, lambda written: glob(plain(written, FIELD)))


def _regex(spot: Spot) -> Fit | None:
    return _patterns(spot, regex)


def _patterns(spot: Spot, make: Callable[[str], Pattern]) -> Fit | None:
    made = [_made(entry, make) for entry in texts(spot) or ()]
    patterns = tuple(pattern for pattern in made if pattern is not None)
    if not made or len(patterns) < len(made):
        return None
    return lambda text: any(pattern.fits(text.octets) for pattern in patterns)


def _made(entry: Spot, make: Callable[[str], Pattern]) -> Pattern | None:
    try:
        pattern = make(said(entry))
    except Unfit as unfit:
        entry.wrong(str(unfit))
        return None
    entry.page.effort += pattern.effort
    entry.page.patterns += 1
    return pattern


TESTS: dict[str, Callable[[Spot], Fit | None]] = {
    "contains": _contains,  # anywhere, also inside of words
    "word": _word,  # the same, but not inside of longer words
    "equals": _equals,  # the whole text
    "glob": _glob,  # the whole text, with * and ?
    "regex": _regex,  # somewhere in the text
}
