"""Registry 3, what a rule may do. Each entry reads what was written into a value, and says what that does. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ..mail.persian import fold
from ..policy import Assigning
from ..ruleset import Answer, Rule
from ..tickets.changes import AddParticipant, Change, SetDepartment, SetPriority, SetProduct, SetType, Tag
from ..tickets.people import Person
from ..tickets.ticket import Priority
from . import values
from .masks import address
from .mistakes import meant
from .page import Spot, flag, said, texts
from .result import Routing

TAG = 40  # characters
PEOPLE = 20  # that one rule may bring in

_TURNS = {"round robin": Assigning.ROUND_ROBIN, "least loaded": Assigning.LEAST_LOADED}


@dataclass(frozen=True, slots=True)
class Deed:
    """`read` gives None where the mistake is written down. `do` gets what was read."""

    read: Callable[[Spot], object | None]
    do: Callable[[Any, Routing, Rule], Routing]


def _changing(routing: Routing, *changes: Change) -> Routing:
    return replace(routing, changes=(*routing.changes, *changes))


def _assign(spot: Spot) -> object | None:
    """An agent, or whose turn it is."""
    agents = spot.page.policy.agents

    def find(written: str) -> str:
        turn = fold(written).replace("_", " ").replace("-", " ")
        return turn if turn in _TURNS else values.agent(spot.page.policy, written)

    found = values.named(spot, "agent", find, [*(agent.name for agent in agents), *_TURNS])
    return _TURNS.get(found, found) if found else None


def _tags(spot: Spot) -> object | None:
    entries = texts(spot)
    if entries is None:
        return None
    odd = [entry for entry in entries if len(said(entry)) > TAG or "\n" in said(entry)]
    for entry in odd:
        entry.wrong(f"should be one line of at most {TAG} characters")
    return None if odd else tuple(dict.fromkeys(map(said, entries)))


def _cc(spot: Spot) -> object | None:
    """Customers' addresses: ours would write to ourselves, agents hear of tickets by their department."""
    people = values.addresses(spot)
    if people is None:
        return None
    policy = spot.page.policy
    for entry in spot.entries():
        key = address(said(entry))
        if policy.owns(key) or policy.agent_at(key):
            entry.wrong(f"{key} is {'an address of ours' if policy.owns(key) else 'an agent'}, and takes no part in it")
            people = None
    if people is not None and len(people) > PEOPLE:
        spot.wrong(f"brings in {len(people)} people; at most {PEOPLE} can be")
        return None
    return people


def _answer(spot: Spot) -> object | None:
    """The name of an [[answer]]. One with a mistake of its own is known, but cannot be used."""
    answers = spot.page.answers
    name = values.named(spot, "answer", lambda written: written if fold(written) in answers else "", answers)
    return answers[fold(name)] if name else None


def _only(wanted: bool) -> Callable[[Spot], object | None]:
    def read(spot: Spot) -> object | None:
        value = flag(spot)
        if value is not None and value is not wanted:
            spot.wrong(f"can only be {str(wanted).lower()}; leave it out otherwise")
        return True if value is wanted else None

    return read


def _joined(addresses: tuple[str, ...], routing: Routing, rule: Rule) -> Routing:
    return _changing(routing, *(AddParticipant(Person(0, each)) for each in addresses))


def _answered(answer: Answer, routing: Routing, rule: Rule) -> Routing:
    return replace(routing, answer=answer, acknowledges=True)


ACTIONS: dict[str, Deed] = {
    "department": Deed(values.department, lambda name, routing, rule: _changing(routing, SetDepartment(name))),
    "priority": Deed(values.priority, lambda name, routing, rule: _changing(routing, SetPriority(Priority(name)))),
    "type": Deed(values.type_, lambda name, routing, rule: _changing(routing, SetType(name))),
    "product": Deed(values.product, lambda name, routing, rule: _changing(routing, SetProduct(name))),
    "assign": Deed(_assign, lambda wish, routing, rule: replace(routing, assign=wish)),
    "tag": Deed(_tags, lambda tags, routing, rule: _changing(routing, *map(Tag, tags))),
    "cc": Deed(_cc, _joined),
    "answer": Deed(_answer, _answered),
    "acknowledge": Deed(_only(False), lambda _, routing, rule: replace(routing, acknowledges=False, answer=None)),
    "hold": Deed(_only(True), lambda _, routing, rule: replace(routing, held_by=rule.name)),
    "spam": Deed(_only(True), lambda _, routing, rule: replace(routing, spam=True)),
}

# What a rule may not do together, and why.
CONTRADICTIONS: tuple[tuple[str, str, str], ...] = (
    ("answer", "acknowledge", "the answer stands in the acknowledgement that is left out"),
    ("spam", "answer", "nobody is answered about spam"),
    ("spam", "acknowledge", "nobody is answered about spam anyway"),
    ("spam", "assign", "nobody looks after spam"),
    ("spam", "cc", "nobody hears of spam"),
    *(("hold", name, "a mail that is held goes no further") for name in ACTIONS if name != "hold"),
)

LAST = frozenset({"hold", "spam"})  # no rule goes on after these


def action(spot: Spot) -> object | None:
    deed = ACTIONS.get(spot.key)
    if deed is None:
        spot.wrong("there is no such action" + meant(spot.key, ACTIONS))
        return None
    return deed.read(spot)
