from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from .amnesia import run

pytestmark = pytest.mark.scenario


def check(folder: Path, broker: str) -> None:
    (folder / broker).mkdir()
    result = run(broker, folder / broker, 30, 2)
    print(result)
    assert result.kept, str(result)


def test_killed_workers_forget_their_broker_and_nothing_is_lost(tmp_path: Path) -> None:
    check(tmp_path, "embedded")


@pytest.mark.service
@pytest.mark.parametrize("brokers", [("rabbitmq", "redis")], ids=["rabbitmq and redis"])
def test_a_shared_broker_wiped_again_and_again_is_a_non_event(tmp_path: Path, brokers: tuple[str, ...]) -> None:
    """Side by side, as most of the time goes by waiting for the sweep. Where one does not answer the other is tried."""
    with ThreadPoolExecutor(len(brokers)) as pool:
        running = [pool.submit(partial(check, tmp_path, broker)) for broker in brokers]
    errors = [error for each in running if (error := each.exception()) is not None]
    errors.sort(key=lambda error: isinstance(error, pytest.skip.Exception))
    if errors:
        raise errors[0]
