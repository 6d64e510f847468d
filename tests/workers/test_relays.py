"""From the outbox to real relays that fail: every notice ends where it should, and who got how many copies is known."""

import logging
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from gateway import maillog
from gateway.app import App
from gateway.config import Relay
from gateway.connected import make_relay
from gateway.mail.delivery import Attempt, Resting
from gateway.mail.outbound import OutboundMail
from gateway.outgoing import relays
from gateway.store.schema import notice
from workers import deliver, ingest, roles, succession

from ..outgoing.scripted import DROP, ScriptedServer, free_port
from ..proofs.relays_moody import Moody
from .reader import give_back
from .test_deliver import attempts
from .workshop import drop, letter, make_due, notice_row, open_app


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Callable[..., App]]:
    opened = []

    def open_house(*ports: int) -> App:
        tables = tuple(
            Relay(name=f"relay{n}", host="127.0.0.1", port=port, tls="none", timeout=2.0)
            for n, port in enumerate(ports)
        )
        app = open_app(tmp_path)
        opened.append(replace(app, relay=make_relay(app.config.model_copy(update={"relay": tables}))))
        return opened[-1]

    yield open_house
    for app in opened:
        give_back(app)


def row_due(app: App, id: int) -> datetime:
    due: datetime = notice_row(app, id).due
    return due


def test_a_relay_that_is_down_for_an_hour_gets_each_mail_once(
    house: Callable[..., App], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, moody = free_port(), Moody(dice=random.Random(1), piped=True)
    app = house(port)
    ids = ingest.run(app, drop(app))
    for _ in range(6):
        for id in ids:
            deliver.run(app, id)
        make_due(app)
    assert {notice_row(app, id).state for id in ids} == {"waiting"}
    assert [notice_row(app, id).attempts for id in ids] == [1, 0], "the first one tried it, the others left it alone"
    assert "rests: Connection refused" in notice_row(app, ids[1]).last_reply
    moody.start(port)
    monkeypatch.setattr(relays._Turn, "_rests", lambda self, now: None)  # an hour later nobody rests
    for id in ids:
        deliver.run(app, id)
    moody.stop()
    assert {notice_row(app, id).state for id in ids} == {"sent"}
    assert sorted(moody.taken.values()) == [1, 1]


def test_an_import_does_not_wait_for_a_relay_that_is_down(house: Callable[..., App]) -> None:
    app = house(free_port())
    ids = [drop(app, letter(f"p{n}@c{n}.example", "T"), f"p{n}@c{n}.example") for n in range(3)]
    began = time.monotonic()
    assert [*roles.work_off(app, ids)]
    assert time.monotonic() - began < relays.FIRST_REST
    with app.database.read() as connection:
        found = connection.execute(select(notice.c.attempts, notice.c.last_reply).order_by(notice.c.attempts)).all()
    assert len(found) == 6
    assert all("Connection refused" in words for _, words in found), "none was left out"


def test_greylisting_is_waited_for_with_the_same_relay(house: Callable[..., App]) -> None:
    grey = {"RCPT": "450 4.2.0 Greylisted, try again in 300 seconds"}
    with ScriptedServer([grey, {}]) as first, ScriptedServer([{}]) as second:
        app = house(first.port, second.port)
        id = ingest.run(app, drop(app))[0]
        deliver.run(app, id)
        pause = row_due(app, id) - datetime.now(UTC)
        assert timedelta(seconds=290) < pause < timedelta(seconds=340)
        first.scripts = [{}]
        app.relay.close()  # so that the next connection is another one
        make_due(app)
        deliver.run(app, id)
        app.relay.close()
    assert second.heard == []
    assert [line for heard in first.heard for line in heard].count("DOT") == 1
    assert [delivery for delivery, _ in attempts(app, id)] == ["deferred", "sent"]


def test_one_refused_recipient_is_nobody_elses_business(house: Callable[..., App]) -> None:
    moody = Moody(dice=random.Random(1), piped=True, nobodies=frozenset({"sara@example.com"}))
    moody.start()
    app = house(moody.port)
    ids = ingest.run(app, drop(app, sender="sara@example.com"))
    for id in ids:
        deliver.run(app, id)
    moody.stop()
    states = {notice_row(app, id).recipient: notice_row(app, id).state for id in ids}
    assert states.pop("sara@example.com") == "bounced"
    assert set(states.values()) == {"sent"}
    assert sum(moody.taken.values()) == len(states)


def test_where_the_answer_to_the_last_dot_is_missing_a_copy_is_counted_and_late(
    house: Callable[..., App], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, maillog.log.name)
    with ScriptedServer([{"DOT": DROP}, {}]) as first, ScriptedServer([{}]) as second:
        app = house(first.port, second.port)
        id = ingest.run(app, drop(app))[0]
        deliver.run(app, id)
        row = notice_row(app, id)
        assert (row.state, row.uncertain) == ("waiting", 1)
        assert row.due > datetime.now(UTC) + timedelta(minutes=14)
        deliver.run(app, id)
        assert len(first.heard) == 1, "nothing happens before its time"
        make_due(app)
        deliver.run(app, id)
        app.relay.close()
    row = notice_row(app, id)
    copies = sum(heard.count("DOT") for server in (first, second) for heard in server.heard)
    assert (row.state, row.uncertain, copies) == ("sent", 1, 2)
    assert second.heard == []
    assert "uncertain notice=1" in caplog.text
    assert 'relay=relay0 queue="4XYZ"' in caplog.text


class Killed(BaseException):
    """As SIGKILL: nothing is written down."""


class Deadly:
    def submit(self, mail: OutboundMail, raw: bytes) -> Attempt | Resting:
        raise Killed

    def close(self) -> None:
        """Nothing is open."""


def test_what_a_killed_worker_was_sending_waits_and_what_it_only_had_does_not(house: Callable[..., App]) -> None:
    with ScriptedServer([{}]) as server:
        app = house(server.port)
        sending, waiting = ingest.run(app, drop(app))
        with pytest.raises(Killed):
            deliver.run(replace(app, relay=Deadly()), sending)
        succession.succeed(app)
        row, other = notice_row(app, sending), notice_row(app, waiting)
        assert (row.uncertain, row.holder) == (1, "")
        assert row.due > datetime.now(UTC) + timedelta(minutes=14)
        assert (other.uncertain, other.attempts, other.holder) == (0, 0, "")
        assert other.due <= datetime.now(UTC)
        make_due(app)
        for id in (sending, waiting):
            deliver.run(app, id)
        app.relay.close()
    assert [delivery for delivery, _ in attempts(app, sending)] == ["lost", "sent"]
    assert [delivery for delivery, _ in attempts(app, waiting)] == ["sent"]
    assert app.holder.begun() == frozenset()


def test_a_worker_that_stops_leaves_what_it_is_sending_at_this_moment_alone(house: Callable[..., App]) -> None:
    app = house(free_port())
    first, second = ingest.run(app, drop(app))
    app.hands.hold(first)
    app.holder.begin(first)
    succession.succeed(app)
    held: Any = notice_row(app, first)
    assert (held.holder, held.uncertain) == (app.holder.name, 0)
    assert notice_row(app, second).holder == ""
    assert app.holder.begun() == {first}
