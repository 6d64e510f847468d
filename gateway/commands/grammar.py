"""Finds the orders at the top of a text: lines `#word argument` before any other text, ten at most. Pure.

Only newly written text is given to this; quoted history and signatures never are.
"""

from dataclasses import dataclass

from ..mail.persian import fold

LIMIT = 10
NAME_LIMIT = 40  # characters; a longer "name" is a sentence


@dataclass(frozen=True, slots=True)
class Order:
    name: str  # folded, without the "#"
    argument: str
    line: str  # as written


@dataclass(frozen=True, slots=True)
class Orders:
    orders: tuple[Order, ...]
    rest: str  # the text without them


def read(text: str) -> Orders:
    lines = text.split("\n")
    orders: list[Order] = []
    taken = 0
    for line in lines:
        stripped = _strip(line)
        if not stripped:
            taken += 1
            continue
        order = _order(stripped)
        if order is None or len(orders) == LIMIT:
            break
        orders.append(order)
        taken += 1
    return Orders(tuple(orders), "\n".join(lines[taken:]).strip()) if orders else Orders((), text.strip())


def _order(line: str) -> Order | None:
    if not line.startswith("#"):
        return None
    name, _, argument = line[1:].strip().partition(" ")
    if not name or not name[0].isalpha() or len(name) > NAME_LIMIT:
        return None
    return Order(_folded(name), argument.strip(), line)


def _strip(line: str) -> str:
    """Without blanks and without the invisible direction marks that clients put around Latin words in Persian text."""
    return line.strip().strip("\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\ufeff").strip()


def _folded(name: str) -> str:
    return fold(name).replace("-", "").replace("_", "").rstrip(":")
