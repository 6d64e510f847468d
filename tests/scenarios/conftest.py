from collections.abc import Iterator
from pathlib import Path

import pytest

from .office import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A running Postroom."""
    opened = Office(tmp_path)
    opened.start_quickly()
    try:
        yield opened
    finally:
        opened.close()
