from pathlib import Path

import pytest

from .short import held


@pytest.mark.scenario
def test_bad_mails_of_every_kind_are_parked_and_read_once_that_is_possible(tmp_path: Path) -> None:
    held("poison", tmp_path)
