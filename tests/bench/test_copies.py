"""Tickets that are multiplied for a measurement are as whole as those that mails opened."""

from pathlib import Path

from sqlalchemy import create_engine, text

from gateway.app import App
from gateway.store.schema import metadata

from . import outbox
from .copies import NOT_COPIED, age, multiply


def test_every_row_of_every_table_comes_along_and_refers_to_its_own(tmp_path: Path) -> None:
    config = outbox.settings(tmp_path, relay=1)
    app = App.open(config)
    outbox.fill(app, 6)
    app.close()
    url = config.database_url
    age(url)
    before = _counts(url)
    multiply(url, 4)
    after = _counts(url)
    shared = {"person": 2}  # agents are the same people in all copies
    for name in before.keys() - NOT_COPIED:
        own = shared.get(name, 0)
        assert after[name] - own == 4 * (before[name] - own), name
    assert _broken(url) == []


def _counts(url: str) -> dict[str, int]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {name: connection.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in metadata.tables}
    engine.dispose()
    return found


def _broken(url: str) -> list[object]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]
    engine.dispose()
    return [*found]
