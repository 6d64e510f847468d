from collections.abc import Iterator
from pathlib import Path

import pytest

from .house import House, opened


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Agents and requesters need a proof of their domain, as by default."""
    with opened(tmp_path) as house:
        yield house
