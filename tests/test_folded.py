"""A folded test tries every case and names each that fails: what holds for one that is not folded holds for it."""

import inspect

import pytest

from .folded import every


def test_every_case_is_tried_and_each_that_fails_is_named_with_its_line() -> None:
    tried = []

    @every("number", range(6), ids=lambda number: f"case {number}")
    def even(number: int) -> None:
        tried.append(number)
        if number == 5:
            raise ValueError("five")
        assert number % 2 == 0, f"{number} is odd"

    with pytest.raises(AssertionError) as caught:
        even()
    told = str(caught.value)
    assert tried == [0, 1, 2, 3, 4, 5]
    assert told.startswith("3 of 6 cases failed:\ncase 1 (line ")
    assert "AssertionError: 1 is odd" in told
    assert "case 5 (line " in told
    assert "ValueError: five" in told
    assert "case 2" not in told


def test_fixtures_and_other_tables_stay() -> None:
    seen = []

    @every("left", [1, 2])
    @every(("right", "word"), [(3, "a"), (4, "b")])
    def pairs(left: int, right: int, word: str, fixture: str) -> None:
        seen.append((left, right, word, fixture))

    assert list(inspect.signature(pairs).parameters) == ["fixture"]
    pairs(fixture="given")
    assert seen == [(1, 3, "a", "given"), (1, 4, "b", "given"), (2, 3, "a", "given"), (2, 4, "b", "given")]


def test_a_table_that_does_not_fit_its_test_is_refused() -> None:
    def takes_one(number: int) -> None:
        """Holds whatever it is."""

    with pytest.raises(AssertionError, match="without cases"):
        every("number", [])
    with pytest.raises(AssertionError, match="a value for each name"):
        every(("one", "two"), [(1,)])
    with pytest.raises(AssertionError, match="takes each"):
        every("other", [1])(takes_one)
