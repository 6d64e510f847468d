"""Finds the orders at the top of a text: lines `#word argument` before any other text. Pure.

Only newly written text is given to this; quoted history and signatures never are.
"""

from dataclasses import dataclass

from ..mail.persian import fold

LIMIT = 10  # orders in one mail; one more is read, so that it can be refused instead of mailed to a customer
NAME_LIMIT = 40  # characters; a longer "name" is a sentence

# Blanks, and the invisible marks that clients put around Latin words in Persian text.
_EDGES = (
    " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
    "\xad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)


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
        stripped = line.strip(_EDGES)
        if not stripped:
            taken += 1
            continue
        order = _order(stripped)
        if order is None or len(orders) > LIMIT:
            break
        orders.append(order)
        taken += 1
    return Orders(tuple(orders), "\n".join(lines[taken:]).strip()) if orders else Orders((), text.strip())


def _order(line: str) -> Order | None:
    if not line.startswith("#"):
        return None
    name, argument = [*line[1:].strip(_EDGES).split(None, 1), "", ""][:2]
    if not name or not name[0].isalpha() or len(name) > NAME_LIMIT:
        return None
    return Order(_folded(name), argument.strip(_EDGES), line)


def _folded(name: str) -> str:
    return fold(name).replace("-", "").replace("_", "").rstrip(":")
