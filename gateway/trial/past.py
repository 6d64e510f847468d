"""A stored mail as a trial meets it, and what became of it under some rules. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from ..decisions import Decision, Quarantine, Update
from ..mail.inbound import InboundMail
from ..notices import Kind
from ..tickets.people import Author
from ..tickets.ticket import Status, Ticket


@dataclass(frozen=True, slots=True)
class Past:
    """A mail of somebody who asks, as it stood when it was decided about.

    `ticket` is the one that it opened (`opened`) or joined, 0 where it was kept back. `spam`: a rule took it for spam.
    `follows`: the finished ticket that it went on from. `others`: open tickets of its author that no mail here opened.
    `again`: it joined because it says the same again. `place`: where the ticket that it opened lies, its type and
    product.
    """

    id: int
    mail: InboundMail
    author: Author
    at: datetime
    accepted: datetime
    ticket: int
    opened: bool
    spam: bool = False
    ended: datetime | None = None  # when the ticket was over
    follows: Ticket | None = None
    others: int = 0
    released: bool = False
    again: bool = False
    place: tuple[str, str, str] | None = None


class Fate(Enum):
    OPENED = "opens a ticket"
    SPAM = "is taken for spam"
    HELD = "is held for a person to see"
    JOINED = "joins another ticket"
    NOTHING = "opens no ticket"


@dataclass(frozen=True, slots=True)
class Routed:
    """What became of a mail. `by_turn`: whoever has the ticket got it because it was their turn, and it may as well
    have been somebody else's. The names are keys of the command line's JSON.
    """

    fate: Fate
    department: str = ""
    priority: str = ""
    type: str = ""
    product: str = ""
    assignee: str = ""
    by_turn: bool = False
    tags: tuple[str, ...] = ()
    people: tuple[str, ...] = ()  # who takes part besides the requester
    acknowledged: bool = False
    answer: str = ""  # what the acknowledgement says besides
    rules: tuple[str, ...] = ()  # those that spoke

    @property
    def said(self) -> tuple[tuple[str, str], ...]:
        """Everything that can change, as names and words; words are "" for nothing."""
        if self.fate not in (Fate.OPENED, Fate.SPAM):
            return (("mail", self.fate.value),)
        return (
            ("mail", self.fate.value),
            ("department", self.department),
            ("priority", self.priority),
            ("type", self.type),
            ("product", self.product),
            ("assignee", "whose turn it is" if self.by_turn else self.assignee),
            ("tags", " ".join(self.tags)),
            ("people", ", ".join(self.people)),
            ("acknowledged", "yes" if self.acknowledged else "no"),
            ("answer", self.answer),
        )

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(f"{name}: {words}" for name, words in self.said if words)


def routed_by(decision: Decision) -> Routed:
    match decision:
        case Update(before=None, after=after):
            return _opened(decision, after)
        case Quarantine(trail=trail):
            return Routed(Fate.HELD, rules=trail.rules)
        case Update():
            return Routed(Fate.JOINED)
        case _:
            return Routed(Fate.NOTHING, rules=decision.trail.rules)


def _opened(decision: Update, after: Ticket) -> Routed:
    acknowledgement = next((each for each in decision.notices if each.kind is Kind.RECEIVED), None)
    return Routed(
        fate=Fate.SPAM if after.status is Status.SPAM else Fate.OPENED,
        department=after.department,
        priority=after.priority.value,
        type=after.type,
        product=after.product,
        assignee=after.assignee,
        by_turn=bool(decision.aftermath.turns),
        tags=after.tags,
        people=tuple(person.address for person in after.participants),
        acknowledged=acknowledgement is not None,
        answer=acknowledgement.answer if acknowledgement else "",
        rules=decision.trail.rules,
    )
