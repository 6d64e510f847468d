"""Every condition by examples; how texts are compared; what cannot be said."""

import pytest

from gateway.rules.conditions import CONDITIONS
from gateway.rules.words import TESTS
from tests.builders import ticket

from . import examples
from .desk import NIGHT, OPEN, at, fires, mistakes, one, seen
from .examples import Example

CASES = [(name, example) for name, some in examples.CONDITIONS.items() for example in some]


def test_every_condition_has_an_example() -> None:
    assert set(examples.CONDITIONS) == set(CONDITIONS)


def test_every_test_of_a_text_has_an_example() -> None:
    written = " ".join(example.written for _, example in CASES)
    assert all(f"{test} = " in written for test in TESTS)


@pytest.mark.parametrize(("name", "example"), CASES, ids=lambda each: each if isinstance(each, str) else each.written)
def test_an_example_holds_where_it_should_and_only_there(name: str, example: Example) -> None:
    asked = one(f"when.{name} = {example.written}", top=example.top)
    assert fires(asked, example.holds())
    assert not fires(asked, example.fails())
    denied = one(f"unless.{name} = {example.written}", top=example.top)
    assert not fires(denied, example.holds())
    assert fires(denied, example.fails())


@pytest.mark.parametrize("written", ["علی کتاب", "علي كتاب", "علی  كِتاب", "عَلي\nکـتاب", "علی\u200c \u202bکتاب"])
@pytest.mark.parametrize("said", ["علی کتاب", "علي كتاب", "عـلی\tکتاب", "علی\u00a0\u200fکتاب"])
def test_two_writings_of_persian_are_one(written: str, said: str) -> None:
    for test in ("contains", "word", "equals", "glob"):
        quoted = written.replace("\n", "\\n").replace("\u202b", "\\u202b").replace("\u200c", "\\u200c")
        assert fires(one(f'when.body = {{ {test} = "{quoted}" }}'), seen(said))
    assert fires(one("when.body = { regex = 'علي ك[ا-ي]اب' }"), seen(said))


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"invoice\s+no\W+\d+", "Invoice\n No. ۱۲", True),
        (r"^it is", "It is", True),
        (r"^is", "It is", False),
        (r"\bcat\b", "concatenate", False),
        (r"\bcat\b", "the cat sat", True),
        (r"\D\d", "A1", True),
        (r"[A-Z]{2}-\w+", "ab-علی", True),
        (r"می‌?شود", "نمی شود", False),
        (r"می‌?شود", "می‌شود", True),
        (r"(?P<Name>X)y", "xY", True),
        (r"\x{643}تاب", "کتاب", True),
        (r"\Qa.b\E", "A.B", True),
        (r"\Qa.b\E", "axb", False),
        (r"[٠-٩]{3}", "۱۲۳", True),
        (r"ﻻ+م", "لالام", True),
        (r"a.b", "a\nb", True),
        (r"\pL\PL[\p{L}\d]", "ع 1", True),
        (r"\p{Arabic}{3}", "abc", False),
        (r"[^a-z ]", "abc", False),
        (r"[[:digit:]]", "۷", True),
        (r"[\w.]+@[\w.]+", "علی@نمونه.ایران", True),
        (r"a\tb", "a\t\tb", True),
    ],
)
def test_patterns_are_tried_on_folded_text(pattern: str, text: str, found: bool) -> None:
    assert fires(one(f"when.body = {{ regex = '{pattern}' }}"), seen(text)) is found


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("when.body = { regex = '(a' }", "is no regular expression: missing )"),
        ("when.body = { regex = '(?=a)b' }", "it cannot look ahead"),
        ("when.body = { regex = '(?<!a)b' }", "it cannot look behind"),
        (r"when.body = { regex = '(a)\1' }", "invalid escape sequence"),
        (r"when.body = { regex = '\bفاکتور' }", "knows English letters only"),
        ("when.body = { regex = '[\u200c]' }", "holds nothing"),
        (r"when.body = { regex = '[\W]' }", "in brackets"),
        (r"when.body = { regex = '\x{110000}' }", "a letter that does not exist"),
        ("when.body = { regex = '[a-ﻻ]' }", "does not go from one letter to another"),
        ("when.body = { regex = '" + "a" * 201 + "' }", "has 201 characters; at most 200"),
        ("when.body = { regex = '(a{1000}){1000}' }", "is no regular expression"),
        ("when.body = { regex = '[[:alpha:]]{999}' }", "steps; at most 400"),
        ("when.body = { contains = '\u200c' }", "nothing but marks"),
        ("when.body = { contains = '" + "a" * 301 + "' }", "at most 300"),
        ('when.body = { contians = "a" }', "did you mean 'contains'?"),
        ("when.body = {}", "is empty; say contains"),
        ("when.body = []", "is empty; it needs"),
        ('when.body = ""', "is empty"),
        ("when.body = 5", "should be text, in quotes"),
        ('when.subject = ["a", true]', "should be text, in quotes"),
        ('when.header = "X"', "should name a field: header.X-NAME"),
        ('when.header."X Y" = "a"', "is no name of a header field"),
        ('when.standing = "alined"', "there is no standing 'alined'; did you mean 'aligned'?"),
        ('when.department = "suport"', "there is no department 'suport'; did you mean 'support'?"),
        ('when.type = ["inquiry", "inquirey"]', "did you mean 'inquiry'?"),
        ('when.product = "toaster"', "there are: printer, portal"),
        ('when.priority = "hihg"', "did you mean 'high'?"),
        ('when.language = "german"', "there are: en, fa"),
        ('when.sender = "customer.example"', "a domain is a sender_domain"),
        ('when.sender = "a b@c.example"', "is no address"),
        ('when.sender_domain = "a@b"', "is no domain"),
        ("when.vip = true", "write vip = "),
        ('when.attachment = "a file"', "is no kind of file"),
        ("when.attachment = 5", "should be text"),
        ('when.larger_than = "5 megs"', 'is no size, such as "5 MB"'),
        ("when.larger_than = true", "is no size"),
        ("when.open_tickets = 0", "should be 1 or more"),
        ('when.open_tickets = "3"', "should be a number, without quotes"),
        ("when.spam_level = nan", "should be 0 or more"),
        ("when.business_hours = 'yes'", "should be true or false, without quotes"),
        ("when.subjct = 'a'", "there is no such condition; did you mean 'subject'?"),
        ("when = 'allways'", 'there is when = "always"'),
        ("when = {}", "should hold conditions, such as when.subject"),
        ("unless = 5", "should hold conditions, such as unless.subject"),
    ],
)
def test_what_is_wrong_with_a_condition_is_said_in_its_line(line: str, sentence: str) -> None:
    found = mistakes(one(line, 'then.tag = "x"'))
    assert [each.line for each in found] == [4]
    assert sentence in found[0].sentence


def test_a_mail_is_judged_by_the_moment_when_it_came() -> None:
    document = one("when.business_hours = true")
    assert fires(document, seen(known=at(OPEN)))
    assert not fires(document, seen(known=at(NIGHT)))


def test_the_hours_are_those_of_the_department_that_a_rule_above_chose() -> None:
    document = (
        '[[rule]]\nname = "a"\nwhen.subject = "move"\nthen.department = "poshtibani"\ngo_on = true\n'
        '[[rule]]\nname = "b"\nwhen.business_hours = true\nthen.tag = "open"\n'
    )
    assert fires(document, seen(known=at(NIGHT), subject="Move it"))  # the other department is always there
    assert not fires(document, seen(known=at(NIGHT), opened=ticket()))


def test_only_the_beginning_of_a_text_is_looked_at() -> None:
    document = one('when.body = "needle"')
    assert fires(document, seen("x " * 10_000 + "needle"))
    assert not fires(document, seen("x " * 15_000 + "needle"))
