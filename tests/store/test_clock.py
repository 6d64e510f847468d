"""Leases go by the clock of the database, whatever the machine's own one says."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, literal, select

from gateway.store import clock as module
from gateway.store.clock import Clock
from gateway.store.database import Database


class Wrong:
    """The clock of a machine that is five minutes ahead."""

    @staticmethod
    def now(zone: Any = None) -> datetime:
        return datetime.now(zone) + timedelta(minutes=5)


def test_machines_of_one_database_agree_on_the_time(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "datetime", Wrong)
    with database.read() as connection:
        asked = connection.execute(select(literal(1) if database.sqlite else func.clock_timestamp())).scalar_one()
    servers: datetime = datetime.now(UTC) if database.sqlite else asked
    apart = Clock(database).now() - servers
    if database.sqlite:
        assert timedelta(minutes=4) < apart < timedelta(minutes=6), "one machine, one clock"
    else:
        assert abs(apart) < timedelta(seconds=5)


@pytest.mark.service
def test_the_server_is_asked_now_and_then_and_not_each_time(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    if database.sqlite:
        pytest.skip("there is nobody to ask")
    clock, passed = Clock(database), 1000.0
    monkeypatch.setattr(module, "elapsed", lambda: passed)
    first = clock.now()
    passed += 30
    assert clock.now() - first == timedelta(seconds=30), "our own count goes on"
    passed += 3600
    assert clock.now() - first < timedelta(seconds=60), "the server is asked again"
