"""A first glance at two texts: do they share so few words that nobody needs to read them? Cheap. Pure."""

import re
from functools import lru_cache

from ..mail.persian import fold

FEW = 0.3  # of the shorter one's words; what is the same request shares far more, in whatever writing
ENOUGH = 12  # words that a text must have to be judged so: less may be a question for news
LIMIT = 20_000  # characters

_WORD = re.compile(r"[^\W\d_]{4,}")


def far_apart(one: str, other: str) -> bool:
    mine, theirs = _words(one), _words(other)
    least = min(len(mine), len(theirs))
    return least >= ENOUGH and len(mine & theirs) < FEW * least


@lru_cache(64)
def _words(text: str) -> frozenset[str]:
    """The longer words of a text, each once: they are what it is about."""
    return frozenset(_WORD.findall(fold(text[:LIMIT])))
