"""The spool on a real database file: round trips, numbering and group commit."""

import asyncio
import logging
import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.intake.acceptor import Acceptor
from gateway.mail.acceptance import Acceptance, Deferred
from gateway.mail.inbound import Envelope, Source
from gateway.store.spool import Spool
from tests.store.spooling import ENVELOPE, SIZES, id_of, open_spool, stream


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    database, spool = open_spool(tmp_path)
    yield spool
    spool.close()
    database.close()


def conforms(spool: Spool) -> Acceptor:
    return spool


def test_what_goes_in_comes_out(spool: Spool) -> None:
    for size in SIZES:
        content = os.urandom(size)
        for acceptance in (spool.accept(ENVELOPE, content, silent=True), asyncio.run(stream(spool, content))):
            mail = spool.read(id_of(acceptance))
            assert (mail.raw, mail.envelope) == (content, ENVELOPE)
    assert spool.read(1).silent
    assert not spool.read(2).silent
    with pytest.raises(LookupError):
        spool.read(99)


def test_each_mail_that_is_accepted_is_a_line_of_the_log(spool: Spool, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        for content in (b"x" * 100, b"y" * 70_000):
            spool.accept(ENVELOPE, content)
        spool.close()  # the line is written after the answer
    said = [record.getMessage() for record in caplog.records if record.name == "postroom.mail"]
    assert said == ["received spool=1 source=smtp size=100", "received spool=2 source=smtp size=70000"]


def test_odd_envelopes_are_stored_too(spool: Spool) -> None:
    odd = Envelope("", (), Source.FILE, "caf\udce9.eml", "a\0b\nc")
    mail = spool.read(id_of(spool.accept(odd, b"x")))
    assert mail.envelope == Envelope("", (), Source.FILE, "caf?.eml", "a b c")


def test_many_mails_share_a_commit(spool: Spool) -> None:
    async def fifty() -> list[Acceptance]:
        return await asyncio.gather(*(stream(spool, b"x" * 100 * number) for number in range(50)))

    ids = [id_of(acceptance) for acceptance in asyncio.run(fifty())]
    assert sorted(ids) == list(range(1, 51))
    assert spool.commits <= 15


def test_every_row_has_its_waiting_row(spool: Spool, tmp_path: Path) -> None:
    for _ in range(3):
        spool.accept(ENVELOPE, b"x")
    with sqlite3.connect(tmp_path / "postroom.db") as connection:
        rows = connection.execute(
            "SELECT mail.id, outcome, due = accepted, attempts, reason, parked FROM mail JOIN spool USING (id)"
        ).fetchall()
    connection.close()
    assert rows == [(id, "waiting", 1, 0, "", 0) for id in (1, 2, 3)]


def test_two_processes_number_without_collision(spool: Spool, tmp_path: Path) -> None:
    database, other = open_spool(tmp_path)
    ids: list[int] = []

    def send(which: Spool) -> None:
        ids.extend(id_of(which.accept(ENVELOPE, b"x")) for _ in range(40))

    threads = [threading.Thread(target=send, args=(which,)) for which in (spool, other, spool, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    database.close()
    assert sorted(ids) == list(range(1, 161))


def test_large_bodies_that_arrive_together_do_not_mix(spool: Spool) -> None:
    contents = [os.urandom(400_000 + number) for number in range(6)]

    async def together() -> list[Acceptance]:
        return await asyncio.gather(*(stream(spool, content, 9_000) for content in contents))

    for content, acceptance in zip(contents, asyncio.run(together()), strict=True):
        assert spool.read(id_of(acceptance)).raw == content


def test_a_discarded_body_gives_its_room_back(spool: Spool, tmp_path: Path) -> None:
    draft = spool.begin()
    assert not isinstance(draft, Deferred)
    draft.write(b"x" * 500_000)
    draft.digest()  # it is known once all bytes are written
    (segment,) = (tmp_path / "spool").glob("*.segment")
    assert segment.stat().st_size == 500_000
    draft.discard()
    draft.discard()
    assert segment.stat().st_size == 0
    assert spool.read(id_of(spool.accept(ENVELOPE, b"y" * 600_000))).raw == b"y" * 600_000
    assert len(list((tmp_path / "spool").glob("*.segment"))) == 1
