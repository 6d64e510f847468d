from pathlib import Path

import pytest

from .short import held


@pytest.mark.scenario
def test_clients_that_hold_their_connections_keep_nobody_out(tmp_path: Path) -> None:
    held("slow-clients", tmp_path)
