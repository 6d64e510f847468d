"""How often a mail waits for PostgreSQL: each wait costs both sides as much as two statements. What has to be known of
a mail and is not asked together with the rest shows here.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from gateway.store.line import SHARED
from gateway.store.pipeline import Pipeline
from workers import deliver, ingest, reading

from .. import services
from ..store.sorting import EVE, letter
from .reader import give_back
from .workshop import ScriptedRelay, drop, open_app

# To claim it, to gather, to know what its writing needs, to write its notices, to commit.
INGEST = 5
# To gather the letters, to record what the relay said.
DELIVER = 2
SEVERAL = 8  # mails of a long line
# To claim them, to gather in three steps (what leads to it, tickets, how the desks stand), what their writing needs,
# their notices, to commit.
INGEST_TOGETHER = 8
# As for one, and what the house measured.
DELIVER_TOGETHER = 3


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


@pytest.mark.service
def test_several_mails_wait_hardly_more_often_than_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with services.postgresql() as url:
        app = open_app(tmp_path, ScriptedRelay(), url)
        monkeypatch.setattr(reading, "SOON", 60.0)
        try:
            for round in range(2):  # the first prepares what it meets
                people = [f"p{number}.{round}@customer.example" for number in range(SEVERAL * SHARED)]
                ids = [drop(app, letter(who, f"Question {number}"), who) for number, who in enumerate(people)]
                app.line.stand(ids)
                with waits(monkeypatch) as counted:
                    notices = ingest.run(app, ids[0])
                    assert len(notices) == 2 * SEVERAL
                    heads = app.hands.join(notices)
                    with waits(monkeypatch) as delivering:
                        for head in heads:
                            deliver.run_called(app, head)
                for id in ids:
                    deliver.run(app, (ingest.run(app, id) or (0,))[0])
            assert counted["waits"] - delivering["waits"] <= INGEST_TOGETHER, counted
            assert delivering["waits"] <= DELIVER_TOGETHER * len(heads), delivering
        finally:
            give_back(app)
