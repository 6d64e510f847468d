from pathlib import Path

import pytest

from .short import held


@pytest.mark.scenario
def test_a_spike_loses_nothing_and_an_agents_answer_does_not_wait_behind_it(tmp_path: Path) -> None:
    held("spike-sqlite", tmp_path)
