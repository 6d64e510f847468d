"""Finds the orders at the top of a text: lines `#word argument` before any other text. Pure.

Only newly written text is read for orders; quoted history and signatures never are. `order_lines` looks at the other
texts of a ticket, for lines that somebody planted there.
"""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from ..mail.persian import fold

LIMIT = 10  # orders in one mail; one more is read, so that it can be refused instead of mailed to a customer
NAME_LIMIT = 40  # characters; a longer "name" is a sentence
NORMAL_LIMIT = 80  # letters and digits that tell one order line from another
SIGNS_LIMIT = 10_000  # number signs of one text that are looked at for planted orders
WRAPS = 50  # columns; mail clients break lines somewhere beyond, and what stood in the middle then begins a line
TICKETS_LIMIT = 10

# Blanks, and the invisible marks that clients put around Latin words in Persian text.
EDGES = (
    " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
    "\xad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_BEHIND_LIMIT = 4 * NORMAL_LIMIT
_TRIAL = "?؟"
_SIGNS = "#＃﹟"  # the wide ones turn plain on their way through old character sets
_JOINTS = str.maketrans("", "", "-_\u2010\u2011\u2012\u2013\u2014")
_SEPARATOR = re.compile("[:=：]")
_OTHER = re.compile(r"[\W_]+")
# No ticket has a number of ten digits.
_TICKET = re.compile(r"\[?#?([0-9]{1,9})(?:-[0-9a-z]{4})?\]?")

TOO_MANY_SIGNS = "#"  # among `order_lines`: there are more than anybody can look at, so any line may be among them


@dataclass(frozen=True, slots=True)
class Order:
    name: str  # folded, without the "#"
    argument: str
    line: str  # as written


@dataclass(frozen=True, slots=True)
class Orders:
    orders: tuple[Order, ...]
    rest: str  # the text without them
    trial: bool = False  # the writer only wants to know what would come of them


def read(text: str, known: Container[str] | None = None) -> Orders:
    """With `known`, words that are none of those end the orders; without, a mistyped order is one, too."""
    lines = text.split("\n")
    orders: list[Order] = []
    trial = False
    taken = 0
    for line in lines:
        stripped = line.strip(EDGES)
        if not stripped:
            taken += 1
            continue
        order = _order(stripped)
        if order is None or len(orders) > LIMIT or not (known is None or _is_known(order, known)):
            break
        orders.append(order)
        trial = trial or _has_trial_mark(stripped)
        taken += 1
    if not orders:
        return Orders((), text.strip())
    return Orders(tuple(orders), "\n".join(lines[taken:]).strip(), trial)


def _order(line: str) -> Order | None:
    marked = line.lstrip(EDGES + _TRIAL)
    if not marked.startswith("#"):
        return None
    said, argument = [*marked[1:].strip(EDGES).lstrip(EDGES + _TRIAL).split(None, 1), "", ""][:2]
    if (found := _SEPARATOR.search(said)) is not None:  # `#priority:high`
        said, argument = said[: found.start()], f"{said[found.end() :]} {argument}"
    if not said or not said[0].isalpha() or len(said) > NAME_LIMIT:
        return None
    name = folded(said)
    if not any(map(str.isalnum, name)):  # nothing but signs that are dropped, such as a tatweel
        return None
    return Order(name, argument.strip(EDGES), line)


def _has_trial_mark(line: str) -> bool:
    head = line[: len(line) - len(line.lstrip(f"{EDGES}{_TRIAL}#"))]
    return any(mark in head for mark in _TRIAL)


def folded(word: str) -> str:
    """The form in which two writings of an order's word are equal."""
    return fold(word).translate(_JOINTS).rstrip(".,;:!،؛")


def two_words(order: Order) -> str:
    """The order's word and the one behind it: `#حل شد` is one order that people write in two words."""
    second = order.argument.split(None, 1)[:1]
    return f"{order.name} {folded(second[0].strip(EDGES))}" if second else order.name


def _is_known(order: Order, known: Container[str]) -> bool:
    return order.name in known or two_words(order) in known


# --- what others may have planted -------------------------------------------------------------------------------------


def normal(line: str) -> str:
    """The form in which two writings of an order line are equal: letters and digits only, folded."""
    plain = fold(line)
    return next((_normal(rest) for rest in _behind_signs(plain)), _normal(plain))


def _normal(text: str) -> str:
    return "#" + _OTHER.sub("", text)[:NORMAL_LIMIT]


def order_lines(text: str) -> frozenset[str]:
    """All lines, as `normal` has them, that might be read as orders if a mail client brought them to the top without
    the marks of a quote. That may happen to any number sign with words behind it, wherever it stands.
    """
    found: set[str] = set()
    signs = 0
    for line in text.split("\n"):
        if not any(sign in line for sign in _SIGNS):
            continue
        for part in {line, *line.splitlines()}:  # other line ends than "\n" become such in some clients
            for rest in _behind_signs(fold(part)):
                signs += 1
                if signs > SIGNS_LIMIT:
                    return frozenset({TOO_MANY_SIGNS})
                found.add(_normal(rest))
                found.update(_beginnings(rest))
    found.discard("#")
    return frozenset(found)


def _behind_signs(line: str) -> Iterator[str]:
    at = line.find("#")
    while at >= 0:
        yield line[at + 1 : at + 1 + _BEHIND_LIMIT]
        at = line.find("#", at + 1)


def _beginnings(text: str) -> Iterator[str]:
    """What is left of an order where a client breaks the line behind one of its words, since the next is too long."""
    columns, kept = 1, "#"
    for word in text.split():
        columns += len(word) + 1
        if columns > WRAPS and len(kept) > 1:
            yield kept[: NORMAL_LIMIT + 1]
        if len(kept) > NORMAL_LIMIT:
            return
        kept += _OTHER.sub("", word)


def is_planted(line: str, planted: Container[str]) -> bool:
    rests = (_normal(rest) for rest in _behind_signs(fold(line)))
    return TOO_MANY_SIGNS in planted or normal(line) in planted or any(rest in planted for rest in rests)


def was_planted(order: Order, planted: Container[str]) -> bool:
    return is_planted(order.line, planted)


# --- tickets that orders name -----------------------------------------------------------------------------------------


def tickets_named(orders: Iterable[Order]) -> tuple[int, ...]:
    """The tickets that arguments name, each once: `1043`, `#1043`, `[#1043-7KQM]`, with digits of any kind."""
    found: dict[int, None] = {}
    for order in orders:
        for word in order.argument[:200].replace(",", " ").replace("،", " ").split():
            if number := ticket_number(word):
                found[number] = None
    return tuple(found)[:TICKETS_LIMIT]


def ticket_number(word: str) -> int:
    """The ticket that one word names, 0 for none."""
    match = _TICKET.fullmatch(fold(word).strip())
    return int(match[1]) if match else 0
