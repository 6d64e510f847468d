"""One form for words that differ in their endings or letters, and for numbers that differ in their writing. Pure."""

import re
from functools import lru_cache

from ..mail.persian import fold

_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
_WITH_UNIT = re.compile(r"(\d+(?:\.\d+)?)([^\W\d_]{1,3})")
_GROUPED = re.compile(r"\d{1,3}(?:[,٬']\d{3})+(?![,٬'\d])")
_WHOLE = re.compile(r"(\d+)\.0+")
_PERSIAN = ("هایشان", "هایمان", "هایتان", "هایی", "هایم", "هایت", "هایش", "های", "مان", "تان", "شان", "ها", "یی", "ی")

_SOUNDS = str.maketrans("غطثصذضظحع", "قتسسزززها")  # letters of Persian that sound alike


@lru_cache(8192)
def folded(word: str) -> str:
    return fold(word).replace("آ", "ا")  # often written without its hat


@lru_cache(8192)
def stem(word: str) -> str:
    """Of a folded word. Crude, but the same on both sides."""
    return _english(word) if word.isascii() else _persian(word)


def _english(word: str) -> str:
    if len(word) < 4:
        return word
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    ending = next((each for each in ("ing", "ed") if word.endswith(each) and len(word) >= len(each) + 3), "")
    if ending:
        word = word.removesuffix(ending)
        word = word[:-1] if word[-1] == word[-2] and word[-1] not in "aeiouls" else word
    return word.rstrip("e") if len(word) > 3 else word


def _persian(word: str) -> str:
    ending = next((each for each in _PERSIAN if word.endswith(each) and len(word) >= len(each) + 3), "")
    word = word.removesuffix(ending)
    return word[:-1] if word.endswith("ه") and len(word) > 3 else word


def numbers_of(word: str) -> list[str]:
    """What holds a digit, as everybody would write it: 2,500.00 is ۲٬۵۰۰; 10MB are a number and its unit."""
    if _GROUPED.match(word):
        word = re.sub("[,٬']", "", word)
    word = word.replace("٬", "").replace(",", ".")
    if plain := _WHOLE.fullmatch(word) or _ORDINAL.fullmatch(word):
        return [plain[1]]
    unit = _WITH_UNIT.fullmatch(word)
    return [unit[1], unit[2]] if unit else [word]


@lru_cache(4096)
def spellings(word: str) -> tuple[str, ...]:
    """The word and its likely misspellings, without any one letter but the first: two spellings share one of these."""
    forms = [word, word.translate(_SOUNDS)]
    if len(word) > 3:
        forms.append(word[0] + "".join(sorted(word[1:])))  # letters that changed places
    if len(word) > 4:
        forms += [word[:place] + word[place + 1 :] for place in range(1, len(word))]
    return tuple(forms)
