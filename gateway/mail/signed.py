"""Is a text nothing but its writer's signature? Some programs put it under every mail without a mark. Pure."""

from collections.abc import Iterable

from .persian import fold
from .signature import is_prose
from .wordlist import folded_words as words

LINES_LIMIT = 10  # a longer one says something

_FAREWELLS = words("""
    regards | kind regards | best regards | best | best wishes | many thanks | thanks | thank you | cheers | sincerely
    yours sincerely | yours | با احترام | با تشکر | با سپاس | ارادتمند | با درود | تشکر | سپاس | ممنون
""")


def only_signed(text: str, names: Iterable[str]) -> bool:
    """True where a farewell or one of these names stands first, and below it nothing like a sentence. A name must have
    two words: a short one alone may be how somebody else is greeted.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if not lines or len(lines) > LINES_LIMIT:
        return False
    farewell = fold(lines[0]).strip(" .,;!،؛") in _FAREWELLS
    rest = lines[1:] if farewell else lines
    if not rest:
        return True
    known = {fold(name).strip() for name in names if len(name.split()) > 1}
    return fold(rest[0]).strip() in known and not any(map(is_prose, rest[1:]))
