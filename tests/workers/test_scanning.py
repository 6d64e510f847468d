"""The virus scanner between reading and deciding: whatever it does, the mail becomes a ticket and keeps its files."""

from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select

from gateway.app import App, make_scanner
from gateway.config import ClamAv, Config
from gateway.configured import make_policy
from gateway.intake import clamav
from gateway.store.schema import attachment
from workers import deliver, ingest

from ..intake.clamd import EICAR, NO_CLAMD, REAL, VIRUS, FakeClamd, fake_clamd, real_clamd
from .workshop import ScriptedRelay, drop, letter, row


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeClamd]:
    monkeypatch.setattr(clamav, "PAUSE", 0.01)
    monkeypatch.setattr(clamav, "PING", 0.1)
    with fake_clamd(tmp_path / "clamd.sock") as playing:
        yield playing


def scanning(app: App, place: str, required: bool = False) -> App:
    table = ClamAv(socket=place, timeout=1, required=required)
    config: Config = app.config.model_copy(update={"clamav": table})
    return replace(app, config=config, policy=make_policy(config), scanner=make_scanner(config))


def with_files(*contents: bytes) -> bytes:
    """From a customer whom nothing proves."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "ali@customer.example", "support@example.org", "Files"
    mail["Message-ID"] = "<files@customer.example>"
    mail.set_content("Here they are.")
    for number, content in enumerate(contents):
        mail.add_attachment(content, "application", "octet-stream", filename=f"file-{number}.bin")
    return bytes(mail)


def stored(app: App) -> list[tuple[str, str]]:
    with app.database.read() as connection:
        query = select(attachment.c.name, attachment.c.withheld).order_by(attachment.c.position)
        return [(found.name, found.withheld) for found in connection.execute(query)]


def test_a_virus_is_withheld_and_the_rest_goes_along(app: App, fake: FakeClamd, relay: ScriptedRelay) -> None:
    app = scanning(app, fake.place)
    id = drop(app, with_files(b"harmless", EICAR))
    notices = ingest.run(app, id)
    assert row(app, id).outcome == "ticket"
    assert stored(app) == [("file-0.bin", ""), ("file-1.bin", f"virus {VIRUS}")]
    assert len(notices) == 1, "the agent hears of it; whoever it claims to be from does not"
    for notice in notices:
        deliver.run(app, notice)
    (sent,) = relay.got
    assert b"file-0.bin" in sent
    assert VIRUS.encode() in sent
    assert EICAR[:20] not in sent
    with app.database.read() as connection:
        digest = connection.scalar(select(attachment.c.sha256).where(attachment.c.position == 1))
    assert digest is not None
    assert app.blobs.load(digest) == EICAR, "it is kept"


@pytest.mark.parametrize(("required", "withheld"), [(False, ""), (True, "not scanned")])
@pytest.mark.parametrize("silent", [True, False])
def test_without_a_verdict_there_is_a_ticket_all_the_same(
    app: App, fake: FakeClamd, required: bool, withheld: str, silent: bool
) -> None:
    fake.say = [None if silent else b""] * 20
    app = scanning(app, fake.place, required)
    id = drop(app, with_files(b"harmless"))
    assert len(ingest.run(app, id)) == 2
    assert row(app, id).outcome == "ticket"
    assert (row(app, id).attempts, row(app, id).failures) == (1, 0)
    assert stored(app) == [("file-0.bin", withheld)]


def test_a_scanner_that_is_not_there_stops_nothing(app: App, tmp_path: Path) -> None:
    app = scanning(app, str(tmp_path / "nobody.sock"))
    assert ingest.run(app, drop(app, letter())) != ()
    assert ingest.run(app, drop(app, with_files(EICAR))) != ()
    assert stored(app) == [("file-0.bin", "")]


def test_by_default_nothing_is_scanned(app: App) -> None:
    ingest.run(app, drop(app, with_files(EICAR)))
    assert stored(app) == [("file-0.bin", "")]


@pytest.mark.skipif(not REAL, reason=NO_CLAMD)
def test_with_a_real_clamd(app: App, tmp_path: Path) -> None:
    (tmp_path / "clamd").mkdir()
    with real_clamd(tmp_path / "clamd") as place:
        app = scanning(app, place, required=True)
        ingest.run(app, drop(app, with_files(EICAR, b"harmless", bytes(200_000))))
    assert stored(app) == [
        ("file-0.bin", f"virus {VIRUS}.UNOFFICIAL"),
        ("file-1.bin", ""),
        ("file-2.bin", "not scanned"),
    ]
