from pathlib import Path

import pytest

from .backup import run


@pytest.mark.scenario
def test_backed_up_under_load_destroyed_restored_and_sent_again_it_is_the_clients_ledger(tmp_path: Path) -> None:
    result = run(tmp_path, 60, "sqlite")
    print(result)
    assert result.kept, f"{result}\n{result!r}"
