"""From the spool to an outcome, with everything that can go wrong on the way."""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update

from gateway.app import App
from gateway.intake.reading import Answer, NoReader, Question, Reader, ReadLimits
from gateway.mail.inbound import Envelope
from gateway.store import balance, ledger
from gateway.store import database as store_database
from gateway.store.database import Database, Unavailable
from gateway.store.ledger import DEATHS
from gateway.store.schema import mail, notice, spool, ticket
from workers import ingest
from workers.owing import repay

from .workshop import drop, letter, make_due, row, until, with_poison


class Watching(Reader):
    """Looks at the row while the mail is being read."""

    def __init__(self, app: App) -> None:
        super().__init__(1)
        self.app = app
        self.seen: list[int] = []

    def read_some(self, mails: Sequence[Question], seconds: float = 60.0) -> list[Answer]:
        self.seen.append(row(self.app, 1).attempts)
        return super().read_some(mails, seconds)


def tickets(app: App) -> int:
    with app.database.read() as connection:
        return connection.scalar(select(func.count()).select_from(ticket)) or 0


def test_a_mail_becomes_a_ticket_and_its_notices_are_returned(app: App) -> None:
    id = drop(app)
    notices = ingest.run(app, id)
    assert len(notices) == 2
    assert row(app, id).outcome == "ticket"
    assert ingest.run(app, id) == ()
    assert ingest.run(app, 4711) == ()
    assert tickets(app) == 1


def test_the_attempt_is_committed_before_the_work(app: App) -> None:
    watching = Watching(app)
    ingest.run(replace(app, reader=watching), drop(app))
    watching.close()
    assert watching.seen == [1]


def test_unreadable_three_times_is_parked_with_its_traceback_and_a_stub_and_no_other_mail_minds(app: App) -> None:
    app = with_poison(app)
    bad = drop(app, letter(subject="raise"))
    good = [drop(app, letter(subject=f"T{n}")) for n in range(5)]
    for attempt in (1, 2, 3):
        assert ingest.run(app, bad) == ()
        found = row(app, bad)
        assert (found.attempts, found.failures, found.parked) == (attempt, min(attempt, 2), attempt == 3)
        if attempt < 3:
            assert (found.due - datetime.now(UTC)).total_seconds() == pytest.approx({1: 5, 2: 60}[attempt], abs=4)
        make_due(app)
    found = row(app, bad)
    assert "Unreadable: the reader failed: RecursionError" in found.error
    assert (found.outcome, found.ticket) == ("waiting", 1001)
    assert ingest.run(app, bad) == ()
    for id in good:
        ingest.run(app, id)
        assert row(app, id).outcome == "ticket"
    with app.database.read() as connection:
        assert balance.equation(connection).balanced
        assert balance.equation(connection).parked == 1
    app.reader.close()


def test_a_second_try_that_works_leaves_no_error_behind(app: App) -> None:
    poisoned = with_poison(app)
    id = drop(app, letter(subject="segfault"))
    ingest.run(poisoned, id)
    assert row(app, id).failures == 1
    make_due(app)
    poisoned.reader.close()
    whole = replace(app, reader=Reader(1))
    ingest.run(whole, id)
    whole.reader.close()
    assert (row(app, id).outcome, row(app, id).error) == ("ticket", "")


def test_a_mail_that_takes_long_waits_for_another_one_that_does_and_that_is_no_failure(app: App) -> None:
    app = replace(with_poison(app), reader=Reader(1, ReadLimits(cpu=1.5, quick=0.2), "tests.intake.poisonous"))
    first, second = (drop(app, letter(subject="spin", body=body)) for body in ("one", "two"))
    good = drop(app, letter(subject="T1"))
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(ingest.run, app, first)
        until(lambda: row(app, first).attempts == 1)
        time.sleep(0.4)
        assert ingest.run(app, second) == ()
        assert (row(app, second).attempts, row(app, second).failures, second in app.slow) == (0, 0, True)
        assert row(app, second).due > datetime.now(UTC)
        ingest.run(app, good)
        assert row(app, good).outcome == "ticket"
        assert slow.result() == ()
    make_due(app)
    ingest.run(app, second)
    assert (row(app, second).failures, app.slow) == (1, set())
    app.reader.close()


def die(app: App, id: int) -> None:
    """A worker took the mail and died without a word; its lease is over."""
    assert app.database.write(lambda c: ledger.claim(c, id, "dead", datetime.now(UTC))) is not None
    app.database.write(lambda c: ledger.release(c, "dead", datetime.now(UTC)))


def test_three_silent_deaths_and_it_is_parked_without_being_read_again(app: App) -> None:
    watching = Watching(app)
    id = drop(app)
    for _ in range(DEATHS):
        die(app, id)
    ingest.run(replace(app, reader=watching), id)
    watching.close()
    found = row(app, id)
    assert (found.parked, found.ticket, watching.seen) == (True, 1001, [])
    assert "the worker died at every attempt" in found.error


def test_after_two_deaths_it_is_still_read(app: App) -> None:
    id = drop(app)
    for _ in range(DEATHS - 1):
        die(app, id)
    ingest.run(app, id)
    assert row(app, id).outcome == "ticket"


def test_suspects_are_worked_on_alone_and_waiting_costs_no_attempt(app: App) -> None:
    """Were it counted, a killer would take the innocent ones that wait beside it along, death by death."""
    killer, other, fresh = (drop(app, letter(subject=f"T{n}")) for n in range(3))
    die(app, killer)
    die(app, other)
    assert app.alone.acquire(blocking=False), "somebody works on the killer"
    try:
        for _ in range(20):
            assert ingest.run(app, other) == ()
            make_due(app)
        assert ingest.run(app, fresh) != (), "a mail without a past does not wait"
    finally:
        app.alone.release()
    assert row(app, other).attempts == 1
    ingest.run(app, other)
    assert row(app, other).outcome == "ticket"


def test_a_database_that_is_locked_gives_the_attempt_back(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = drop(app)
    monkeypatch.setattr(store_database, "BUSY_TIMEOUT", 0.2)
    impatient = replace(app, database=Database(app.database.url))
    other = Database(app.database.url)
    with other.engine.begin() as connection:
        connection.execute(text("SELECT 1"))  # holds the write lock
        assert ingest.run(impatient, id) == ()
    repay(impatient)  # it is sure now that the claim was not committed
    assert row(app, id).attempts == 0
    other.close()

    class Failing(Reader):
        def read_some(self, mails: Sequence[Question], seconds: float = 0.0) -> list[Answer]:
            raise Unavailable("gone in the middle")

    failing = replace(impatient, reader=Failing(1))
    for _ in range(10):
        assert ingest.run(failing, id) == ()
        make_due(app)
    found = row(app, id)
    assert (found.attempts, found.failures, found.parked) == (0, 0, False)
    assert ingest.run(impatient, id) != ()
    impatient.database.close()


def test_a_machine_that_starts_no_reader_gives_the_attempt_back(app: App) -> None:
    class Failing(Reader):
        def read_some(self, mails: Sequence[Question], seconds: float = 0.0) -> list[Answer]:
            return [NoReader("Cannot allocate memory")]

    id = drop(app)
    assert ingest.run(replace(app, reader=Failing(1)), id) == ()
    assert (row(app, id).attempts, row(app, id).failures) == (0, 0)
    assert row(app, id).due > datetime.now(UTC) + timedelta(seconds=1)


def test_no_room_for_attachments_gives_the_attempt_back(app: App) -> None:
    folder = app.config.state / "blobs"
    folder.rmdir()
    folder.write_text("a file in the way")
    attached = (
        b"From: ali@customer.example\r\nTo: support@example.org\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee.\r\n'
        b'--b\r\nContent-Type: image/png; name="a.png"\r\n\r\nPNG\r\n--b--\r\n'
    )
    id = drop(app, attached)
    assert ingest.run(app, id) == ()
    assert (row(app, id).attempts, row(app, id).failures) == (0, 0)
    folder.unlink()
    folder.mkdir()
    make_due(app)
    assert ingest.run(app, id) != ()


def test_a_mail_whose_bytes_are_gone_is_parked_and_not_tried_for_ever(app: App) -> None:
    id = drop(app)
    torn = update(spool).where(spool.c.id == id).values(body=b"other bytes")
    app.database.write(lambda connection: connection.execute(torn))
    for _ in range(3):
        ingest.run(app, id)
        make_due(app)
    found = row(app, id)
    assert (found.parked, found.ticket) == (True, 1001)
    assert "TornBody" in found.error


def test_eight_threads_with_the_same_mail_make_one_ticket(app: App) -> None:
    id = drop(app)
    threads = [threading.Thread(target=ingest.run, args=(app, id)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert tickets(app) == 1
    assert row(app, id).attempts == 1


def test_a_silent_mail_makes_a_ticket_and_writes_to_nobody(app: App) -> None:
    accepted = app.accept(Envelope("ali@customer.example", ("support@example.org",)), letter(), silent=True)
    assert ingest.run(app, accepted.id) == ()  # type: ignore[union-attr]
    with app.database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(notice)) == 0
        assert connection.scalar(select(mail.c.outcome)) == "ticket"


def test_a_suspect_whose_turn_it_is_not_is_never_seen_as_taken(app: App) -> None:
    """Claim and return are one commit: were the worker killed between two of them, one more death would be counted."""
    other = drop(app)
    die(app, other)
    commits: list[object] = []
    write = app.database.write_unhurried
    assert app.alone.acquire(blocking=False)
    try:
        app.database.write_unhurried = lambda work: commits.append(work) or write(work)  # type: ignore[method-assign,func-returns-value]
        assert ingest.run(app, other) == ()
    finally:
        app.alone.release()
        app.database.write_unhurried = write  # type: ignore[method-assign]
    assert (len(commits), row(app, other).attempts) == (1, 1)
