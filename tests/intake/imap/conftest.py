from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ...dovecot import Dovecot, dovecot
from .box import Box

OpenBox = Callable[..., Box]


@pytest.fixture(scope="package")
def server() -> Iterator[Dovecot]:
    with dovecot() as running:
        yield running


@pytest.fixture
def open_box(server: Dovecot, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[OpenBox]:
    """Opens the mailbox of a user whom no other test has; settings may be given by name."""
    opened: list[Box] = []

    def make(**changes: Any) -> Box:
        box = Box(server.port, f"user{abs(hash(request.node.name)) % 10**8}", tmp_path, **changes)
        opened.append(box)
        return box

    yield make
    for box in opened:
        box.close()


@pytest.fixture
def box(open_box: OpenBox) -> Box:
    return open_box()
