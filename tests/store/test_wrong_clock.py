"""What was written while the clock was far ahead does not wait for that time to come."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, update

from gateway.app import App
from gateway.store import wrong_clock
from gateway.store.schema import mail, notice
from workers import ingest

from ..workers.workshop import drop, notice_row, open_app, row

NOW = datetime.now(UTC)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    opened = open_app(tmp_path)
    yield opened
    opened.close()


@pytest.mark.parametrize(("days", "holder", "back"), [(3650, "", True), (0.01, "", False), (3650, "somebody", False)])
def test_rows_that_nobody_has_are_brought_back_from_far_ahead(app: App, days: float, holder: str, back: bool) -> None:
    told = ingest.run(app, drop(app))[0]
    waiting = drop(app)
    due = NOW + timedelta(days=days)

    def age(connection: Connection) -> None:
        connection.execute(update(mail).where(mail.c.id == waiting).values(due=due, holder=holder))
        connection.execute(update(notice).where(notice.c.id == told).values(due=due, holder=holder))

    app.database.write(age)
    app.database.write(lambda connection: wrong_clock.bring_back(connection, NOW))
    assert [row(app, waiting).due, notice_row(app, told).due] == [NOW if back else due] * 2
