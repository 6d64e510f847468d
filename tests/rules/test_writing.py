"""A rule out of a form: whatever somebody typed, it is read again as what they typed, and as nothing else."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.rules import STARTER, Longer, Mistake, Wish, read, with_rule
from gateway.rules.writing import text
from gateway.ruleset import Answer
from tests.thorough import examples

from .desk import POLICY, fires, seen

HOSTILE = (
    'say "hello"',
    "it's",
    "back\\slash",
    '"""',
    "'''",
    '"]\nthen.spam = true\n[[rule]]\nname = "evil"',
    "a\nb",
    'x"\nwhen = "always',
    "# no comment",
    "]]",
    "\\u0041",
    "{ regex = '.*' }",
    "tab\there",
    "\x01\x7f",
    "\u202eright to left",
    "می‌خواهم",
    "😀",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "\u2028",
)


def wish(name: str = "", words: tuple[str, ...] = ("invoice",), answer: Answer | None = None, **actions: str) -> Wish:
    return Wish(name, "subject", words, tuple(actions.items()), answer)


def longer(document: str, wished: Wish) -> Longer:
    made = with_rule(document, wished, POLICY)
    assert isinstance(made, Longer), made
    return made


def refused(document: str, wished: Wish) -> tuple[Mistake, ...]:
    made = with_rule(document, wished, POLICY)
    assert not isinstance(made, Longer)
    return made


def test_a_rule_is_written_as_a_person_would() -> None:
    made = longer("", wish("Invoices", ("invoice", "فاکتور"), department="poshtibani", priority="high"))
    assert made.document == (
        '[[rule]]\nname = "Invoices"\nwhen.subject = ["invoice", "فاکتور"]\n'
        'then.department = "poshtibani"\nthen.priority = "high"\n'
    )
    assert fires(made.document, seen(subject="Your INVOICE"))


def test_the_document_before_it_is_left_as_it_is() -> None:
    for document in (STARTER, STARTER.rstrip("\n"), "# only a word", "\n\n"):
        made = longer(document, wish(priority="high"))
        assert made.document.startswith(document)
        before, after = read(document, POLICY).rules, read(made.document, POLICY).rules
        assert after.rules[:-1] == before.rules
        assert after.answers == before.answers


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_stay_words(hostile: str) -> None:
    assert tomllib.loads(f"a = {text(hostile)}") == {"a": hostile}
    made = with_rule(STARTER, wish("Mine", (hostile, "also"), tag="x"), POLICY)
    if isinstance(made, Longer):
        rules = read(made.document, POLICY).rules.rules
        assert [rule.name for rule in rules] == ["Nowruz", "Urgent words", "Mine"]
        assert [action.name for action in rules[-1].then] == ["tag"]
        assert tomllib.loads(made.document)["rule"][-1]["when"] == {"subject": [hostile, "also"]}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_names_and_answers_stay_what_they_are(hostile: str) -> None:
    wished = wish(hostile, answer=Answer("", hostile, hostile), tag=hostile)
    made = with_rule(STARTER, wished, POLICY)
    if isinstance(made, Longer):
        said = tomllib.loads(made.document)
        assert len(said["rule"]) == 3
        assert len(said["answer"]) == 2
        assert said["rule"][-1] | {"when": {}} == {
            "name": hostile,
            "when": {},
            "then": {"tag": hostile, "answer": hostile},
        }
        assert said["answer"][-1] == {"name": hostile, "en": hostile, "fa": hostile}
    else:
        assert "\n" in hostile or not hostile.strip()


@examples(200)
@given(st.text(), st.lists(st.text(), min_size=1, max_size=3), st.text())
def test_whatever_is_typed_is_read_again_or_refused(name: str, words: list[str], said: str) -> None:
    made = with_rule(STARTER, wish(name, tuple(words), Answer("", said, said)), POLICY)
    if isinstance(made, Longer):
        values = tomllib.loads(made.document)
        assert values["rule"][-1]["when"]["subject"] == words
        assert values["answer"][-1]["en"] == said
        assert len(values["rule"]) == 3
        assert read(made.document, POLICY).mistakes == ()


def test_a_name_is_made_of_the_words_and_is_nobody_elses() -> None:
    first = longer("", wish(words=("a", "b"), tag="x"))
    assert first.name == "subject: a, b"
    second = longer(first.document, wish(words=("a", "b", "c"), tag="x"))
    third = longer(second.document, wish(words=("a",) * 2 + ("b", "c"), tag="y"))
    assert second.name == "subject: a, b, c"
    assert third.name == "subject: a, a, b, c"
    assert len(longer("", wish(words=("w" * 250,), tag="x")).name) == 80


def test_a_made_name_that_is_taken_gets_a_number() -> None:
    taken = '[[rule]]\nname = "SUBJECT: a"\nwhen.body = "z"\nthen.tag = "x"\n'
    assert longer(taken, wish(words=("a",), tag="x")).name == "subject: a 2"


def test_an_answer_whose_name_is_taken_gets_a_number() -> None:
    document = '[[answer]]\nname = "Mine"\nen = "a"\nfa = "b"\n'
    made = longer(document, wish("Mine", answer=Answer("", "one", "two")))
    assert [each.name for each in read(made.document, POLICY).rules.answers] == ["Mine", "Mine 2"]


def test_a_document_with_mistakes_is_not_gone_on_with() -> None:
    for document in ('name = """\n', "[[rule]]\n", "rule = [{ name = 'x' }]\n", 'a = "'):
        assert refused(document, wish(tag="x"))


def test_the_codec_says_what_is_wrong_with_the_rule() -> None:
    assert "no department 'nowhere'" in refused("", wish(department="nowhere"))[0].sentence
    assert "has no action" in refused("", wish())[0].sentence
    assert "same name" in refused(STARTER, wish("Nowruz", tag="x"))[0].sentence
    assert (
        "never reached"
        in refused('[[rule]]\nname = "all"\nwhen = "always"\nthen.tag = "x"\n', wish(tag="y"))[0].sentence
    )
