from collections.abc import Iterator
from pathlib import Path

import pytest

from .house import ConsoleHouse, console_house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[ConsoleHouse]:
    with console_house(tmp_path) as opened:
        yield opened
