from pathlib import Path

import pytest

from ..scenarios.office import Office
from .kill import run_round


@pytest.mark.scenario
def test_sigkill_at_random_moments_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.start()
    try:
        result = run_round(office, 1, 60)
    finally:
        office.close()
    print(result)
    assert result.kept, str(result)
    assert result.kills > 0
