"""Reads the [[answer]] tables of a document: words of the house, in both languages. Pure."""

from collections.abc import Iterable

from ..mail.persian import fold
from ..ruleset import Answer
from .mistakes import meant
from .page import Page, Spot, text

ANSWERS = 100
WORDS = 4_000  # characters
_KEYS = ("name", "en", "fa")


def read_answers(tables: Iterable[Spot], page: Page) -> tuple[Answer, ...]:
    """The sound ones; `page` gets to know all, so that a rule is not told of a mistake that is not its own."""
    for spot in tables:
        before = len(page.mistakes)
        given = {each.key: each for each in spot.members()}
        said = _said(spot, given)
        name = said["name"].replace("\n", " ")
        if fold(name) in page.answers:
            given["name"].wrong(f"there is another answer '{name}' above")
        sound = len(page.mistakes) == before and spot.place not in page.torn
        if name:
            page.answers.setdefault(fold(name), Answer(name, said["en"], said["fa"]) if sound else None)
    return tuple(answer for answer in page.answers.values() if answer is not None)


def _said(spot: Spot, given: dict[str, Spot]) -> dict[str, str]:
    for key, each in given.items():
        if key not in _KEYS:
            each.wrong("an answer has no such key" + meant(key, _KEYS))
    missing = [key for key in _KEYS if key not in given]
    if missing and spot.place not in spot.page.torn:
        spot.wrong(f"has no {' and no '.join(missing)}; an answer has a name, and its words in en and in fa")
    return {key: (_words(given[key]) or "") if key in given else "" for key in _KEYS}


def _words(spot: Spot) -> str | None:
    written = text(spot)
    if written is not None and len(written) > WORDS:
        spot.wrong(f"has {len(written)} characters; at most {WORDS} can be said")
    return written
