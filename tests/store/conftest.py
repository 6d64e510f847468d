"""The store on both databases: each test that asks for `database` runs on SQLite and, where one answers, PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.store.database import Database
from gateway.store.migrate import migrate

from . import emptied
from .sorting import Sorting


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """One PostgreSQL database for the whole run."""
    with emptied.postgresql() as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.service)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'postroom.db'}"
    found: str = request.getfixturevalue("postgresql_url")
    emptied.empty(found)
    return found


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    if url.startswith("sqlite"):
        emptied.lay(Path(url.removeprefix("sqlite:///")))
    opened = Database(url)
    migrate(opened)
    yield opened
    opened.close()


@pytest.fixture
def sorting(database: Database, tmp_path: Path) -> Iterator[Sorting]:
    """Mail comes in and is decided about, in this process."""
    opened = Sorting(database, tmp_path / "spool")
    yield opened
    opened.close()
