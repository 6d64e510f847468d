"""No statement gets slower as tickets pile up: SQLite plans without knowing how many rows there are, so a handful shows
what it would do with a million.
"""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, text

from gateway.app import App

from .plans import Statements, live, office
from .through import sink


@pytest.fixture(scope="module")
def app() -> Iterator[App]:
    with sink() as (relay, _), office("", relay) as opened:
        yield opened


def test_nothing_that_an_office_does_all_day_reads_a_growing_table_from_end_to_end(app: App) -> None:
    with Statements().of(app.database) as statements:
        live(app, mails=6)
    assert len(statements.asked) > 60, "hardly anything was asked"
    assert [str(each) for each in statements.scanning] == []


def test_a_question_without_an_index_is_found(app: App) -> None:
    with Statements().of(app.database) as statements, app.database.read() as connection:
        connection.execute(select(text("id FROM notice WHERE notice.last_reply = 'x'")))
    (found,) = statements.scanning
    assert found.scans == ("notice",)
