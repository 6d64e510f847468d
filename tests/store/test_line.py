"""Which mails of a long line are claimed together, and that each finds whoever comes for it."""

import threading
import time

import pytest

from gateway.store.ledger import Claim
from gateway.store.line import FRESH, SHARED, TOGETHER, Claimed, Line


def claimed(id: int) -> Claimed:
    return Claimed(Claim(id, 1, 0), None)


def come(line: Line, id: int) -> tuple[int, ...]:
    """For one that nobody claimed yet."""
    ids = line.come(id)
    assert isinstance(ids, tuple)
    return ids


def left(line: Line, *ids: int) -> None:
    """Taken along and left again."""
    several = tuple(map(claimed, ids))
    line.take(ids, several)
    assert line.leave(several) == ()


def test_a_short_line_is_left_to_the_others() -> None:
    line = Line()
    line.stand(range(1, SHARED + 1))
    assert line.come(1) == (1,)
    assert line.come(99) == (99,), "it need not have stood there"


def test_of_a_long_line_one_takes_a_share_along_and_who_comes_for_these_has_nothing_to_do() -> None:
    line = Line()
    line.stand(range(1, 1 + 3 * SHARED))
    ids = come(line, 1)
    assert ids == (1, 2, 3), "a part of those that are left"
    line.take(ids, (claimed(2), claimed(3)))
    assert line.come(3) is None
    assert line.come(2) is None
    assert line.come(2) == (2, 4, 5), "each is come for once, and nobody is taken along twice"


def test_what_was_taken_along_and_left_is_found_claimed_by_whoever_comes_for_it() -> None:
    line = Line()
    line.take((1, 2, 3), (claimed(2), claimed(3)))
    assert line.come(3) is None
    assert line.leave((claimed(2), claimed(3))) == (claimed(3),), "somebody came for it already"
    assert line.come(2) == claimed(2)
    assert come(line, 2) == (2,)
    assert line.left(0.0) == ()


def test_what_is_due_again_is_no_longer_taken_along() -> None:
    """It was tried and given back before anybody came for it: whoever comes then is to try again."""
    line = Line()
    line.take((1, 2), (claimed(2),))
    line.stand((2,))
    assert come(line, 2) == (2,)


def test_nobody_takes_more_than_a_few_along_nor_those_that_are_being_claimed() -> None:
    line = Line()
    line.stand(range(1, 1001))
    assert line.come(1) == tuple(range(1, TOGETHER + 1))
    assert line.come(500) == (500, *range(TOGETHER + 1, 2 * TOGETHER))


def test_what_could_not_be_claimed_is_left_to_whoever_comes_for_it() -> None:
    line = Line()
    line.stand(range(1, 13))
    ids = come(line, 1)
    line.take(ids, ())
    assert come(line, 2)[0] == 2
    assert line.left(0.0) == ()


def test_who_comes_for_one_that_is_being_claimed_waits_until_that_is_done() -> None:
    line = Line()
    line.stand(range(1, 13))
    ids = come(line, 1)
    assert 2 in ids
    found: list[object] = []
    other = threading.Thread(target=lambda: found.append(line.come(2)))
    other.start()
    time.sleep(0.05)
    assert not found
    line.take(ids, (claimed(2),))
    other.join(5)
    assert found == [None]


def test_who_is_come_for_or_claimed_is_not_lined_up_again() -> None:
    """A look at what is due may be older than that: whoever took them along then would wait for nobody."""
    line = Line()
    line.stand(range(1, 13))
    ids = come(line, 1)
    line.stand(ids)
    left(line, 3)
    line.stand((3,))
    assert set(come(line, 12)).isdisjoint(ids)


def test_a_claim_that_nobody_came_for_in_time_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line()
    left(line, 2, 3)
    assert line.left() == ()
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + FRESH + 1)
    assert line.come(2) == (2,), "too little of its lease may be left"
    assert {claim.id for claim in line.left()} == {2, 3}
    assert line.left() == ()


def test_all_are_left_at_the_end() -> None:
    line = Line()
    left(line, 2)
    assert [claim.id for claim in line.left(0.0)] == [2]
