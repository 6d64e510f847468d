from pathlib import Path

import pytest

from .offices import Store
from .short import held


@pytest.mark.scenario
@pytest.mark.parametrize("store", Store)
def test_a_kill_before_any_call_of_an_accept_loses_and_doubles_nothing(store: Store, tmp_path: Path) -> None:
    found = held(f"kill-calls-{store.value}", tmp_path)
    assert found.counts.faults >= 5
    assert next(figure.low for figure in found.figures if figure.name == "calls of the accepts") > 150


@pytest.mark.scenario
@pytest.mark.parametrize("name", ["failed-syncs", "full-writes"])
def test_a_file_that_fails_is_never_followed_by_250(name: str, tmp_path: Path) -> None:
    assert held(name, tmp_path).counts.faults >= 5
