"""Mails of a long line are claimed together and decided about together: each is worked on once, none is lost with
another one, and none suffers from another one's trouble.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from gateway.app import App
from gateway.facts import Facts
from gateway.intake.reading import Answer, Question, Reader, Unreadable
from gateway.mail.inbound import InboundMail
from gateway.policy import Policy
from gateway.store import ledger, unit_of_work
from gateway.store.database import Unavailable
from gateway.store.due import Share
from gateway.store.spool import ALONG
from gateway.store.tickets import Stale
from gateway.triage import triage
from workers import claiming, deciding, ingest, reading, roles
from workers.owing import repay

from .. import services
from .reader import give_back
from .test_ingest import die
from .workshop import drop, letter, open_app, row, until

LINE = 12


@pytest.fixture(autouse=True)
def _time_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is."""
    monkeypatch.setattr(reading, "SOON", 60.0)


def lined_up(app: App, one: bool = False) -> list[int]:
    """Mails of as many people, or of one."""
    people = ["ali@customer.example" if one else f"p{number}@customer.example" for number in range(LINE)]
    ids = [drop(app, letter(who, subject=f"T{number}"), who) for number, who in enumerate(people)]
    app.line.stand(ids)
    return ids


def states(app: App, ids: list[int]) -> list[tuple[str, int]]:
    return [(row(app, id).outcome, row(app, id).attempts) for id in ids]


def in_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is none to read another mail in."""
    monkeypatch.setattr(reading, "SOON", -1.0)


def alone(app: App, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The mails that were decided about alone from now on."""
    found: list[int] = []
    whole = deciding.decide

    def decide(app: App, ready: deciding.Ready) -> deciding.Decided:
        found.append(ready.claim.id)
        return whole(app, ready)

    monkeypatch.setattr(ingest, "decide", decide)
    return found


def stale(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """So often facts turn out to have changed."""
    whole, left = unit_of_work.apply, [Stale("somebody was quicker")] * times

    def apply(*given: Any, **named: Any) -> Any:
        if left:
            raise left.pop()
        return whole(*given, **named)

    monkeypatch.setattr(unit_of_work, "apply", apply)


def test_one_takes_several_along_and_who_comes_for_these_has_nothing_to_do(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = lined_up(app)
    by_itself = alone(app, monkeypatch)
    assert len(ingest.run(app, ids[0])) == 3 * 2, "its requester and an agent hear of each"
    assert not by_itself
    assert states(app, ids[:4]) == [("ticket", 1)] * 3 + [("waiting", 0)]
    asked: list[str] = []
    event.listen(app.database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    assert ingest.run(app, ids[1]) == ()
    assert not asked
    for id in ids[2:]:
        ingest.run(app, id)
    assert states(app, ids) == [("ticket", 1)] * LINE


def test_of_one_person_there_is_one_mail_at_a_time(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = lined_up(app, one=True)
    by_itself = alone(app, monkeypatch)
    ingest.run(app, ids[0])
    assert by_itself == ids[1:3]
    assert states(app, ids[:3]) == [("ticket", 1)] * 3


def test_what_goes_wrong_with_one_is_no_trouble_of_the_others(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = lined_up(app)

    def stumbling(mail: InboundMail, known: Facts, policy: Policy) -> Any:
        if mail.subject == "T1":
            raise RuntimeError("a mistake of ours")
        return triage(mail, known, policy)

    monkeypatch.setattr(deciding, "triage", stumbling)
    ingest.run(app, ids[0])
    assert states(app, ids[:3]) == [("ticket", 1), ("waiting", 1), ("ticket", 1)]
    assert row(app, ids[1]).failures == 1
    assert "a mistake of ours" in row(app, ids[1]).error


def test_one_that_cannot_be_read_is_no_trouble_of_the_others(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = lined_up(app)
    whole = Reader.read_some

    def read_some(reader: Reader, mails: Sequence[Question], seconds: float) -> list[Answer]:
        place = next((place for place, (raw, _) in enumerate(mails) if b"Subject: T1\n" in raw), len(mails))
        return whole(reader, mails[:place], seconds) if place else [Unreadable("nobody can")]

    monkeypatch.setattr(Reader, "read_some", read_some)
    for id in ids[:3]:
        ingest.run(app, id)
    assert states(app, ids[:3]) == [("ticket", 1), ("waiting", 1), ("ticket", 1)]
    assert row(app, ids[1]).failures == 1


def test_where_facts_change_all_are_decided_about_once_more(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = lined_up(app)
    by_itself = alone(app, monkeypatch)
    stale(monkeypatch, 1)
    ingest.run(app, ids[0])
    assert not by_itself
    assert states(app, ids[:3]) == [("ticket", 1)] * 3


def test_where_facts_go_on_changing_each_is_decided_about_alone(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = lined_up(app)
    by_itself = alone(app, monkeypatch)
    stale(monkeypatch, deciding.TOGETHER_ROUNDS)
    ingest.run(app, ids[0])
    assert by_itself == ids[:3]
    assert states(app, ids[:3]) == [("ticket", 1)] * 3


def test_where_the_database_is_away_all_are_given_back_and_it_was_no_attempt(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = lined_up(app)
    by_itself = alone(app, monkeypatch)

    def lost(*given: Any, **named: Any) -> Any:
        raise Unavailable("lost")

    with monkeypatch.context() as away:
        away.setattr(unit_of_work, "apply", lost)
        assert ingest.run(app, ids[0]) == ()
    assert not by_itself
    assert states(app, ids[:3]) == [("waiting", 0)] * 3
    assert {row(app, id).holder for id in ids[:3]} == {""}


def test_a_large_mail_and_one_that_took_long_are_worked_on_alone(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = lined_up(app)
    by_itself = alone(app, monkeypatch)
    app.slow.add(ids[2])
    monkeypatch.setattr(reading, "LIGHT", row_size(app, ids[0]) + row_size(app, ids[1]) - 1)
    ingest.run(app, ids[0])
    assert states(app, ids[:3]) == [("ticket", 1), ("waiting", 1), ("waiting", 1)]
    for id in ids[1:3]:
        ingest.run(app, id)
    assert states(app, ids[:3]) == [("ticket", 1)] * 3
    assert by_itself[:3] == ids[:3]


def row_size(app: App, id: int) -> int:
    return len(app.spool.read(id).raw)


def test_a_suspect_is_not_taken_along_and_nothing_is_counted_against_it(app: App) -> None:
    ids = lined_up(app)
    die(app, ids[1])
    ingest.run(app, ids[0])
    assert (row(app, ids[1]).attempts, row(app, ids[1]).holder) == (1, "")
    assert states(app, ids[2:3]) == [("ticket", 1)]


def test_a_suspect_takes_nobody_along(app: App) -> None:
    ids = lined_up(app)
    die(app, ids[0])
    ingest.run(app, ids[0])
    assert states(app, ids[:3]) == [("ticket", 2), ("waiting", 0), ("waiting", 0)], "should it kill us, too"
    for id in ids[1:3]:
        ingest.run(app, id)
    assert states(app, ids[1:3]) == [("ticket", 1)] * 2


def test_only_the_mail_that_was_come_for_may_have_the_turn_of_a_suspect(app: App) -> None:
    """Where nobody knows whether that one is ours already, those along with it are left."""
    (suspect, other) = lined_up(app)[:2]
    die(app, suspect)
    now = claiming.soon(app, claiming.AT_ONCE)
    back = claiming._Back(now, now + claiming.ASIDE)
    with claiming.Turn(app.alone) as turn:
        found = app.database.write(lambda connection: claiming._claimed(app, connection, (suspect,), other, turn, back))
        assert found == ()
        assert not app.alone.locked()
    assert row(app, suspect).attempts == 1


def test_what_was_not_read_in_time_is_found_by_whoever_comes_for_it(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    in_no_time(monkeypatch)
    ids = lined_up(app)
    ingest.run(app, ids[0])
    assert states(app, ids[:4]) == [("ticket", 1), ("waiting", 1), ("waiting", 1), ("waiting", 0)]
    assert {row(app, id).holder for id in ids[1:3]} == {app.holder.name}
    assert ingest.run(app, ids[1])
    assert states(app, ids[1:3]) == [("ticket", 1), ("waiting", 1)]


def test_what_nobody_is_to_come_for_any_more_is_worked_on_all_the_same(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_no_time(monkeypatch)
    ids = lined_up(app)

    def claim(*given: Any) -> Any:
        found = claiming.claim(*given)
        assert app.line.come(ids[1]) is None, "somebody comes while the first one is being read"
        return found

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(ingest, "claim", claim)
        ingest.run(app, ids[0])
    assert states(app, ids[:3]) == [("ticket", 1), ("ticket", 1), ("waiting", 1)]


def test_what_nobody_came_for_is_given_back_and_was_no_attempt(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    in_no_time(monkeypatch)
    ids = lined_up(app)
    ingest.run(app, ids[0])
    monkeypatch.setattr("gateway.store.line.FRESH", -1.0)
    ingest.run(app, ids[1])
    assert states(app, ids[1:3]) == [("waiting", 1)] * 2, "they are ours, but for too long"
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
        ingest.run(app, id)
    assert states(app, ids) == [("ticket", 1)] * LINE


def test_who_ends_gives_back_what_was_claimed_before_its_turn(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else it would be taken for what killed its worker."""
    in_no_time(monkeypatch)
    working = roles.start_local(app, Share())
    working.stop()
    ids = lined_up(app)
    ingest.run(app, ids[0])
    assert states(app, ids[1:3]) == [("waiting", 1)] * 2
    roles._stop_workers(app, [])
    assert states(app, ids[1:3]) == [("waiting", 0)] * 2


def test_a_long_line_is_worked_off_by_running_workers(app: App) -> None:
    people = [f"p{number % 20}@customer.example" for number in range(60)]
    ids = [drop(app, letter(who, subject=f"T{number}"), who) for number, who in enumerate(people)]
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
    assert states(app, ids[2:3]) == [("ticket", 1)]
    ingest.run(app, ids[1])
    assert (row(app, ids[1]).holder, row(app, ids[1]).outcome) == ("another", "waiting")


@pytest.mark.service
def test_of_large_mails_that_were_claimed_along_the_bytes_are_fetched_in_their_turn(tmp_path: Path) -> None:
    with services.postgresql() as url:
        app = open_app(tmp_path, None, url)
        try:
            large = drop(app, letter("q@customer.example", "Large", "words " * (ALONG // 5)), "q@customer.example")
            first = drop(app)
            app.line.stand([large])
            lined_up(app)
            with claiming.Turn(app.alone) as turn:
                found = claiming.claim(app, first, turn)
            bodies = {each.claim.id: each.row.body for each in found if each.row is not None}
            assert bodies.pop(large) is None
            assert all(bodies.values())
            assert app.line.leave(found[1:]) == ()
            ingest.run(app, large)
            assert states(app, [large]) == [("ticket", 1)]
        finally:
            give_back(app)
