"""The labelled set, played once: who answers us finds their ticket, and nobody finds anybody else's."""

from collections import defaultdict

import pytest

from .labelled import Thread, play_all, score
from .post import NEW, Check, Landed, held, joins


@pytest.fixture(scope="module")
def threads() -> list[Thread]:
    return list(play_all())


def test_every_mail_lands_where_its_label_says(threads: list[Thread]) -> None:
    found = score(threads)
    faults = "\n".join(fault for each in threads for fault in each.faults)
    assert found.precision == 1, faults
    assert found.recall >= 0.98, faults
    assert found.other == 0, faults


def test_the_set_is_as_large_and_as_mixed_as_it_should_be(threads: list[Thread]) -> None:
    assert len(threads) >= 300
    assert score(threads).should_join >= 400
    by_kind: dict[str, set[str]] = defaultdict(set)
    for each in threads:
        assert each.checks, f"{each.kind} asks nothing"
        by_kind[each.kind] |= {each.client, each.language}
    assert all(len(mix) == 10 for mix in by_kind.values()), "five clients and five languages each"
    assert len({each.language for each in threads}) >= 15
    assert len({each.client for each in threads}) >= 12


@pytest.mark.parametrize(
    ("wanted", "got", "precision", "recall", "other"),
    [
        (joins(7), joins(7), 1, 1, 0),
        (joins(7), joins(8), 0, 0, 0),  # the wrong ticket counts against both
        (joins(7), NEW, 1, 0, 0),
        (joins(7), held(7), 1, 0, 0),
        (NEW, joins(7), 0, 1, 1),
        (NEW, Landed("ticket", 9), 1, 1, 0),
        (NEW, Landed("ticket", 9, follows=3), 1, 1, 1),
        (held(7), held(8), 1, 1, 1),
    ],
)
def test_a_mail_in_the_wrong_place_costs(
    wanted: Landed, got: Landed, precision: float, recall: float, other: int
) -> None:
    found = score([Thread("planted", "Gmail", "en", (Check(wanted, got),))])
    assert (found.precision, found.recall, found.other) == (precision, recall, other)
