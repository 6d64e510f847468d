"""Documents: what they become, and what is wrong with them, in which line."""

import re

import pytest

from gateway.rules import STARTER, Mistake, follow, read
from gateway.rules.actions import ACTIONS
from gateway.rules.conditions import CONDITIONS
from gateway.rules.words import TESTS
from gateway.ruleset import Answer, RuleSet, Span
from tests.builders import policy

from .desk import POLICY, fires, mistakes, one, seen, sound
from .examples import ANSWER

RULE = '[[rule]]\nname = "{}"\n{}\nthen.tag = "x"\n'


def said(document: str) -> list[tuple[int, str]]:
    return [(each.line, each.sentence) for each in mistakes(document)]


def test_an_empty_document_is_a_set_without_rules() -> None:
    assert read("", POLICY, 7).rules == RuleSet(7)
    assert said("# nothing\n\n") == []


def test_the_starter_is_sound_for_every_configuration() -> None:
    for known in (POLICY, policy(), policy(types=(), products=(), agents=())):
        reading = read(STARTER, known)
        assert reading.mistakes == ()
        assert len(reading.rules.rules) == 2


def test_the_starter_names_every_condition_action_and_test() -> None:
    assert all(re.search(rf"\b{word}\b", STARTER) for word in (*CONDITIONS, *ACTIONS, *TESTS))


def test_the_example_of_the_brief_reads_as_it_is_meant() -> None:
    document = ANSWER + one(
        'when.subject = ["invoice", "فاکتور"]',
        'when.sender_domain = "customer.example"',
        'unless.body = { contains = "test" }',
        'from = "08:00"',
        'until = "16:00"',
        'then.department = "poshtibani"',
        'then.priority = "high"',
        "go_on = true",
    )
    (rule,) = sound(document).rules
    assert [clause.condition for clause in rule.when] == ["subject", "sender_domain"]
    assert [clause.condition for clause in rule.unless] == ["body"]
    assert [(action.name, action.value) for action in rule.then] == [("department", "poshtibani"), ("priority", "high")]
    assert rule.span == Span("Asia/Tehran", start=480, end=960)
    assert rule.goes_on
    assert rule.line == 6
    assert sound(document).answers == (Answer("holiday", "We are back on Saturday.", "شنبه برمی‌گردیم."),)


def test_tables_may_be_written_in_any_way_of_toml() -> None:
    dotted = one('when.subject = "a"', 'when.header.X-Y = "b"', 'then.tag = "t"')
    tables = '[[rule]]\nname = "one"\n[rule.when]\nsubject = ["a"]\nheader = {X-Y="b"}\n[rule.then]\ntag = "t"\n'
    assert sound(dotted).rules[0].when == sound(tables).rules[0].when


def test_every_mistake_comes_in_one_go_with_its_line_and_what_was_meant() -> None:
    document = """vip = ["boss@"]
[[answer]]
name = "holiday"
en = "Closed."

[[rule]]
name = "Invoices"
when.subject = ["invoice",
  5,
  ""]
when.sendr = "a@b.example"
then.department = "suport"
then.answer = "holiday"
go_on = "yes"

[[rule]]
when.body = { regex = '(' }
until = "25:00"

[[rul]]
x = 1
"""
    assert said(document) == [
        (1, """vip: 'boss@' is no address, such as "ali@customer.example" or "*@customer.example\""""),
        (2, "answer 1: has no fa; an answer has a name, and its words in en and in fa"),
        (9, 'rule "Invoices": when.subject: should be text, in quotes'),
        (10, 'rule "Invoices": when.subject: is empty'),
        (11, "rule \"Invoices\": when.sendr: there is no such condition; did you mean 'sender'?"),
        (12, "rule \"Invoices\": then.department: there is no department 'suport'; did you mean 'support'?"),
        (14, 'rule "Invoices": go_on: should be true or false, without quotes'),
        (16, "rule 2: has no name"),
        (16, "rule 2: has no action; say what is done, such as then.department = …"),
        (17, "rule 2: when.body.regex: is no regular expression: missing ): ("),
        (18, 'rule 2: until: is neither a time, such as "08:00", nor a day, such as "2026-03-21" or "1405-01-01"'),
        (20, "rul: there is no such table; did you mean 'rule'?"),
    ]


@pytest.mark.parametrize(
    ("lines", "line", "sentence"),
    [
        (('nmae = "x"',), 4, "a rule has no such key; did you mean 'name'?"),
        (('subject = "x"',), 4, "it is a condition, when.subject"),
        (('tag = "x"',), 4, "it is an action, then.tag"),
        (('department = "support"',), 4, "it is a condition, when.department, or an action, then.department"),
        (("go_on = true", "stop = true"), 5, "contradict each other"),
        (("go_on = false", "stop = false"), 5, "contradict each other"),
        (('from = "08:00"', 'until = "2026-03-01"'), 5, "two times, or two days"),
        (('from = "08:00"', 'until = "8:00"'), 5, "are the same time"),
        (('from = "2026-03-02"', "until = 2026-03-01"), 5, "ends before it begins"),
        (('from = "24:01"',), 4, "is neither a time"),
        (('from = "1405-12-30"',), 4, "is neither a time"),
        (("from = 2026-03-02T08:00:00",), 4, "is neither a time"),
        (("then.hold = true", "go_on = true"), 4, "ends the matter"),
        (("then.spam = true", "stop = false"), 4, "ends the matter"),
        (('when.body = "a"', 'unless.body = ["a"]'), 5, "says the same as when.body"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said_in_its_line(lines: tuple[str, ...], line: int, sentence: str) -> None:
    found = said(one(*lines) if any(each.startswith("when") for each in lines) else one('when = "always"', *lines))
    found = [(number - (0 if lines[0].startswith("when") else 1), words) for number, words in found]
    assert [number for number, _ in found] == [line]
    assert sentence in found[0][1]


@pytest.mark.parametrize(
    ("document", "line", "sentence"),
    [
        (RULE.format("a", ""), 1, 'has no condition; say when = "always"'),
        ('\n[[rule]]\nname = "a"\nwhen = "always"\n', 2, "has no action"),
        (RULE.format("a", 'when.body = "a"') + RULE.format("A ", 'when.body = "b"'), 6, "in line 1 has the same name"),
        (RULE.format("x" * 101, 'when.body = "a"'), 2, "at most 100 characters"),
        (RULE.format("a\\nb", 'when.body = "a"'), 2, "one line"),
        ("rule = 5\n", 1, "should be written [[rule]], once for each"),
        ('[rule]\nname = "x"\n', 1, "should be written [[rule]], once for each"),
        ("rule = []\n", 1, "should be written [[rule]]"),
        ("vip = 5\n", 1, "vip: should be text"),
        (ANSWER + ANSWER, 6, "there is another answer 'holiday' above"),
        (ANSWER.replace("en =", "de ="), 1, "has no en"),
        (ANSWER.replace('"We', '"' + "x" * 4000), 3, "at most 4000 can be said"),
    ],
)
def test_what_is_wrong_with_a_document_is_said_in_its_line(document: str, line: int, sentence: str) -> None:
    found = said(document)
    assert found[0][0] == line
    assert sentence in found[0][1] or any(sentence in words for _, words in found)


def test_an_answer_with_a_mistake_is_no_second_mistake_of_the_rule_that_names_it() -> None:
    document = ANSWER.replace("fa =", "fr =") + one('then.answer = "holiday"')
    assert [line for line, _ in said(document)] == [1, 4]
    assert read(document, POLICY).rules.rules == ()


def test_what_has_a_mistake_is_left_out_and_the_rest_still_holds() -> None:
    document = RULE.format("a", 'when.department = "gone"') + RULE.format("b", 'when.body = "x"')
    reading = read(document, POLICY, 3)
    assert [rule.name for rule in reading.rules.rules] == ["b"]
    assert reading.rules.revision == 3
    assert len(reading.mistakes) == 1
    assert follow(reading.rules, seen("x")).fired == ("b",)


# --- rules that are never reached -------------------------------------------------------------------------------------


def test_nothing_comes_behind_a_rule_that_takes_every_mail() -> None:
    document = RULE.format("all", 'when = "always"') + RULE.format("late", 'when.body = "x"')
    assert said(document) == [(5, "rule \"late\": is never reached: 'all' in line 1 takes every such mail before it")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('when.body = "a"', 'when.body = ["a"]\nwhen.subject = "b"'),
        ('when.body = "a"\nfrom = "08:00"', 'from = "08:00"\nwhen.body = "a"\nunless.subject = "x"'),
        ('when.department = "support"', 'when.department = "support"\nunless.body = "x"'),
    ],
)
def test_a_narrower_rule_behind_a_wider_one_is_never_reached(first: str, second: str) -> None:
    assert [line for line, _ in said(RULE.format("wide", first) + RULE.format("narrow", second))] == [
        5 + first.count("\n")
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ('when.body = "a"\nunless.subject = "b"', 'when.body = "a"'),
        ('when.body = "a"\nfrom = "08:00"', 'when.body = "a"'),
        ('when.body = "a"\ngo_on = true', 'when.body = "a"'),
        ('when.body = ["a", "b"]', 'when.body = "a"'),
    ],
)
def test_a_rule_that_others_leave_mails_to_is_reached(first: str, second: str) -> None:
    assert said(RULE.format("first", first) + RULE.format("second", second)) == []


def test_a_rule_between_may_change_what_the_next_one_sees() -> None:
    asks = RULE.format("{}", 'when.department = "support"')
    between = '[[rule]]\nname = "move"\nwhen = "always"\nthen.department = "support"\ngo_on = true\n'
    assert said(asks.format("a") + between + asks.format("b")) == []
    assert len(said(asks.format("a") + asks.format("b"))) == 1


def test_a_held_mail_may_come_again_so_the_rules_behind_are_reached() -> None:
    document = '[[rule]]\nname = "hold"\nwhen = "always"\nthen.hold = true\n' + RULE.format("next", 'when.body = "a"')
    assert said(document) == []


# --- too much ---------------------------------------------------------------------------------------------------------


def test_a_document_is_not_endless() -> None:
    rules = "".join(RULE.format(f"r{n}", f'when.body = "w{n}"') for n in range(501))
    assert said(rules) == [(2001, "rule: there are 501; at most 500 are read")]
    words = ", ".join(f'"w{n}"' for n in range(201))
    assert said(RULE.format("a", f"when.body = [{words}]"))[0][1].endswith("has 201 entries; at most 200 can be listed")
    many = "".join(
        RULE.format(f"r{n}", "when.body = [" + ", ".join(f'"w{n}x{m}"' for m in range(200)) + "]") for n in range(26)
    )
    assert said(many) == [
        (103, 'rule "r25": when.body: brings the words to 5200; at most 5000 can be looked for in each mail')
    ]
    globs = "".join(RULE.format(f"r{n}", f'when.subject = {{ glob = "*{n}*" }}') for n in range(201))
    assert said(globs) == [
        (803, 'rule "r200": when.subject: brings the patterns to 201; at most 200 can be tried on each mail')
    ]
    assert "at most 262144 are read" in said("#" * 262_145)[0][1]


def test_the_whole_document_of_the_largest_size_is_followed() -> None:
    rules = "".join(RULE.format(f"r{n}", f'when.body = "word{n}x"') for n in range(500))
    assert fires(rules, seen("word499x"))


# --- what is no TOML --------------------------------------------------------------------------------------------------

GOOD = RULE.format("good", 'when.body = "a"')


@pytest.mark.parametrize(
    ("broken", "line", "sentence"),
    [
        ('when.body = "a', 3, "a text is not closed on its line"),
        ('when.body = ["a", "b"', 3, 'the list is not closed, with "]"'),
        ('when.body = ["a" "b"]', 3, "a comma is missing"),
        ('when.body = ["a",\n  "b" "c",\n]', 4, "a comma is missing"),
        ('when.body = { contains = "a"', 3, "the table is not closed"),
        ("when.body = invoice", 3, 'texts stand in "quotes"'),
        ("when.vip = yes", 3, "yes and no are true and false"),
        ('when.body "a"', 3, 'an "=" is missing'),
        ('from = "08:00" until = "16:00"', 3, "there is more on the line than one statement"),
        ("from = 08:00", 3, 'times and Jalali days stand in "quotes"'),
        ('when.body = "\\d"', 3, "put the text into 'single quotes'"),
        ('when.body = "a"\nwhen.body = "b"', 4, "this was said before"),
        ('when = "always"\nwhen.body = "b"', 4, "this was said before"),
        ("= 5", 3, "is not TOML"),
        ("]", 3, "is not TOML"),
        ("when.size = " + "9" * 5000, 3, "too large to be read"),
        ("when.body = " + "[" * 50 + "]" * 50, 3, "lie 50 deep inside of each other"),
    ],
)
def test_a_broken_statement_is_told_and_the_rest_is_read(broken: str, line: int, sentence: str) -> None:
    document = f'[[rule]]\nname = "torn"\n{broken}\nthen.tag = "x"\n' + GOOD
    found = read(document, POLICY)
    assert [each.line for each in found.mistakes] == [line]
    assert sentence in found.mistakes[0].sentence
    assert [rule.name for rule in found.rules.rules] in (["good"], [])


@pytest.mark.parametrize("head", ["[[rule]", "[rule]", "[[rules]]", "[[rule", "[rule"])
def test_a_broken_head_still_begins_a_rule(head: str) -> None:
    document = GOOD + f'{head}\nname = "torn"\nwhen.body = "b"\nthen.tag = "x"\n' + RULE.format("c", 'when.body = "c"')
    found = read(document, POLICY)
    assert [each.line for each in found.mistakes] == [5]
    assert [rule.name for rule in found.rules.rules] == ["good", "c"]


def test_a_text_that_goes_on_to_the_end_is_told_where_it_begins() -> None:
    document = GOOD + '[[answer]]\nname = "a"\nen = """\nHello\nfa = "x"\n'
    assert [(line, words[:38]) for line, words in said(document)] == [(7, "is not TOML: a text is not closed, wit")]


def test_many_broken_statements_come_in_one_go() -> None:
    document = "".join(RULE.format(f"r{n}", "when.body = a") for n in range(10)) + GOOD
    assert [line for line, _ in said(document)] == [3 + 4 * n for n in range(10)]
    assert [rule.name for rule in read(document, POLICY).rules.rules] == ["good"]
    endless = "".join(f"a{n} = b\n" for n in range(100))
    assert len(mistakes(endless)) == 31


def test_what_was_written_stands_in_one_line_of_decent_length() -> None:
    document = one(f'when.department = "a\\n{"b " * 5000}"', 'when."x\\ny" = "می‌شود"', 'then.assign = "می‌شود"')
    found = mistakes(document)
    assert [each.line for each in found] == [4, 5, 6]
    assert all(len(each.sentence) <= 400 and "\n" not in each.sentence for each in found)
    assert "there is no agent 'می‌شود'" in found[2].sentence


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    document = "\ufeff" + one('when.body = "a"', 'then.departmnt = "x"').replace("\n", "\r\n")
    assert mistakes(document) == (
        Mistake(5, "rule \"one\": then.departmnt: there is no such action; did you mean 'department'?"),
    )
