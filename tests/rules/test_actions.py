"""Every action by examples: what it does, and what cannot be said."""

import pytest

from gateway.policy import Assigning
from gateway.rules import Routing
from gateway.rules.actions import ACTIONS, CONTRADICTIONS
from gateway.ruleset import Answer
from gateway.tickets.changes import AddParticipant, SetDepartment, SetPriority, SetProduct, SetType, Tag
from gateway.tickets.people import Person
from gateway.tickets.ticket import Priority
from tests.builders import REZA, ticket

from . import examples
from .desk import mistakes, one, routed, seen
from .examples import ANSWER

HOLIDAY = Answer("holiday", "We are back on Saturday.", "شنبه برمی‌گردیم.")
WANTED: dict[str, Routing] = {
    'department = "poshtibani"': Routing((SetDepartment("poshtibani"),)),
    'department = "Help"': Routing((SetDepartment("poshtibani"),)),
    'priority = "high"': Routing((SetPriority(Priority.HIGH),)),
    'type = "inquiry"': Routing((SetType("inquiry"),)),
    'type = "تمدید"': Routing((SetType("extension"),)),
    'product = "portal"': Routing((SetProduct("portal"),)),
    'assign = "tom"': Routing(assign="tom"),
    'assign = "round robin"': Routing(assign=Assigning.ROUND_ROBIN),
    'assign = "least_loaded"': Routing(assign=Assigning.LEAST_LOADED),
    'tag = "invoice"': Routing((Tag("invoice"),)),
    'tag = ["one", "دو"]': Routing((Tag("one"), Tag("دو"))),
    'cc = "boss@customer.example"': Routing((AddParticipant(Person(0, "boss@customer.example")),)),
    'cc = ["a@b.example", "c@d.example"]': Routing(
        (AddParticipant(Person(0, "a@b.example")), AddParticipant(Person(0, "c@d.example")))
    ),
    'answer = "holiday"': Routing(answer=HOLIDAY),
    "acknowledge = false": Routing(acknowledges=False),
    "hold = true": Routing(held_by="one"),
    "spam = true": Routing(spam=True),
}
CASES = [f"{name} = {written}" for name, some in examples.ACTIONS.items() for written in some]


def test_every_action_has_an_example() -> None:
    assert set(examples.ACTIONS) == set(ACTIONS)
    assert set(CASES) == set(WANTED)


@pytest.mark.parametrize("written", CASES)
def test_an_example_does_what_it_says(written: str) -> None:
    found = routed(ANSWER + one(f"then.{written}"), seen())
    assert (found.fired, found.looked) == (("one",), 1)
    wanted = WANTED[written]
    assert (found.changes, found.assign, found.held_by, found.spam) == (
        *(wanted.changes, wanted.assign, wanted.held_by, wanted.spam),
    )
    assert (found.acknowledges, found.answer) == (wanted.acknowledges, wanted.answer)


def test_what_is_so_already_is_no_change() -> None:
    document = one(
        'then.department = "support"', 'then.priority = "normal"', 'then.tag = "old"', f'then.cc = "{REZA.address}"'
    )
    assert routed(document, seen(opened=ticket(tags=("old",)))).changes == ()


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('then.departmnt = "support"', "there is no such action; did you mean 'department'?"),
        ('then.department = ["support"]', "should be text, in quotes"),
        ('then.priority = "hgih"', "did you mean 'high'?"),
        ('then.assign = "tomm"', "there is no agent 'tomm'; did you mean 'tom'?"),
        ('then.assign = "roundrobin"', "did you mean 'round robin'?"),
        ('then.tag = ["ok", ""]', "is empty"),
        ('then.tag = "' + "x" * 41 + '"', "at most 40 characters"),
        ('then.cc = "boss"', "is no address"),
        ('then.cc = "*@customer.example"', "is no address"),
        ('then.cc = "support@example.org"', "an address of ours"),
        ('then.cc = "x@in.example.org"', "an address of ours"),
        ('then.cc = "Tom@example.org"', "is an agent"),
        ("then.cc = [" + ", ".join(f'"p{n}@x.example"' for n in range(21)) + "]", "brings in 21 people; at most 20"),
        ('then.answer = "hloiday"', "there is no answer 'hloiday'; did you mean 'holiday'?"),
        ("then.acknowledge = true", "can only be false"),
        ("then.hold = false", "can only be true"),
        ('then.spam = "yes"', "should be true or false"),
        ("then = {}", "should hold actions, such as then.department"),
        ('then = "spam"', "should hold actions"),
    ],
)
def test_what_is_wrong_with_an_action_is_said_in_its_line(line: str, sentence: str) -> None:
    found = mistakes(ANSWER + one(line))
    assert [each.line for each in found] == [9]
    assert sentence in found[0].sentence


@pytest.mark.parametrize(("first", "second", "why"), CONTRADICTIONS)
def test_what_cannot_be_done_together_is_a_mistake(first: str, second: str, why: str) -> None:
    lines = [f"then.{name} = {examples.ACTIONS[name][0]}" for name in (first, second)]
    found = mistakes(ANSWER + one(*lines))
    assert found
    assert {each.line for each in found} <= {9, 10}
    assert any(why in each.sentence and each.line == 10 for each in found)
