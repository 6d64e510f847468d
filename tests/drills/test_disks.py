from pathlib import Path

import pytest

from .disks import Place
from .short import held


@pytest.mark.scenario
@pytest.mark.parametrize("place", Place)
def test_a_full_disk_refuses_loses_nothing_and_recovers(place: Place, tmp_path: Path) -> None:
    held(f"full-disk-{place.value}", tmp_path)
