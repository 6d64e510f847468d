"""Two worlds beside each other: the rules in force and the new ones meet the same mails. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ..policy import Policy
from ..ruleset import RuleSet
from .past import Fate, Past, Routed
from .world import World

NOTHING = "–"
SHOWN = 300  # characters of a subject


@dataclass(frozen=True, slots=True)
class Tried:
    """One mail under the rules in force and under the new ones. `ticket` is the real one, 0 for none."""

    mail: int
    ticket: int
    sender: str
    subject: str
    old: Routed
    new: Routed

    @property
    def changed(self) -> bool:
        return self.old.said != self.new.said

    @property
    def moved(self) -> tuple[tuple[str, str, str], ...]:
        """What is another than before: its name, what it was, what it would be."""
        old, new = dict(self.old.said), dict(self.new.said)
        names = [name for name in new if name in old]  # where only one of them opens a ticket, that says it all
        return tuple((name, old[name], new[name]) for name in names if old[name] != new[name])


def compare(pasts: Iterable[Past], policy: Policy, new: RuleSet) -> Iterator[Tried]:
    """`policy` has the rules in force. Mails come in the order in which they were decided about."""
    worlds = World(policy), World(replace(policy, rules=new))
    for past in pasts:
        old, routed = (world.meet(past) for world in worlds)
        if old is not None or routed is not None:
            yield _tried(past, old or _JOINED, routed or _JOINED)


_JOINED = Routed(Fate.JOINED)


def _tried(past: Past, old: Routed, new: Routed) -> Tried:
    return Tried(past.id, past.ticket, past.author.person.address, past.mail.subject[:SHOWN], old, new)


@dataclass(frozen=True, slots=True)
class Result:
    """What a trial came to. `dead` are rules that no mail met, in the order of the document."""

    replayed: int
    changed: tuple[Tried, ...]
    hits: tuple[tuple[str, int], ...]

    @property
    def dead(self) -> tuple[str, ...]:
        return tuple(name for name, count in self.hits if not count)


def summed(tried: Iterable[Tried], new: RuleSet) -> Result:
    counts: Counter[str] = Counter()
    changed: list[Tried] = []
    replayed = 0
    for each in tried:
        replayed += 1
        counts.update(each.new.rules)
        changed += [each] if each.changed else []
    return Result(replayed, tuple(changed), tuple((rule.name, counts[rule.name]) for rule in new.rules))
