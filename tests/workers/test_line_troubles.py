"""Mails that were claimed together, and what goes wrong with one of them: the others neither wait for it nor share its
blame.
"""

import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from gateway.app import App
from gateway.intake.reading import Reader
from gateway.store import ledger, unit_of_work
from gateway.store.database import Contended, Unavailable
from gateway.store.due import Share
from gateway.store.line import FRESH, Claimed
from workers import ingest, reading, roles
from workers.owing import repay

from .reader import give_back
from .test_line import alone, in_no_time, lined_up, row_size, states
from .workshop import drop, letter, open_app, row, until, with_poison


@pytest.fixture(autouse=True)
def _time_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is."""
    monkeypatch.setattr(reading, "SOON", 60.0)


class Clock:
    """In place of `time`."""

    late = 0.0

    def monotonic(self) -> float:
        return time.monotonic() + self.late


def test_those_that_are_not_read_with_the_first_are_there_for_others_before_it_is_read(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = lined_up(app)
    monkeypatch.setattr(reading, "LIGHT", row_size(app, ids[0]))
    whole, found = reading.read_some, list[Any]()

    def read_some(app: App, claimed: Sequence[Claimed]) -> Any:
        if not found:
            found.append(app.line.come(ids[1]))
        return whole(app, claimed)

    monkeypatch.setattr(ingest, "read_some", read_some)
    ingest.run(app, ids[0])
    assert isinstance(found[0], Claimed)
    assert found[0].claim.id == ids[1]


def test_a_mail_that_takes_long_keeps_nobody_waiting_that_was_claimed_along_with_it(tmp_path: Path) -> None:
    app = with_poison(open_app(tmp_path))
    try:
        slow = drop(app, letter("s@customer.example", subject="nap"), "s@customer.example")
        app.slow.add(slow)
        ids = lined_up(app)
        first = threading.Thread(target=ingest.run, args=(app, slow))
        first.start()
        until(lambda: row(app, slow).attempts == 1)
        began = time.monotonic()
        while states(app, ids[:2]) != [("ticket", 1)] * 2:
            for id in ids[:2]:
                ingest.run(app, id)
            assert time.monotonic() - began < 1.5, "they waited for its nap of two seconds"
        first.join()
        assert row(app, slow).outcome == "ticket"
    finally:
        give_back(app)


def test_what_was_read_is_decided_about_together_however_long_reading_it_took(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = lined_up(app)
    by_itself = alone(app, monkeypatch)
    whole, clock = reading._answers, Clock()

    def slowly(*given: Any) -> Any:
        found = whole(*given)
        clock.late = 2 * reading.SOON
        return found

    monkeypatch.setattr(reading, "_answers", slowly)
    monkeypatch.setattr(reading, "time", clock)
    ingest.run(app, ids[0])
    assert states(app, ids[:3]) == [("ticket", 1)] * 3
    assert not by_itself


def test_what_is_ours_for_too_long_is_given_back_and_was_no_attempt(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    in_no_time(monkeypatch)
    ids = lined_up(app)
    whole = ingest._settle_all

    def late(app: App, ready: Any) -> Any:
        assert app.line.come(ids[1]) is None, "somebody comes while the first one is being read"
        monkeypatch.setattr(time, "monotonic", lambda: began + FRESH + 1)
        return whole(app, ready)

    began = time.monotonic()
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("gateway.store.line.Line.leave", lambda line, claimed: tuple(claimed))
        meanwhile.setattr(ingest, "_settle_all", late)
        ingest.run(app, ids[0])
    monkeypatch.undo()
    repay(app)
    assert states(app, ids[:3]) == [("ticket", 1), ("waiting", 0), ("waiting", 0)]


def test_where_others_are_in_the_way_each_is_tried_alone(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = lined_up(app)
    by_itself = alone(app, monkeypatch)
    whole, left = unit_of_work.apply, [Contended("DeadlockDetected")]

    def apply(*given: Any, **named: Any) -> Any:
        if left:
            raise left.pop()
        return whole(*given, **named)

    monkeypatch.setattr(unit_of_work, "apply", apply)
    ingest.run(app, ids[0])
    assert by_itself == ids[:3]
    assert states(app, ids[:3]) == [("ticket", 1)] * 3


@pytest.mark.parametrize("trouble", [Unavailable("lost"), RuntimeError("a mistake of ours")], ids=["away", "mistake"])
def test_a_failure_that_cannot_be_written_down_is_no_death(
    app: App, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    """Else it would wait for its lease, and be suspect."""
    ids = lined_up(app)

    def wrong(*given: Any) -> Any:
        raise RuntimeError("with the mail")

    def fails(*given: Any) -> Any:
        raise trouble

    with monkeypatch.context() as away:
        away.setattr(reading, "_arrived", wrong)
        away.setattr(ledger, "failed", fails)
        away.setattr(ledger, "give_back", fails)
        assert ingest.run(app, ids[0]) == ()
    assert states(app, ids[:3]) == [("waiting", 1)] * 3
    repay(app)
    assert states(app, ids[:3]) == [("waiting", 0)] * 3


def test_nothing_is_claimed_before_it_can_be_read(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is killed while the first child is being made would burn an attempt of several mails."""
    ids = lined_up(app)
    whole, seen = Reader.open, list[list[tuple[str, int]]]()

    def opened(reader: Reader) -> None:
        time.sleep(0.5)
        seen.append(states(app, ids))
        whole(reader)

    monkeypatch.setattr(Reader, "open", opened)
    working = roles.start_local(app, Share())
    try:
        until(lambda: states(app, ids) == [("ticket", 1)] * len(ids))
    finally:
        working.stop()
    assert seen == [[("waiting", 0)] * len(ids)]
