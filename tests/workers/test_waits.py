"""How often a mail waits for PostgreSQL: each wait costs both sides as much as two statements. What has to be known of
a mail and is not asked together with the rest shows here.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from gateway.store.pipeline import Pipeline
from workers import deliver, ingest

from .. import services
from ..store.sorting import EVE, letter
from .reader import give_back
from .workshop import ScriptedRelay, drop, open_app

# To claim it, to gather, to know what its writing needs, to write its notices, to commit.
INGEST = 5
# To gather the letters, to record what the relay said.
DELIVER = 2


@contextmanager
def waits(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    counted: Counter[str] = Counter()
    whole = Pipeline._received

    def received(line: Pipeline, left: list[Any], asked: list[Any]) -> list[Any]:
        counted["waits"] += bool(asked)
        counted["statements"] += len(asked)
        return whole(line, left, asked)

    with monkeypatch.context() as context:
        context.setattr(Pipeline, "_received", received)
        yield counted


@pytest.mark.service
def test_a_mail_that_opens_a_ticket_and_its_answer_wait_a_few_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with services.postgresql() as url:
        app = open_app(tmp_path, ScriptedRelay(), url)
        try:
            deliver.run(app, ingest.run(app, drop(app))[0])  # prepares what it meets
            id = drop(app, letter(EVE, "Another thing", "Nothing works any more."), EVE)
            with waits(monkeypatch) as counted:
                notices = ingest.run(app, id)
            assert len(notices) == 2
            assert counted["waits"] <= INGEST, counted
            (head,) = app.hands.join(notices)
            with waits(monkeypatch) as counted:
                deliver.run(app, head)
            assert counted["waits"] <= DELIVER, counted
        finally:
            give_back(app)
