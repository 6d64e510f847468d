"""How an order is found by its word, and what is said where it is not. Pure."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

from .command import Command, Complaint, Question, Words
from .grammar import Order, folded, two_words

NEAR = 0.4  # of a word's letters may be wrong where we guess what was meant

Entry = TypeVar("Entry", Command, Question)


def find(word: str, commands: tuple[Entry, ...]) -> Entry | None:
    """The order that is written so, without its "#", in whatever spelling."""
    place = _places(commands).get(_spelled(word))
    return None if place is None else commands[place]


def words(commands: tuple[Command | Question, ...]) -> frozenset[str]:
    """All writings of all orders, folded; for `grammar.read`."""
    return frozenset(_places(commands))


def understood(order: Order, commands: tuple[Entry, ...]) -> tuple[Entry, Order] | None:
    """Which order it is; where it was written in two words, without the second one in its argument."""
    places = _places(commands)
    if (place := places.get(two_words(order))) is not None and " " in two_words(order):
        return commands[place], replace(order, argument=" ".join(order.argument.split(None, 1)[1:]))
    place = places.get(order.name)
    return None if place is None else (commands[place], order)


def unknown(order: Order, commands: tuple[Entry, ...]) -> Complaint:
    """There is no such order; what may have been meant is."""
    nearest = _nearest(order, commands)
    asks = find("help", commands)
    return Complaint(
        Words(
            "there is no such order"
            + (f"; did you mean #{nearest.name}?" if nearest else ".")
            + (" #help tells you all of them" if asks else ""),
            "چنین دستوری نیست"
            + (f"؛ منظورتان #{nearest.persian} بود؟" if nearest else ".")
            + (f" همهٔ دستورها را با #{asks.persian} ببینید" if asks else ""),
        )
    )


@lru_cache(16)
def _places(commands: tuple[Command | Question, ...]) -> dict[str, int]:
    return {word: place for place, command in enumerate(commands) for word in _writings(command)}


def _writings(command: Command | Question) -> Iterator[str]:
    """Two words may be joined by all that joins words: `#بسته‌شد`, `#not_spam`."""
    for word in (command.name, command.persian, *command.also):
        yield _spelled(word)
        yield _spelled(word).replace(" ", "")


def _spelled(word: str) -> str:
    return " ".join(folded(part) for part in word.split())


def _nearest(order: Order, commands: tuple[Entry, ...]) -> Entry | None:
    """The order whose writing differs in the fewest letters, if those are few; the first letter is seldom wrong."""
    tried = {order.name, two_words(order).replace(" ", "")}
    places = _places(commands)
    ranked = [
        (_distance(word, known), word[0] != known[0], place, len(word))
        for word in tried
        for known, place in places.items()
        if abs(len(word) - len(known)) <= NEAR * len(word)
    ]
    wrong, _, place, length = min(ranked, default=(1, False, 0, 0))
    return commands[place] if wrong <= NEAR * length else None


def _distance(one: str, other: str) -> int:
    """How many letters must be put in, taken out, changed, or swapped with the next to make one word of the other."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if last and i > 1 and j > 1 and letter == other[j - 2] and wanted == one[i - 2]:
                best = min(best, last[j - 2] + 1)
            row.append(best)
    return row[-1]
