"""Nine of ten requests that come again are known, and hardly a request ever hides in another one's ticket."""

from dataclasses import replace

import pytest

from .pairs import Letter, Pair
from .score import Played, held_out, play, score, tuned

PRECISION, RECALL = 0.99, 0.90


@pytest.fixture(scope="module")
def parts() -> dict[str, list[Played]]:
    return {"tuned": [play(pair) for pair in tuned()], "held out": [play(pair) for pair in held_out()]}


def test_requests_that_come_again_are_known_and_others_are_not(parts: dict[str, list[Played]]) -> None:
    everything = [each for played in parts.values() for each in played]
    for name, played in (*parts.items(), ("all", everything)):
        found = score(played)
        faults = [f"{each.pair.kind}: {each.pair.second}" for each in played if not each.right]
        assert found.precision >= PRECISION, (name, faults)
        assert found.recall >= RECALL, (name, faults)


@pytest.mark.parametrize("language", ["en", "fa"])
def test_it_holds_for_each_language_and_for_what_was_written_by_hand(
    parts: dict[str, list[Played]], language: str
) -> None:
    spoken = [each for played in parts.values() for each in played if each.pair.language == language]
    for some in (spoken, [each for each in spoken if not each.pair.kind.startswith("made: ")]):
        assert score(some).precision >= PRECISION
        assert score(some).recall >= RECALL


def test_the_set_is_as_large_and_as_mixed_as_it_should_be() -> None:
    pairs = [*tuned(), *held_out()]
    by_hand = [pair for pair in pairs if not pair.kind.startswith("made: ")]
    assert len(pairs) >= 400
    assert len(by_hand) >= 160
    for some in (pairs, by_hand):
        assert min(sum(pair.same for pair in some), sum(not pair.same for pair in some)) >= len(some) * 0.3
    assert {pair.language for pair in by_hand if pair.same} == {pair.language for pair in by_hand if not pair.same}
    assert len({(pair.first, pair.second, pair.waiting) for pair in pairs}) == len(pairs), "each counts once"


def test_a_wrong_label_counts_against_both_figures() -> None:
    letter = Letter("Printer", "The printer on floor 2 prints only blank pages.")
    right = play(Pair("planted", True, letter, letter))
    wrong = Played(replace(right.pair, same=False), right.likeness)
    assert (right.right, wrong.right) == (True, False)
    assert score([right, wrong]).precision == 0.5
    missed = play(Pair("planted", True, letter, Letter("Door", "The door does not close.")))
    assert score([right, missed]).recall == 0.5
