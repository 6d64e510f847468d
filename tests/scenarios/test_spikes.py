"""The real listener under more than it is set for: clients are asked to come back, and memory stays where it was."""

import asyncio
from collections.abc import Iterator

import pytest

from ..bench.clients import Spike
from ..bench.memory import MB, listening, peaks, stored
from .office import Office

pytestmark = pytest.mark.scenario

PLACES = 60  # connections; the spike has four times as many


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with listening(tmp_path_factory.mktemp("spikes"), f"connections = {PLACES}\n") as office:
        yield office


def rows(office: Office) -> int:
    return stored(f"sqlite:///{office.folder}/state/postroom.db")


def test_a_spike_is_asked_to_come_back_and_loses_nothing(office: Office) -> None:
    """T-LOAD-1, short: never 5xx, every 250 is stored, and in the end every mail is."""
    before, idle = rows(office), sum(peaks(office))
    seen = asyncio.run(Spike(clients=4 * PLACES, mails=2, size=20_000).run(office.port))
    assert seen.codes["421"] > 0, "there was no spike"
    assert seen.refused == 0, seen.codes
    assert rows(office) - before == seen.accepted == 8 * PLACES
    assert sum(peaks(office)) - idle < 40 * MB


def test_large_mails_at_once_are_not_held_in_memory(office: Office) -> None:
    """T-LOAD-2, short; `python -m tests.bench.memory` is the long form."""
    before, idle = rows(office), sum(peaks(office))
    seen = asyncio.run(Spike(clients=24, mails=1, size=6 * MB).run(office.port))
    assert seen.refused == 0, seen.codes
    assert rows(office) - before == 24
    assert sum(peaks(office)) - idle < 48 * MB, "a third of what was under way"
