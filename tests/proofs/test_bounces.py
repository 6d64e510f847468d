"""The short form of the proof that reports come home; the long one is `python -m tests.proofs.bounces`."""

from pathlib import Path

import pytest

from .bounces import CORPUS, Way, prove, samples


@pytest.mark.parametrize(("way", "most"), [(Way.BOTH, 14), (Way.ADDRESS, 6), (Way.ID, 8)], ids=lambda value: str(value))
def test_reports_of_the_world_come_home(tmp_path: Path, way: Way, most: int) -> None:
    if not (CORPUS / "bounce_gold.json").is_file():
        pytest.skip("the mail corpus is not here")
    score = prove(tmp_path, samples(CORPUS, most), way)
    assert score.faults == []
    assert score.missed == []
    assert score.tried + score.left_out == most
