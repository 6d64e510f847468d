"""The short form of the proof of the rules; and planted faults, because a proof that cannot fail is none."""

import random
from dataclasses import replace

import pytest

from gateway.rules import Mistake, Reading, follow
from gateway.rules.conditions import CONDITIONS
from gateway.ruleset import Clause, Rule, RuleSet
from gateway.sight import Sight

from . import rules as proof
from .rules import missed, slow, together, tried, try_set, unreadable
from .rules_documents import Document, document
from .rules_mails import HOSTILE, letters
from .rules_plants import KINDS, Planted, plant

SEED = 20261128
SETS = 25
MAILS = 40


def test_made_up_rules_are_followed_in_time_and_their_mistakes_are_told() -> None:
    pool = letters(SEED, MAILS)
    told = together([try_set(SEED, number, pool) for number in range(SETS)])
    assert told.faults == ()
    assert told.rules > SETS
    assert told.fired > SETS * MAILS / 4


def test_every_kind_of_mistake_is_told_with_its_line() -> None:
    dice = random.Random(SEED)
    sound = document(dice)
    wanted, tries = set(KINDS), 0
    assert len(KINDS) >= 25
    while wanted:
        tries += 1
        planted = plant(dice, sound)
        if planted.kind in wanted:
            wanted.remove(planted.kind)
            assert list(missed(planted)) == []
    assert tries >= len(KINDS)


def test_a_set_is_the_same_every_time_and_not_another_one() -> None:
    texts = {document(random.Random(f"{SEED}/{number}")).text for number in range(50)}
    assert len(texts) == 50
    assert document(random.Random("1/2")) == document(random.Random("1/2"))
    used = "\n".join(texts)
    assert all(f".{name} = " in used for name in CONDITIONS)


def test_the_hostile_mails_are_among_the_few_of_the_short_form() -> None:
    assert len(HOSTILE) < MAILS
    assert [letter.mail.text for letter in letters(1, MAILS)][: len(HOSTILE)] == list(HOSTILE)


# --- planted faults ---------------------------------------------------------------------------------------------------


def test_a_mistake_that_is_told_in_another_line_or_not_at_all_is_a_fault() -> None:
    sound = Document((("",), ("[[rule]]", 'name = "a"', 'when.body = "a"', "then.hold = true")))
    assert "is not told: nothing" in next(missed(Planted("none", sound, 2, "")))
    wrong = sound.with_block(2, ("[[rule]]", 'name = "b"', 'when.bdoy = "a"', "then.hold = true"))
    assert list(missed(Planted("right", wrong, 8, "did you mean 'body'"))) == []
    assert "is not told" in next(missed(Planted("line", wrong, 7, "did you mean 'body'")))
    assert "is not told" in next(missed(Planted("words", wrong, 8, "did you mean 'subject'")))
    twice = wrong.with_block(3, ("[[rule]]", 'name = "c"', 'when.bdoy = "a"', "then.hold = true"))
    assert "others are told in lines [12]" in next(missed(Planted("two", twice, 8, "did you mean 'body'")))


def test_a_sound_document_with_a_mistake_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "document", lambda dice: Document((("",), ("[[rule]]",))))
    assert any("a sound document has a mistake" in fault.words for fault in try_set(SEED, 1, ()).faults)


def test_a_document_that_cannot_be_read_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(unreadable("\0" * 10)) == []
    monkeypatch.setattr(proof, "read", lambda text, policy: Reading(RuleSet(), (Mistake(2, "in no line"),)))
    assert "there is no line 2" in next(unreadable("a"))
    monkeypatch.setattr(proof, "read", lambda text, policy: 1 / 0)
    assert "ZeroDivisionError" in next(unreadable("a"))


def test_a_slow_rule_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(sight: Sight) -> bool:
        return sum(range(300_000)) < 0

    rules = RuleSet(rules=(Rule("quick", (), (), (), goes_on=True), Rule("slow", (Clause("x", "", endless),), (), ())))
    monkeypatch.setattr(proof, "SLOW", 0.002)
    (letter,) = letters(1, 1)
    assert [name for name, _ in slow(rules, letter)] == ["slow"]
    assert any("rule 'slow' takes" in words for words in tried(rules, letter)[2])


def test_rules_that_match_out_of_turn_are_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = RuleSet(rules=(Rule("a", (), (), (), goes_on=True), Rule("b", (), (), (), goes_on=True)))
    (letter,) = letters(1, 1)
    assert tried(rules, letter)[1:] == (("a", "b"), [])
    backwards = replace(follow(rules, letter.seen()), fired=("b", "a"))
    monkeypatch.setattr(proof, "follow", lambda rules, sight: backwards)
    assert tried(rules, letter)[2] == ["out of order"]
