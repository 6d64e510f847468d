"""What the rules want of a new request. Pure."""

from dataclasses import dataclass

from ..policy import Assigning
from ..ruleset import Answer
from ..tickets.changes import Change


@dataclass(frozen=True, slots=True)
class Routing:
    """`changes` are those that change something, in their sequence."""

    changes: tuple[Change, ...] = ()
    assign: str | Assigning | None = None  # an agent's name, or whose turn it is; None: no rule says
    held_by: str = ""  # the rule that wants a person to look first, "" for none
    spam: bool = False
    acknowledges: bool = True
    answer: Answer | None = None  # what the acknowledgement says besides
    fired: tuple[str, ...] = ()  # the names of the rules that matched, in turn
    looked: int = 0  # how many rules were looked at: the first ones of the set
    exhausted: bool = False  # the budget was spent before the last rule


NOTHING = Routing()
