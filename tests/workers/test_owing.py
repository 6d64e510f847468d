"""A claim that nobody could give back, as the database was away, is given back as soon as it is there."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import func, select

from gateway.app import App
from gateway.intake.reading import Answer, Question, Reader
from gateway.store.database import Unavailable
from gateway.store.schema import mail
from workers import deliver, ingest
from workers.owing import repay

from .. import services
from .reader import give_back
from .workshop import drop, notice_row, open_app, row


class Leaving(Reader):
    """The database goes away while a mail is read."""

    def __init__(self, patch: pytest.MonkeyPatch, app: App) -> None:
        super().__init__(0)
        self.patch, self.app = patch, app

    def read_some(self, mails: Sequence[Question], seconds: float = 0.0) -> list[Answer]:
        def away(work: object) -> None:
            raise Unavailable("disk full")

        self.patch.setattr(self.app.database, "write", away)
        raise Unavailable("gone in the middle")


def test_what_could_not_be_given_back_is_given_back_later(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    id = drop(app)
    with monkeypatch.context() as patch:
        assert ingest.run(replace(app, reader=Leaving(patch, app)), id) == ()
        repay(app)  # still away: it stays owed
    assert row(app, id).attempts == 1
    repay(app)
    assert (row(app, id).attempts, row(app, id).holder) == (0, "")
    assert ingest.run(app, id) != ()


def test_what_somebody_else_has_by_now_is_left_to_them(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    id = drop(app)
    with monkeypatch.context() as patch:
        ingest.run(replace(app, reader=Leaving(patch, app)), id)
    claim = app.owed.get()
    app.owed.put(replace(claim, attempts=claim.attempts - 1))
    repay(app)
    assert row(app, id).attempts == 1
    assert app.owed.empty()


def test_a_claim_of_which_nobody_heard_whether_it_was_committed_was_no_attempt(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = drop(app)
    write = app.database.write_unhurried

    def cut(work: object) -> None:
        write(work)  # type: ignore[arg-type]
        raise Unavailable("cut off after the commit")

    with monkeypatch.context() as patch:
        patch.setattr(app.database, "write_unhurried", cut)
        assert ingest.run(app, id) == ()
    assert row(app, id).attempts == 1
    assert ingest.run(app, id) == ()  # nobody takes it up before that is settled
    repay(app)
    assert row(app, id).attempts == 0
    assert ingest.run(app, id) != ()
    assert row(app, id).attempts == 1


def test_notices_that_the_database_was_away_for_wait_for_it_and_not_for_their_lease(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    notices = ingest.run(app, drop(app))

    def away(*_: object) -> None:
        raise Unavailable("gone")

    with monkeypatch.context() as patch:
        patch.setattr(app.database, "read", away)
        patch.setattr(app.database, "write", away)
        for notice in notices:
            deliver.run(app, notice)
        repay(app)
    assert app.hands.held() == set(notices)
    repay(app)
    assert not app.hands.held()
    for notice in notices:
        deliver.run(app, notice)
        assert (notice_row(app, notice).state, notice_row(app, notice).attempts) == ("sent", 1)


@pytest.mark.service
def test_what_is_given_back_by_a_machine_whose_clock_is_ahead_is_due_by_the_servers_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with services.postgresql() as url, time_machine.travel(datetime.now(UTC) + timedelta(minutes=5), tick=True):
        app = open_app(tmp_path, None, url)
        try:
            id = drop(app)
            with monkeypatch.context() as patch:
                assert ingest.run(replace(app, reader=Leaving(patch, app)), id) == ()
            repay(app)
            with app.database.read() as connection:
                behind = connection.scalar(select(mail.c.due - func.now()).where(mail.c.id == id))
            assert behind is not None
            assert behind < timedelta(seconds=30)
        finally:
            give_back(app)
