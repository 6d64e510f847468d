"""Local workers live from the rows: woken by a bell, and by looking once a second."""

import time

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import InvalidRequestError

from gateway.app import App
from gateway.mail.delivery import Attempt, Delivery
from gateway.mail.inbound import Envelope, Source
from gateway.store import bell
from gateway.store.bell import Heard
from gateway.store.due import Share
from gateway.store.schema import mail, notice
from workers import declare, roles, send
from workers.broker import LocalBroker
from workers.feeder import FLOOR, FULL, Feeder

from ..store.spooling import id_of
from .workshop import ScriptedRelay, drop, letter, until


def decided(app: App) -> int:
    with app.database.read() as connection:
        return connection.scalar(select(func.count()).where(mail.c.outcome == "ticket")) or 0


def test_rows_are_found_without_anybody_ringing_and_a_stopped_worker_leaves_them(app: App) -> None:
    drop(app)
    working = roles.start_local(app, Share())
    until(lambda: decided(app) == 1)
    drop(app, letter(subject="Two"))
    until(lambda: decided(app) == 2, FLOOR + 5)
    working.stop()
    drop(app, letter(subject="Three"))
    assert decided(app) == 2


def test_a_bell_wakes_at_once_and_one_that_is_gone_is_no_trouble(app: App) -> None:
    ((ours, theirs),) = bell.pairs(1)
    working = roles.start_local(app, Share(), theirs.fileno())
    time.sleep(0.3)
    bell.ringer([ours])([], [drop(app)])
    until(lambda: decided(app) == 1, 5)
    ours.close()
    drop(app, letter(subject="Two"))
    until(lambda: decided(app) == 2, FLOOR + 5)
    working.stop()
    theirs.close()


def test_a_mistake_of_ours_in_one_look_is_told_and_is_not_the_last_look(
    app: App, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    fed: list[str] = []

    def stumbling(feeder: Feeder) -> None:
        fed.append("looked")
        raise InvalidRequestError("This connection is closed")

    with monkeypatch.context() as patch:
        patch.setattr(Feeder, "look", stumbling)
        working = roles.start_local(app, Share())
        until(lambda: fed == ["looked"])
    drop(app)
    until(lambda: decided(app) == 1, 2 * FLOOR + 5)
    working.stop()
    assert any("stumbled part=feeder reason=InvalidRequestError at=test_feeder.py" in line for line in caplog.messages)


class Lines:
    """A broker whose lines nobody works on, and what its feeder asked the database."""

    def __init__(self, app: App) -> None:
        self.broker = LocalBroker()
        declare(app, self.broker)
        self.feeder = Feeder(app, self.broker)
        self.asked: list[str] = []
        event.listen(app.database.engine, "before_cursor_execute", lambda *heard: self.asked.append(heard[2]))

    def fill(self, queue_name: str, actor: str, count: int) -> None:
        for id in range(1_000_000, 1_000_000 + count):
            send(self.broker, actor, id)
        assert self.broker.in_hand(queue_name) == count

    def ingest(self) -> list[tuple[str, int]]:
        """Actor and id of all that waits to be read, but for what filled the line."""
        workers = [self.broker.consume(name) for name in ("replies", "ingest")]
        found = [(each.actor_name, each.args[0]) for worker in workers for each in iter(worker.__next__, None)]
        return [(actor, id) for actor, id in found if id < 1_000_000]


def test_mails_that_the_bell_names_are_queued_without_a_look_at_the_database(app: App) -> None:
    lines = Lines(app)
    lines.feeder.rung(Heard((), (1, 2, 3)))
    lines.feeder.rung(Heard((5,), (3, 4)))
    assert lines.asked == []
    assert lines.ingest() == [("ingest_reply", 5), *(("ingest_mail", id) for id in (1, 2, 3, 4))]


def test_an_answer_that_is_rung_behind_a_crowd_is_read_before_it(app: App) -> None:
    """Also where the whole crowd is heard of at one moment, as after the process stood still."""
    lines = Lines(app)
    ((ours, theirs),) = bell.pairs(1)
    ring = bell.ringer([ours])
    ring([], [1, 2, 3])
    ring([4], [])
    lines.feeder.rung(bell.hear(theirs.fileno()))
    assert lines.ingest() == [("ingest_reply", 4), *(("ingest_mail", id) for id in (1, 2, 3))]
    ours.close()
    theirs.close()


def test_an_answer_that_is_found_by_looking_is_queued_as_one_and_only_once(app: App) -> None:
    lines = Lines(app)
    first = drop(app)
    address = "support+abc@example.org"
    answer = id_of(app.accept(Envelope("ali@else.example", (address,), Source.SMTP), letter(subject="Re: it")))
    lines.feeder.look()
    lines.feeder.rung(Heard((answer,), (first,)))
    assert lines.ingest() == [("ingest_reply", answer), ("ingest_mail", first)]


def test_no_more_is_taken_into_a_line_than_it_has_room_for(app: App) -> None:
    lines = Lines(app)
    lines.feeder.look()  # the first one asks where to begin
    drop(app)
    lines.fill("ingest", "ingest_mail", FULL - 2)
    lines.feeder.rung(Heard((), (5, 6, 7, 8)))
    assert lines.broker.in_hand("ingest") == FULL
    lines.asked.clear()
    lines.feeder.look()
    assert not [words for words in lines.asked if "FROM mail" in words], "it is looked at once half of it is done"
    assert lines.broker.in_hand("ingest") == FULL


def test_notices_wait_in_the_database_while_their_line_is_full_and_answers_do_not(app: App) -> None:
    lines = Lines(app)
    lines.fill("deliver", "deliver_notice", FULL // 2 + 1)
    lines.feeder.look()
    asked = [words for words in lines.asked if "FROM notice" in words]
    assert len(asked) == 1
    assert "voice = 'human'" in asked[0]


def test_the_share_of_a_process_that_is_dead_is_done_by_the_other(app: App) -> None:
    ids = [drop(app, letter(subject=f"T{n}")) for n in range(4)]
    working = roles.start_local(app, Share(0, 2))
    until(lambda: decided(app) == len(ids))
    working.stop()


def test_a_mail_held_by_the_dead_predecessor_is_taken_over_at_once(app: App, relay: ScriptedRelay) -> None:
    from datetime import UTC, datetime

    from gateway.store import ledger

    id = drop(app)
    name = app.holder.name
    app.database.write(lambda connection: ledger.claim(connection, id, name, datetime.now(UTC)))
    began = time.monotonic()
    working = roles.start_local(app, Share())
    until(lambda: decided(app) == 1 and len(relay.got) == 2)
    working.stop()
    assert time.monotonic() - began < 15


def test_work_off_ends_when_nothing_is_left(app: App, relay: ScriptedRelay) -> None:
    ids = [drop(app, letter(subject=f"T{n}")) for n in range(10)]
    relay.script = [Attempt(Delivery.DEFERRED, "451 Later")]
    list(roles.work_off(app, ids))
    assert decided(app) == 10
    with app.database.read() as connection:
        issued = connection.scalar(select(func.count()).select_from(notice))
    assert len(relay.got) == issued, "each was tried once, and nobody waits for the one that is put off"
