"""Reads a document of rules: what it says, and every mistake in it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ..policy import Policy
from ..ruleset import Rule, RuleSet
from ..toml_lines import Place, places
from . import values
from .answers import ANSWERS, read_answers
from .mistakes import Mistake, meant
from .one_rule import read_rule
from .page import Page, Spot
from .quarrels import unreachable
from .syntax import parse

RULES = 500

_TABLES = ("vip", "answer", "rule")


@dataclass(frozen=True, slots=True)
class Reading:
    """The rules that can be followed, and every mistake in the order of lines: what has one is left out."""

    rules: RuleSet
    mistakes: tuple[Mistake, ...] = ()


def read(document: str, policy: Policy, revision: int = 0) -> Reading:
    """Reads for the configuration at hand: what that does not know is a mistake, and the rest still holds."""
    parsed = parse(document)
    lines = places(parsed.text)
    page = Page(policy, lines, _torn(parsed.broken, lines), list(parsed.mistakes))
    found = {spot.key: spot for spot in Spot(page, (), parsed.values, "").members()}
    for key, spot in found.items():
        if key not in _TABLES:
            spot.wrong("there is no such table" + meant(key, _TABLES))
    page.vips = (values.masks(found["vip"]) if "vip" in found else None) or page.vips
    answers = read_answers(_tables(found.get("answer"), ANSWERS), page)
    rules = _rules(_tables(found.get("rule"), RULES), page)
    page.words.seal()
    mistakes = sorted(dict.fromkeys(page.mistakes), key=lambda mistake: mistake.line)
    return Reading(RuleSet(revision, rules, page.vips.written, answers), tuple(mistakes))


def _tables(spot: Spot | None, most: int) -> list[Spot]:
    """The [[tables]] of one name."""
    if spot is None:
        return []
    tables = spot.value if isinstance(spot.value, list) else []
    if not tables or not all(isinstance(table, dict) for table in tables):
        spot.wrong(f"should be written [[{spot.key}]], once for each")
        return []
    if len(tables) > most:
        replace(spot, place=(spot.key, most)).wrong(f"there are {len(tables)}; at most {most} are read")
    numbered = list(enumerate(tables[:most]))
    return [Spot(spot.page, (spot.key, n), table, f"{spot.key} {n + 1}") for n, table in numbered]


def _rules(tables: Iterable[Spot], page: Page) -> tuple[Rule, ...]:
    names = dict[str, int]()
    read = [(spot, rule) for spot in tables if (rule := read_rule(spot, names)) is not None]
    dead = dict(unreachable([rule for _, rule in read]))
    for spot, rule in read:
        if rule in dead:
            replace(spot, owner=f'rule "{rule.name}"').wrong(dead[rule])
    return tuple(rule for _, rule in read if rule not in dead)


def _torn(broken: Iterable[int], lines: Mapping[Place, int]) -> frozenset[Place]:
    """The tables that a broken statement was set aside from: nobody knows what else they would have said."""
    heads = [(line, place) for place, line in lines.items() if len(place) == 2 and place[0] in ("rule", "answer")]
    above = (max((head for head in heads if head[0] <= line), default=(0, ())) for line in broken)
    return frozenset(place for _, place in above)
