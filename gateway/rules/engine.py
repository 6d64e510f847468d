"""Follows the rules, from the top down. The first that matches is the last one, unless it says "go on". Pure."""

from dataclasses import replace

from ..ruleset import Rule, RuleSet, Span
from ..sight import Sight
from ..tickets.changes import Change
from ..tickets.ticket import Ticket
from .actions import ACTIONS, LAST
from .patterns import LOOKED_AT
from .result import NOTHING, Routing

BUDGET = 100_000  # steps for one mail; one is an instruction of a pattern on a thousand characters


def follow(rules: RuleSet, sight: Sight) -> Routing:
    """The same rules and the same mail give the same answer, whenever and wherever they are followed."""
    routing, left = NOTHING, BUDGET
    length = min(len(sight.mail.text), LOOKED_AT) // 1000 + 1
    for number, rule in enumerate(rules.rules, 1):
        if rule.effort:  # what else a rule can ask takes no time worth a word, and there are not that many rules
            left -= rule.effort * length
            if left < 0:
                return replace(routing, looked=number - 1, exhausted=True)
        if not _matches(rule, sight):
            continue
        routing, sight = _done(rule, routing, sight)
        if not rule.goes_on:
            return replace(routing, looked=number)
    return replace(routing, looked=len(rules.rules))


def _matches(rule: Rule, sight: Sight) -> bool:
    for clause in rule.when:
        if not clause.holds(sight):
            return False
    for clause in rule.unless:
        if clause.holds(sight):
            return False
    return (rule.span is None or _within(rule.span, sight)) and not (sight.vouched and _waits(rule))


def _within(span: Span, sight: Sight) -> bool:
    """A night that begins on a day of the season belongs to that day."""
    local = sight.local(span.zone)
    minute, day = local.hour * 60 + local.minute, local.date()
    if (span.first and day < span.first) or (span.last and day > span.last):
        return False
    if span.start < span.end:
        return span.start <= minute < span.end
    return minute >= span.start or minute < span.end


def _waits(rule: Rule) -> bool:
    return any(action.name in LAST for action in rule.then)


def _done(rule: Rule, before: Routing, sight: Sight) -> tuple[Routing, Sight]:
    routing = before
    for action in rule.then:
        routing = ACTIONS[action.name].do(action.value, routing, rule)
    changes, ticket = _telling(routing.changes[len(before.changes) :], sight.ticket)
    routing = replace(routing, changes=(*before.changes, *changes), fired=(*before.fired, rule.name))
    return routing, replace(sight, ticket=ticket)


def _telling(changes: tuple[Change, ...], ticket: Ticket) -> tuple[tuple[Change, ...], Ticket]:
    """The changes that change something, and what they make of the ticket."""
    kept: list[Change] = []
    for change in changes:
        after = change.apply(ticket)
        if after != ticket:
            kept.append(change)
        ticket = after
    return tuple(kept), ticket
