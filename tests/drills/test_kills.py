from pathlib import Path

import pytest

from .kills import drilled
from .offices import Plan, Store
from .short import found_out, held


@pytest.mark.scenario
@pytest.mark.parametrize("store", Store)
def test_random_kills_lose_nothing_and_double_nothing(store: Store, tmp_path: Path) -> None:
    found = held(f"random-kills-{store.value}", tmp_path)
    assert found.counts.faults == found.counts.accepted / 15


@pytest.mark.scenario
def test_answers_before_the_commit_are_found_out(tmp_path: Path) -> None:
    found_out(lambda round: drilled(round, Plan(processes=1, fault="early")), 12, tmp_path)
