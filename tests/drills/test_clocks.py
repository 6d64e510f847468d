from pathlib import Path

import pytest

from .short import held


@pytest.mark.scenario
def test_the_clock_of_a_running_house_may_jump(tmp_path: Path) -> None:
    assert held("clock-jumps", tmp_path).counts.accepted == 12
