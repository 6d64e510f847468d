"""Rounds: chosen by their seed, and not the same throw again and again."""

from pathlib import Path

from .drill import Round


def throws(seed: int, number: int = 0) -> list[int]:
    round = Round("any", number, 1, seed, Path("."))
    return [round.dice.randrange(10**9) for _ in range(20)]


def test_a_round_throws_on_and_its_seed_and_number_choose_how() -> None:
    assert len(set(throws(1))) == 20
    assert throws(1) == throws(1)
    assert throws(1) != throws(2)
    assert throws(1) != throws(1, number=1)
