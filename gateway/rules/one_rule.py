"""Reads one [[rule]]: its name, when it speaks, and what it does. Pure."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from ..mail.persian import fold
from ..ruleset import Action, Clause, Rule, Span
from . import values
from .actions import ACTIONS, action
from .conditions import CONDITIONS, condition
from .mistakes import meant
from .page import Spent, Spot, flag, text
from .patterns import PROGRAM
from .quarrels import contradictions

NAME = 100  # characters
PATTERNS = 200  # of all rules together
WORDS = 5_000  # of all rules together
ALWAYS = "always"

_KEYS = ("name", "when", "unless", "from", "until", "then", "go_on", "stop")
_NOTHING = 'has no condition; say when = "always" where it is for every mail'


def read_rule(spot: Spot, names: dict[str, int]) -> Rule | None:
    """None where something is wrong with it. `names`: folded, of the rules above, with their lines."""
    page = spot.page
    before, effort = len(page.mistakes), page.effort
    given = {each.key: each for each in spot.members()}
    name = _name(spot, given, names)
    owner = f'rule "{name}"' if name else spot.owner
    given = {key: replace(each, owner=owner) for key, each in given.items()}
    spot = replace(spot, owner=owner)
    for key, each in given.items():
        if key not in _KEYS:
            each.wrong(_misplaced(key))
    rule = Rule(
        name=name,
        when=_when(given, effort),
        unless=tuple(_clauses(given.get("unless"), effort)),
        then=tuple(_actions(given.get("then"))),
        span=_span(given),
        goes_on=_goes_on(given),
        line=page.line(spot.place),
        effort=page.effort - effort,
    )
    _complete(spot, rule, given)
    whole = "then" not in given or len(rule.then) == len(tuple(given["then"].members()))
    return rule if whole and len(page.mistakes) == before and spot.place not in page.torn else None


def _name(spot: Spot, given: dict[str, Spot], names: dict[str, int]) -> str:
    if "name" not in given:
        if spot.place not in spot.page.torn:
            spot.wrong("has no name")
        return ""
    name = text(given["name"])
    if name is None:
        return ""
    if len(name) > NAME or "\n" in name:
        given["name"].wrong(f"should be one line of at most {NAME} characters")
        return ""
    if fold(name) in names:
        given["name"].wrong(f"the rule in line {names[fold(name)]} has the same name")
    names.setdefault(fold(name), spot.page.line(spot.place))
    return name


def _misplaced(key: str) -> str:
    if key in CONDITIONS and key in ACTIONS:
        return f"a rule has no such key; it is a condition, when.{key}, or an action, then.{key}"
    if key in CONDITIONS:
        return f"a rule has no such key; it is a condition, when.{key}"
    if key in ACTIONS:
        return f"a rule has no such key; it is an action, then.{key}"
    return "a rule has no such key" + meant(key, _KEYS)


def _when(given: dict[str, Spot], effort: int) -> tuple[Clause, ...]:
    spot = given.get("when")
    if spot is not None and isinstance(spot.value, str):
        if fold(spot.value).strip() != ALWAYS:
            spot.wrong(f'there is when = "{ALWAYS}", and there are conditions, such as when.subject = …')
        return ()
    return tuple(_clauses(spot, effort))


def _clauses(spot: Spot | None, effort: int) -> Iterator[Clause]:
    """`effort`: of the patterns of all rules above."""
    if spot is None or not _is_table(spot, "conditions, such as {}.subject = …"):
        return
    for each in spot.members():
        before = spot.page.spent
        holds = condition(each)
        _bounded(each, before, effort)
        if holds is not None:
            yield Clause(each.key, _written(each.value), holds)


def _written(value: object) -> str:
    """One form for what means the same: a text, and a list of that text alone."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return json.dumps(value, default=str, sort_keys=True)


def _actions(spot: Spot | None) -> Iterator[Action]:
    if spot is None or not _is_table(spot, "actions, such as {}.department = …"):
        return
    read = {each.key: action(each) for each in spot.members()}
    yield from (Action(name, read[name]) for name in ACTIONS if read.get(name) is not None)


def _is_table(spot: Spot, such: str) -> bool:
    if isinstance(spot.value, dict) and spot.value:
        return True
    spot.wrong(f"should hold {such.format(spot.key)}")
    return False


def _goes_on(given: dict[str, Spot]) -> bool:
    goes_on = flag(given["go_on"]) if "go_on" in given else None
    stops = flag(given["stop"]) if "stop" in given else None
    if goes_on is not None and goes_on is stops:
        given["stop"].wrong(f"stop = {str(stops).lower()} and go_on = {str(goes_on).lower()} contradict each other")
    return bool(goes_on) or stops is False


def _span(given: dict[str, Spot]) -> Span | None:
    """`from` and `until` are both times of the day, or both days."""
    ends = {key: (given[key], values.moment(given[key])) for key in ("from", "until") if key in given}
    read = {key: moment for key, (_, moment) in ends.items() if moment is not None}
    if not read or len(read) < len(ends):
        return None
    (last, _), zone = tuple(ends.values())[-1], next(iter(ends.values()))[0].page.policy.zone
    if len({isinstance(moment, date) for moment in read.values()}) > 1:
        last.wrong("from and until should be two times, or two days")
        return None
    start, end = read.get("from"), read.get("until")
    if start is not None and start == end and not isinstance(start, date):
        last.wrong("from and until are the same time")
        return None
    if isinstance(start, date) or isinstance(end, date):
        if isinstance(start, date) and isinstance(end, date) and end < start:
            last.wrong("the season ends before it begins")
        first, final = (each if isinstance(each, date) else None for each in (start, end))
        return Span(zone, first=first, last=final)
    return Span(zone, start=start or 0, end=values.DAY if end is None else end)


def _complete(spot: Spot, rule: Rule, given: dict[str, Spot]) -> None:
    """What a rule needs, and what it cannot do at once."""
    torn = spot.place in spot.page.torn
    if not torn and not given.keys() & {"when", "unless", "from", "until"}:
        spot.wrong(_NOTHING)
    if not torn and "then" not in given:
        spot.wrong("has no action; say what is done, such as then.department = …")
    for (table, key), sentence in contradictions(rule):
        given[table].under(key, None).wrong(sentence)


def _bounded(spot: Spot, before: Spent, effort: int) -> None:
    """Says of the condition that goes too far that it does; `before`: what was spent without it."""
    now, steps = spot.page.spent, spot.page.effort - effort
    if now.effort > before.effort and steps > PROGRAM:
        spot.wrong(f"brings the patterns of this rule to {steps} steps; at most {PROGRAM} can be tried")
    if now.patterns > max(PATTERNS, before.patterns):
        spot.wrong(f"brings the patterns to {now.patterns}; at most {PATTERNS} can be tried on each mail")
    if now.words > max(WORDS, before.words):
        spot.wrong(f"brings the words to {now.words}; at most {WORDS} can be looked for in each mail")
