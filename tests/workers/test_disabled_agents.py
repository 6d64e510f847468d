"""Who is disabled is no agent from the next mail on: hears of nothing, and gives no orders."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from gateway.app import App
from gateway.mail.inbound import Envelope, Source
from gateway.mail.token import mint
from gateway.store import logins, stubs
from gateway.store.database import Connection
from gateway.store.schema import notice, ticket
from workers import ingest, periodic

from ..store.sorting import letter
from ..store.spooling import id_of
from .workshop import drop, open_app


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    opened = open_app(tmp_path)
    yield opened
    opened.close()


def disable(app: App, name: str) -> None:
    agent = app.policy.agent_named(name)
    assert agent is not None
    app.database.write(lambda connection: logins.disable(connection, agent, datetime.now(UTC)))


def told(app: App) -> set[str]:
    with app.database.read() as connection:
        return set(connection.scalars(select(notice.c.recipient)))


def test_a_mail_is_told_to_the_agents_who_are_left(app: App) -> None:
    ingest.run(app, drop(app))
    assert "tom@example.org" in told(app)
    app.database.write(lambda connection: connection.execute(notice.delete()))
    disable(app, "tom")
    ingest.run(app, drop(app, letter(subject="Another thing", Message_ID="<2@a.example>")))
    assert "tom@example.org" not in told(app)


def hand_in(app: App, number: int, body: str) -> None:
    """Tom logs in and writes to the ticket."""
    token = mint(number, app.policy.ring.locator)
    raw = letter("tom@example.org", f"Re: {token}", body, Message_ID=f"<{body[1:4]}@tom.example>")
    envelope = Envelope("tom@example.org", ("support@example.org",), Source.SMTP, login="tom")
    ingest.run(app, id_of(app.accept(envelope, raw)))


def status(app: App) -> str | None:
    with app.database.read() as connection:
        return connection.scalar(select(ticket.c.status))


def test_what_a_login_handed_in_counts_for_nothing_once_its_agent_is_disabled(app: App) -> None:
    ingest.run(app, drop(app))
    hand_in(app, 1001, "#resolve")
    assert status(app) == "resolved"
    app.database.write(lambda connection: connection.execute(ticket.update().values(status="open", closes=None)))
    disable(app, "tom")
    hand_in(app, 1001, "#close")
    hand_in(app, 1001, "#resolve it now")
    assert status(app) == "open"


def test_a_parked_mail_is_told_to_the_agents_who_are_left(app: App) -> None:
    disable(app, "tom")
    id = drop(app)

    def park(connection: Connection) -> int:
        return stubs.park(connection, id, "", logins.standing_policy(connection, app.policy), datetime.now(UTC))

    app.database.write(park)
    assert "tom@example.org" not in told(app)


def test_time_passes_for_the_agents_who_are_left(app: App) -> None:
    ingest.run(app, drop(app))
    past = datetime.now(UTC) - timedelta(hours=1)
    app.database.write(lambda connection: connection.execute(notice.delete()))
    resolved = ticket.update().values(status="resolved", resolved=past - timedelta(days=3), closes=past)
    app.database.write(lambda connection: connection.execute(resolved))
    disable(app, "tom")
    periodic.run(app, 0)
    with app.database.read() as connection:
        assert connection.scalar(select(ticket.c.status)) == "closed"
    assert "tom@example.org" not in told(app)
