"""An app and its relay, fresh for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.app import App

from .reader import give_back
from .workshop import ScriptedRelay, open_app


@pytest.fixture
def relay() -> ScriptedRelay:
    return ScriptedRelay()


@pytest.fixture
def app(tmp_path: Path, relay: ScriptedRelay) -> Iterator[App]:
    opened = open_app(tmp_path, relay)
    yield opened
    give_back(opened)
