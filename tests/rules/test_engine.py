"""Rules one after the other: which match, what stops, what a rule above leaves to those below."""

import random
import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from gateway.rules import follow
from gateway.rules.engine import BUDGET
from gateway.ruleset import RuleSet
from gateway.sight import Sight
from gateway.tickets.changes import SetDepartment, SetPriority, Tag
from gateway.tickets.ticket import Priority

from .desk import at, fires, one, routed, seen, sound

TEHRAN = ZoneInfo("Asia/Tehran")


def rule(name: str, *lines: str) -> str:
    return "\n".join(("[[rule]]", f'name = "{name}"', *lines)) + "\n"


THREE = (
    rule("a", 'when.body = "broken"', 'then.department = "poshtibani"', "go_on = true")
    + rule("b", 'when.department = "poshtibani"', 'then.priority = "high"', 'then.tag = "moved"', "stop = false")
    + rule("c", 'when.priority = "high"', 'then.department = "support"', "stop = true")
    + rule("d", 'when.body = "it"', 'then.priority = "low"')
)


def test_rules_go_on_where_they_say_so_and_see_what_those_above_did() -> None:
    found = routed(THREE, seen())
    assert found.fired == ("a", "b", "c")
    assert found.looked == 3
    assert found.changes == (
        SetDepartment("poshtibani"),
        SetPriority(Priority.HIGH),
        Tag("moved"),
        SetDepartment("support"),
    )


def test_the_first_rule_that_matches_is_the_last_one() -> None:
    found = routed(THREE, seen("it is slow"))
    assert (found.fired, found.looked) == (("d",), 4)
    assert found.changes == (SetPriority(Priority.LOW),)


def test_where_none_matches_nothing_is_wanted() -> None:
    found = routed(THREE, seen("fine"))
    assert (found.fired, found.looked, found.changes) == ((), 4, ())


def test_all_of_when_and_none_of_unless() -> None:
    document = one('when.body = "a"', 'when.subject = "b"', 'unless.body = "c"', 'unless.language = "fa"')
    assert fires(document, seen("a", subject="b"))
    assert not fires(document, seen("a", subject="x"))
    assert not fires(document, seen("a c", subject="b"))


@pytest.mark.parametrize(
    ("span", "moment", "inside"),
    [
        (('from = "08:00"', 'until = "16:00"'), datetime(2026, 11, 21, 8, 0, tzinfo=TEHRAN), True),
        (('from = "08:00"', 'until = "16:00"'), datetime(2026, 11, 21, 7, 59, tzinfo=TEHRAN), False),
        (('from = "08:00"', 'until = "16:00"'), datetime(2026, 11, 21, 16, 0, tzinfo=TEHRAN), False),
        (('from = "22:00"', 'until = "06:00"'), datetime(2026, 11, 21, 23, 0, tzinfo=TEHRAN), True),
        (('from = "22:00"', 'until = "06:00"'), datetime(2026, 11, 22, 5, 59, tzinfo=TEHRAN), True),
        (('from = "22:00"', 'until = "06:00"'), datetime(2026, 11, 22, 6, 0, tzinfo=TEHRAN), False),
        (('from = "16:00"',), datetime(2026, 11, 21, 23, 59, tzinfo=TEHRAN), True),
        (('until = "08:00"',), datetime(2026, 11, 21, 0, 0, tzinfo=TEHRAN), True),
        (('until = "24:00"', 'from = "12:00"'), datetime(2026, 11, 21, 23, 59, tzinfo=TEHRAN), True),
        (("from = 08:30:00",), datetime(2026, 11, 21, 8, 29, tzinfo=TEHRAN), False),
        (("from = 2026-11-21", "until = 2026-11-22"), datetime(2026, 11, 22, 23, 59, tzinfo=TEHRAN), True),
        (("from = 2026-11-21", "until = 2026-11-22"), datetime(2026, 11, 23, 0, 0, tzinfo=TEHRAN), False),
        (('from = "1405-08-30"', 'until = "1405/08/30"'), datetime(2026, 11, 21, 12, 0, tzinfo=TEHRAN), True),
        (('from = "۱۴۰۵-۰۹-۰۱"',), datetime(2026, 11, 21, 12, 0, tzinfo=TEHRAN), False),
        (('until = "2026-11-20"',), datetime(2026, 11, 21, 0, 0, tzinfo=TEHRAN), False),
    ],
)
def test_hours_and_seasons_are_in_the_time_of_the_site(span: tuple[str, ...], moment: datetime, inside: bool) -> None:
    assert fires(one(*span), seen(known=at(moment.astimezone(UTC)))) is inside


def test_a_rule_that_holds_or_takes_for_spam_ends_the_matter() -> None:
    after = rule("after", 'when.body = "it"', 'then.tag = "x"')
    held = routed(rule("hold", 'when.body = "broken"', "then.hold = true") + after, seen())
    assert (held.held_by, held.fired) == ("hold", ("hold",))
    spam = routed(rule("spam", 'when.body = "broken"', "then.spam = true", 'then.tag = "s"') + after, seen())
    assert (spam.spam, spam.fired, spam.changes) == (True, ("spam",), (Tag("s"),))


@pytest.mark.parametrize("deed", ["hold", "spam"])
def test_what_a_person_let_in_passes_such_rules_by(deed: str) -> None:
    document = rule("wait", 'when.body = "broken"', f"then.{deed} = true") + rule(
        "after", 'when.body = "it"', 'then.tag = "x"'
    )
    found = routed(document, seen(vouched=True))
    assert (found.fired, found.held_by, found.spam) == (("after",), "", False)


def test_the_later_rule_has_the_last_word_on_the_acknowledgement() -> None:
    answers = "".join(f'[[answer]]\nname = "{name}"\nen = "{name}"\nfa = "{name}"\n' for name in ("a", "b"))
    says = {name: rule(name, 'when.body = "it"', f'then.answer = "{name}"', "go_on = true") for name in ("a", "b")}
    silent = rule("s", 'when.body = "it"', "then.acknowledge = false", "go_on = true")
    two = routed(answers + says["a"] + says["b"], seen())
    assert two.answer is not None
    assert two.answer.name == "b"
    assert not routed(answers + says["a"] + silent, seen()).acknowledges
    last = routed(answers + silent + says["a"], seen())
    assert last.acknowledges
    assert last.answer is not None


def test_the_work_for_one_mail_is_bounded() -> None:
    pattern = "(?:a.{12}b.{12}){2}c"
    document = "".join(
        rule(f"r{number}", f"when.body = {{ regex = '{pattern}{number}' }}", 'then.tag = "x"') for number in range(100)
    )
    rules = sound(document)
    found = follow(rules, seen("ab" * 20_000))
    assert found.exhausted
    assert 0 < found.looked < 100
    assert found.looked <= BUDGET // (rules.rules[0].effort * 13) + 1
    assert not follow(rules, seen("ab")).exhausted


@pytest.mark.alone
def test_the_worst_pattern_that_is_taken_is_tried_in_time() -> None:
    rules = sound(one("when.body = { regex = 'a[ab]{390}c' }"))
    sight = seen("".join(random.Random(1).choices("ab", k=40_000)) + "c")
    assert fires_in(rules, sight) <= 0.05


def fires_in(rules: RuleSet, sight: Sight) -> float:
    """Seconds of processor time, the best of several."""
    took: list[float] = []
    for _ in range(8):
        began = time.process_time()
        follow(rules, sight)
        took.append(time.process_time() - began)
    return min(took)


def test_the_same_mail_gives_the_same_answer() -> None:
    rules = sound(THREE)
    assert follow(rules, seen()) == follow(rules, seen()) == follow(sound(THREE), seen())
