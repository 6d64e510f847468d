"""What cannot be true together: within a rule, and between a rule and those above it. Pure."""

from collections.abc import Iterator, Sequence

from ..ruleset import Clause, Rule
from .actions import CONTRADICTIONS, LAST
from .conditions import CHANGING


def contradictions(rule: Rule) -> Iterator[tuple[tuple[str, str], str]]:
    """Why a rule can do nothing, or cannot do all that it says; and the key where that shows."""
    names = {action.name for action in rule.then}
    for one, other, why in CONTRADICTIONS:
        if one in names and other in names:
            yield ("then", other), f"contradicts then.{one}: {why}"
    if rule.goes_on and names & LAST:
        last = min(names & LAST)
        yield ("then", last), "ends the matter, so that the rule cannot go on"
    for name in sorted({name for name, _ in _said(rule.when) & _said(rule.unless)}):
        yield ("unless", name), f"says the same as when.{name}, so that the rule never matches"


def unreachable(rules: Sequence[Rule]) -> Iterator[tuple[Rule, str]]:
    """Rules that a rule above them, which stops, always comes before."""
    above: list[tuple[Rule, int]] = []
    turns = 0  # rules so far that may change what later ones see
    for rule in rules:
        taken = next((one for one, since in above if _takes(one, rule, since == turns)), None)
        if taken is not None:
            yield rule, f"is never reached: '{taken.name}' in line {taken.line} takes every such mail before it"
        if rule.goes_on:
            turns += 1
        elif not rule.unless and not any(action.name in LAST for action in rule.then):
            above.append((rule, turns))


def _takes(above: Rule, rule: Rule, unchanged: bool) -> bool:
    """Does the upper rule match wherever the lower one does? `unchanged`: both see the ticket alike."""
    if above.span is not None and above.span != rule.span:
        return False
    alike = unchanged or not any(clause.condition in CHANGING for clause in above.when)
    return alike and _said(above.when) <= _said(rule.when)


def _said(clauses: tuple[Clause, ...]) -> frozenset[tuple[str, str]]:
    return frozenset((clause.condition, clause.written) for clause in clauses)
