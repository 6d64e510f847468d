from collections.abc import Iterator

import pytest

from .standin import Standin, standin


@pytest.fixture
def office() -> Iterator[Standin]:
    with standin() as opened:
        yield opened
