"""Mails of a long line are claimed together: each is worked on once, and none is lost with another one."""

from typing import Any

import pytest
from sqlalchemy import event

from gateway.app import App
from gateway.store import ledger
from gateway.store.database import Unavailable
from gateway.store.due import Share
from workers import ingest, roles
from workers.owing import repay

from .test_ingest import die
from .workshop import drop, letter, row, until

LINE = 12


def lined_up(app: App) -> list[int]:
    ids = [drop(app, letter(subject=f"T{number}")) for number in range(LINE)]
    app.line.stand(ids)
    return ids


def states(app: App, ids: list[int]) -> list[tuple[str, int]]:
    return [(row(app, id).outcome, row(app, id).attempts) for id in ids]


def test_one_claims_several_and_each_is_worked_on_when_its_turn_comes(app: App) -> None:
    ids = lined_up(app)
    assert ingest.run(app, ids[0])
    assert states(app, ids[:4]) == [("ticket", 1), ("waiting", 1), ("waiting", 1), ("waiting", 0)]
    assert {row(app, id).holder for id in ids[1:3]} == {app.holder.name}
    claims: list[str] = []
    event.listen(app.database.engine, "before_cursor_execute", lambda *given: claims.append(given[2]))
    assert ingest.run(app, ids[1])
    assert not any("attempts=" in each.replace(" ", "") and "RETURNING" in each for each in claims), "it was claimed"
    for id in ids[2:]:
        assert ingest.run(app, id)
    assert states(app, ids) == [("ticket", 1)] * LINE


def test_a_suspect_is_not_taken_along_and_nothing_is_counted_against_it(app: App) -> None:
    ids = lined_up(app)
    die(app, ids[1])
    ingest.run(app, ids[0])
    assert (row(app, ids[1]).attempts, row(app, ids[1]).holder) == (1, "")
    assert states(app, ids[2:3]) == [("waiting", 1)]


def test_only_the_mail_that_was_come_for_may_have_the_turn_of_a_suspect(app: App) -> None:
    """Where nobody knows whether that one is ours already, those along with it are left."""
    (suspect, other) = lined_up(app)[:2]
    die(app, suspect)
    with ingest._Turn(app.alone) as turn:
        found = app.database.write(lambda connection: ingest._claimed(app, connection, (suspect,), other, turn))
        assert found == ()
        assert not app.alone.locked()
    assert row(app, suspect).attempts == 1


def test_what_nobody_came_for_is_given_back_and_was_no_attempt(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = lined_up(app)
    ingest.run(app, ids[0])
    monkeypatch.setattr("gateway.store.line.FRESH", -1.0)
    assert ingest.run(app, ids[1]) == (), "it is ours, but for too long"
    for claim in app.line.left(0.0):
        app.owed.put(claim)
    repay(app)
    assert states(app, ids[1:3]) == [("waiting", 0)] * 2
    assert ingest.run(app, ids[1])


def test_claims_that_may_have_been_committed_are_all_doubted(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = lined_up(app)
    whole = ledger.claim_all

    def lost(*given: Any) -> Any:
        whole(*given)
        raise Unavailable("lost")

    monkeypatch.setattr(ledger, "claim_all", lost)
    assert ingest.run(app, ids[0]) == ()
    assert app.doubted == set(ids[:3])
    monkeypatch.undo()
    repay(app)
    for id in ids:
        assert ingest.run(app, id)
    assert states(app, ids) == [("ticket", 1)] * LINE


def test_who_ends_gives_back_what_was_claimed_before_its_turn(app: App) -> None:
    """Else it would be taken for what killed its worker."""
    working = roles.start_local(app, Share())
    working.stop()
    ids = lined_up(app)
    ingest.run(app, ids[0])
    assert states(app, ids[1:3]) == [("waiting", 1)] * 2
    roles._stop_workers(app, [])
    assert states(app, ids[1:3]) == [("waiting", 0)] * 2


def test_a_long_line_is_worked_off_by_running_workers(app: App) -> None:
    ids = [drop(app, letter(subject=f"T{number}")) for number in range(60)]
    working = roles.start_local(app, Share())
    try:
        until(lambda: all(outcome == "ticket" for outcome, _ in states(app, ids)))
    finally:
        working.stop()
    assert states(app, ids) == [("ticket", 1)] * len(ids)


def test_a_mail_that_another_process_took_meanwhile_is_left_to_it(app: App) -> None:
    ids = lined_up(app)
    app.database.write(lambda connection: ledger.claim(connection, ids[1], "another"))
    ingest.run(app, ids[0])
    assert row(app, ids[1]).holder == "another"
    assert ingest.run(app, ids[1]) == ()
