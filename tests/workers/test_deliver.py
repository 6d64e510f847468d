"""From the outbox to the relay: outcomes, crashes, and mail that must not leave."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from gateway.app import App
from gateway.mail.delivery import Attempt, Delivery
from gateway.mail.outbound import OutboundMail
from gateway.notices import NoticeView
from gateway.outgoing.render import Rendered, Renderer, templates_folder
from gateway.store import outbox
from gateway.store.database import Unavailable
from gateway.store.orphans import Estate, release
from gateway.store.schema import attempt, notice, thread, ticket
from workers import deliver, ingest, posting

from ..store.sorting import letter
from .workshop import ScriptedRelay, drop, make_due, notice_row, on_a_shared_broker


@pytest.fixture
def waiting(app: App) -> int:
    """The id of an acknowledgement that waits."""
    return ingest.run(app, drop(app))[0]


def attempts(app: App, id: int) -> list[tuple[str, str]]:
    with app.database.read() as connection:
        query = select(attempt.c.delivery, attempt.c.words).where(attempt.c.notice == id).order_by(attempt.c.number)
        return [(row.delivery, row.words) for row in connection.execute(query)]


def test_it_is_sent_once_under_its_message_id(app: App, relay: ScriptedRelay, waiting: int) -> None:
    deliver.run(app, waiting)
    deliver.run(app, waiting)
    assert len(relay.got) == 1
    row = notice_row(app, waiting)
    assert (row.state, row.last_reply) == ("sent", "250 2.0.0 Ok")
    assert f"Message-ID: <{row.message_id}>".encode() in relay.got[0]
    deliver.run(app, 4711)


def test_of_notices_that_are_taken_together_customers_get_theirs_before_agents(app: App, relay: ScriptedRelay) -> None:
    issued = [id for word in ("One", "Two", "Three") for id in ingest.run(app, drop(app, letter(subject=word)))]
    rows = [notice_row(app, id) for id in issued]
    (head,) = app.hands.join(issued)
    deliver.run(app, head)
    order = [next(row for row in rows if row.message_id.encode() in raw) for raw in relay.got]
    assert [row.role for row in order] == ["requester"] * 3 + ["agent"] * (len(rows) - 3)
    assert [row.role for row in rows] != [row.role for row in order], "they were not issued in this order"


def test_every_outcome_leads_where_it_should_and_a_copy_keeps_its_id(
    app: App, relay: ScriptedRelay, waiting: int
) -> None:
    relay.script = [Attempt(Delivery.DEFERRED, "451 Later"), Attempt(Delivery.UNCERTAIN, "lost after the dot")]
    for _ in range(3):
        deliver.run(app, waiting)
        make_due(app)
    assert [delivery for delivery, _ in attempts(app, waiting)] == ["deferred", "uncertain", "sent"]
    ids = {line for raw in relay.got for line in raw.split(b"\r\n") if line.lower().startswith(b"message-id:")}
    assert len(ids) == 1


def test_what_is_issued_here_needs_no_claim_and_elsewhere_it_does(app: App) -> None:
    ours = notice_row(app, ingest.run(app, drop(app))[0])
    assert (ours.holder, ours.attempts) == (app.holder.name, 1)
    assert ours.due > datetime.now(UTC) + timedelta(minutes=4)
    anybodys = on_a_shared_broker(app)
    free = notice_row(anybodys, ingest.run(anybodys, drop(anybodys, sender="zahra@example.com"))[0])
    assert (free.holder, free.attempts) == ("", 0)
    deliver.run(anybodys, free.id)
    assert notice_row(app, free.id).attempts == 1


def test_what_is_known_since_it_was_issued_is_looked_at_all_the_same(app: App, relay: ScriptedRelay) -> None:
    """Somebody may have ended it meanwhile, or have changed what it tells."""
    first, second = ingest.run(app, drop(app))
    app.database.write(
        lambda connection: connection.execute(update(notice).where(notice.c.id == first).values(state="cancelled"))
    )
    app.database.write(lambda connection: connection.execute(update(ticket).values(subject="Another name")))
    app.hands.join((first, second))
    deliver.run(app, first)
    assert [notice_row(app, id).state for id in (first, second)] == ["cancelled", "sent"]
    assert len(relay.got) == 1
    assert b"Another name" in relay.got[0]


def test_what_was_issued_to_a_worker_that_died_is_everybodys(app: App, relay: ScriptedRelay, waiting: int) -> None:
    other = replace(app, holder=type(app.holder)(app.config.state / "workers"))
    deliver.run(other, waiting)
    assert relay.got == []
    app.database.write(lambda connection: release(connection, Estate(app.holder.name), datetime.now(UTC)))
    deliver.run(other, waiting)
    assert (len(relay.got), notice_row(app, waiting).attempts) == (1, 1)
    other.holder.close()


def test_a_lease_that_nearly_ended_in_the_line_is_taken_anew(app: App, relay: ScriptedRelay, waiting: int) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=30)
    app.database.write(lambda connection: connection.execute(update(notice).values(due=soon)))
    deliver.run(app, waiting)
    assert relay.got == []
    make_due(app)
    deliver.run(app, waiting)
    assert len(relay.got) == 1


def test_a_refusal_ends_this_recipient_only(app: App, relay: ScriptedRelay) -> None:
    first, second = ingest.run(app, drop(app))
    relay.script = [Attempt(Delivery.BOUNCED, "550 5.1.1 Nobody")]
    deliver.run(app, first)
    deliver.run(app, second)
    assert [notice_row(app, id).state for id in (first, second)] == ["bounced", "sent"]


class Broken(Renderer):
    def __init__(self) -> None:
        super().__init__(templates_folder())

    def render(self, view: NoticeView) -> Rendered:
        raise KeyError("a template's mistake")


def test_a_rendering_that_crashes_is_tried_again_then_parked_with_its_traceback(
    app: App, relay: ScriptedRelay, waiting: int
) -> None:
    broken = replace(app, renderer=Broken())
    states = []
    for _ in range(4):
        deliver.run(broken, waiting)
        states.append(notice_row(app, waiting).state)
        make_due(app)
    assert states == ["waiting", "waiting", "parked", "parked"]
    assert [delivery for delivery, _ in attempts(app, waiting)] == ["crashed"] * 3
    assert "a template's mistake" in attempts(app, waiting)[0][1]
    assert relay.got == []
    app.database.write(lambda connection: outbox.requeue(connection, waiting, datetime.now(UTC)))
    deliver.run(app, waiting)
    assert notice_row(app, waiting).state == "sent"


def test_what_the_check_finds_surprising_never_leaves(
    app: App, relay: ScriptedRelay, waiting: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def smuggled(mail: OutboundMail) -> bytes:
        return b"From: us\r\nBcc: somebody@elsewhere.example\r\n\r\nHello\r\n"

    with monkeypatch.context() as patched:
        patched.setattr(posting, "serialise", smuggled)
        for _ in range(3):
            deliver.run(app, waiting)
            make_due(app)
    assert relay.got == []
    assert notice_row(app, waiting).state == "parked"
    assert "Unsafe" in attempts(app, waiting)[0][1]


def test_a_relay_that_raises_is_a_crash_and_not_the_end_of_the_worker(
    app: App, relay: ScriptedRelay, waiting: int
) -> None:
    relay.script = [RuntimeError("what is this \0 \udc80")]
    deliver.run(app, waiting)
    row = notice_row(app, waiting)
    assert (row.state, row.holder) == ("waiting", "")
    assert row.due > datetime.now(UTC) + timedelta(seconds=30)


def test_a_database_that_goes_away_leaves_the_lease_to_end_by_itself(
    app: App, relay: ScriptedRelay, waiting: int
) -> None:
    relay.script = [Unavailable("gone")]
    deliver.run(app, waiting)
    assert notice_row(app, waiting).state == "waiting"
    assert attempts(app, waiting) == []


def test_two_workers_send_it_once(app: App, relay: ScriptedRelay, waiting: int) -> None:
    other = replace(app, holder=type(app.holder)(app.config.state / "workers"))
    import threading

    threads = [threading.Thread(target=deliver.run, args=(each, waiting)) for each in (app, other) * 4]
    for worker in threads:
        worker.start()
    for worker in threads:
        worker.join(20)
    assert len(relay.got) == 1
    other.holder.close()


def test_without_its_ticket_it_ends_as_bounced(app: App, relay: ScriptedRelay, waiting: int) -> None:
    app.database.write(lambda c: c.exec_driver_sql("PRAGMA defer_foreign_keys=ON") and None)
    app.database.engine.dispose()
    with app.database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute("UPDATE notice SET person = 4711")
        driver.execute("PRAGMA foreign_keys=ON")
    deliver.run(app, waiting)
    row = notice_row(app, waiting)
    assert (row.state, relay.got) == ("bounced", [])
    assert "no longer there" in row.last_reply


def test_a_notice_for_later_is_left_alone(app: App, relay: ScriptedRelay, waiting: int) -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    app.database.write(lambda connection: connection.execute(update(notice).values(due=later, holder="")))
    deliver.run(app, waiting)
    assert relay.got == []
    with app.database.read() as connection:
        assert connection.scalar(select(thread.c.kind).where(thread.c.kind == "issued")) == "issued"


def test_one_that_cannot_be_written_down_makes_no_second_copies_of_the_others(
    app: App, relay: ScriptedRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued = [id for word in ("One", "Two", "Three") for id in ingest.run(app, drop(app, letter(subject=word)))]
    whole = outbox.move

    def move(connection: Connection, claimed: outbox.Claimed, *given: Any) -> Any:
        if claimed.id == issued[0]:
            raise RuntimeError("a mistake of ours")
        return whole(connection, claimed, *given)

    monkeypatch.setattr(outbox, "move", move)
    (head,) = app.hands.join(issued)
    deliver.run(app, head)
    assert len(relay.got) == len(issued)
    assert {id: notice_row(app, id).state for id in issued} == {issued[0]: "waiting"} | dict.fromkeys(
        issued[1:], "sent"
    )
