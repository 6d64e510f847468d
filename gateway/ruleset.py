"""What admins decided about new requests: the rules of one revision. `rules` reads and follows them. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from .sight import Sight


@dataclass(frozen=True, slots=True)
class Answer:
    """Words of the house for the acknowledgement. They are never a template."""

    name: str
    en: str
    fa: str

    def in_language(self, language: str) -> str:
        return self.fa if language == "fa" else self.en


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition: its word, what was written (in one form), and the test that was made of it when it was read."""

    condition: str
    written: str
    holds: Callable[[Sight], bool] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Action:
    """One action: its word, and the value that its entry in the registry made of what was written."""

    name: str
    value: object


@dataclass(frozen=True, slots=True)
class Span:
    """When a rule speaks, in the site's time: days of a season, both among them, and minutes of the day."""

    zone: str
    first: date | None = None
    last: date | None = None
    start: int = 0
    end: int = 24 * 60  # not later than `start`: over midnight


@dataclass(frozen=True, slots=True)
class Rule:
    """All of `when` hold and none of `unless`: then its actions are done, and it is the last one, or rules go on.
    `effort`: the instructions of its patterns, each of which may run for each character of a text.
    """

    name: str
    when: tuple[Clause, ...]  # none: for every mail
    unless: tuple[Clause, ...]
    then: tuple[Action, ...]
    span: Span | None = None
    goes_on: bool = False
    line: int = 0  # of the document
    effort: int = 0


@dataclass(frozen=True, slots=True)
class RuleSet:
    """`revision` is 0 where no rules were ever applied."""

    revision: int = 0
    rules: tuple[Rule, ...] = ()
    vips: tuple[str, ...] = ()  # addresses in key form, perhaps with * and ?
    answers: tuple[Answer, ...] = ()


NO_RULES = RuleSet()
