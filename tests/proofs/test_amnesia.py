from pathlib import Path

import pytest

from .amnesia import run

pytestmark = pytest.mark.scenario


def check(broker: str, folder: Path) -> None:
    result = run(broker, folder, 60, 3)
    print(result)
    assert result.kept, str(result)


def test_killed_workers_forget_their_broker_and_nothing_is_lost(tmp_path: Path) -> None:
    check("embedded", tmp_path)


@pytest.mark.service
def test_rabbitmq_purged_again_and_again_is_a_non_event(tmp_path: Path) -> None:
    check("rabbitmq", tmp_path)


@pytest.mark.service
def test_redis_flushed_again_and_again_is_a_non_event(tmp_path: Path) -> None:
    check("redis", tmp_path)
