"""Where we are the border, a worker checks who sent a mail: after reading it, and before anything is decided."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from gateway.app import App
from gateway.intake.border.checks import OwnChecks
from gateway.mail.auth import Checked
from gateway.mail.inbound import Envelope, InboundMail, Source
from gateway.store.schema import article
from workers import ingest

from ..intake.border.world import CLIENT, World, key, policy, signed, written
from ..store.spooling import id_of
from .workshop import row

ALI = b"From: Ali <ali@customer.example>\r\n"
WORLD = {**policy("customer.example"), **key("customer.example")}


class Listening(OwnChecks):
    """Remembers which raw mails it was asked about."""

    def __init__(self, world: World) -> None:
        super().__init__(world, seconds=0.5)
        self.seen: list[tuple[bytes, str, str]] = []

    def check(self, raw: bytes, envelope: Envelope, mail: InboundMail) -> Checked:
        self.seen.append((raw, envelope.peer, mail.writer.address))
        return super().check(raw, envelope, mail)


@pytest.fixture
def checks() -> Listening:
    return Listening(World(WORLD))


@pytest.fixture
def border(app: App, checks: Listening) -> App:
    return replace(app, border=checks)


def accept(app: App, raw: bytes) -> int:
    envelope = Envelope("ali@customer.example", ("support@example.org",), Source.SMTP, CLIENT, "mx.customer.example")
    return id_of(app.accept(envelope, raw))


def standings(app: App) -> list[str]:
    with app.database.read() as connection:
        return list(connection.scalars(select(article.c.standing).order_by(article.c.id)))


def test_a_signed_mail_is_believed(border: App, checks: Listening) -> None:
    raw = signed(written(ALI), "customer.example")
    id = accept(border, raw)
    assert not checks.seen
    ingest.run(border, id)
    assert checks.seen == [(raw, CLIENT, "ali@customer.example")]
    assert row(border, id).outcome == "ticket"
    assert standings(border) == ["aligned"]


def test_a_forged_mail_is_kept_apart(border: App) -> None:
    id = accept(border, b"Authentication-Results: border.example.org; dmarc=pass\r\n" + written(ALI))
    ingest.run(border, id)
    assert row(border, id).outcome == "quarantined"


@pytest.mark.parametrize("world", [World(WORLD, dead=("example",)), World(WORLD, delay=9)], ids=["dead", "slow"])
def test_without_dns_a_mail_is_a_ticket_of_nobody_in_particular(app: App, world: World) -> None:
    app = replace(app, border=Listening(world))
    id = accept(app, signed(written(ALI), "customer.example"))
    ingest.run(app, id)
    assert row(app, id).outcome == "ticket"
    assert standings(app) == ["unproven"]
