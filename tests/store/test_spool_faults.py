"""The spool when something breaks: nothing is lost, nothing refused appears later, and it recovers by itself."""

import asyncio
import errno
import os
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.mail.acceptance import Acceptance, Accepted
from gateway.store.drafts import MEMORY
from gateway.store.expiring import DOUBT
from gateway.store.layout import ROW_LIMIT
from gateway.store.segments import Segment, TornBody
from gateway.store.spool import Spool
from gateway.store.spool_session import SpoolSession
from tests.store.spooling import ENVELOPE, FULL, UNAVAILABLE, id_of, open_spool, stream


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    database, spool = open_spool(tmp_path)
    yield spool
    spool.close()
    database.close()


def test_torn_bytes_are_told(spool: Spool, tmp_path: Path) -> None:
    id = id_of(spool.accept(ENVELOPE, b"x" * 500_000))
    (segment,) = (tmp_path / "spool").glob("*.segment")
    with open(segment, "r+b") as file:
        file.seek(1000)
        file.write(b"y")
    with pytest.raises(TornBody):
        spool.read(id)
    os.truncate(segment, 400_000)
    with pytest.raises(TornBody):
        spool.read(id)
    segment.unlink()
    with pytest.raises(TornBody):
        spool.read(id)


def test_a_locked_database_defers_in_time_and_the_mail_never_appears(tmp_path: Path) -> None:
    """T-RFC-1, T-DB-2."""
    database, spool = open_spool(tmp_path, patience=0.8)
    spool.accept(ENVELOPE, b"before")
    blocker = sqlite3.connect(tmp_path / "postroom.db", isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    assert asyncio.run(stream(spool, b"refused")) == UNAVAILABLE
    assert spool.accept(ENVELOPE, b"refused" * 100_000) == UNAVAILABLE
    assert time.monotonic() - started < 5
    blocker.execute("ROLLBACK")
    blocker.close()
    after = id_of(spool.accept(ENVELOPE, b"after"))
    time.sleep(0.3)
    assert [spool.read(id).raw for id in range(1, after + 1)] == [b"before", b"after"]
    spool.close()
    database.close()


def test_a_database_that_is_gone_defers_and_comes_back(tmp_path: Path) -> None:
    database, spool = open_spool(tmp_path)
    assert id_of(spool.accept(ENVELOPE, b"one")) == 1
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    for file in tmp_path.glob("postroom.db*"):
        file.rename(hidden / file.name)
    started = time.monotonic()
    assert spool.accept(ENVELOPE, b"refused") == UNAVAILABLE
    assert asyncio.run(stream(spool, b"refused")) == UNAVAILABLE
    assert time.monotonic() - started < 5
    assert not (tmp_path / "postroom.db").exists()
    for file in hidden.iterdir():
        file.rename(tmp_path / file.name)
    assert id_of(spool.accept(ENVELOPE, b"two")) == 2
    spool.close()
    database.close()


def test_a_missing_table_is_temporary(tmp_path: Path) -> None:
    database, spool = open_spool(tmp_path)
    with sqlite3.connect(tmp_path / "postroom.db") as connection:
        connection.execute("ALTER TABLE mail RENAME TO gone")
    assert spool.accept(ENVELOPE, b"refused") == UNAVAILABLE
    with sqlite3.connect(tmp_path / "postroom.db") as other:
        other.execute("ALTER TABLE gone RENAME TO mail")
    connection.close()
    other.close()
    assert id_of(spool.accept(ENVELOPE, b"x")) == 1
    spool.close()
    database.close()


def test_little_room_defers_before_the_body_comes(tmp_path: Path) -> None:
    room = [10_000_000]
    database, spool = open_spool(tmp_path, max_size=1_000_000, measure=lambda folder: room[0])
    assert isinstance(spool.accept(ENVELOPE, b"x"), Accepted)
    room[0] = 1_999_999
    time.sleep(1.05)
    assert spool.begin() == FULL
    room[0] = 2_000_000
    time.sleep(1.05)
    assert isinstance(spool.accept(ENVELOPE, b"x"), Accepted)
    spool.close()
    database.close()


class FullSegment(Segment):
    """Writes to it find no room, or its sync fails."""

    error = errno.ENOSPC

    def write(self, piece: bytes) -> None:
        self.sound = False
        raise OSError(self.error, os.strerror(self.error))


class UnsyncedSegment(Segment):
    def sync(self) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))


@pytest.mark.parametrize("size", [ROW_LIMIT + 1, MEMORY + 1])
def test_a_full_disk_under_a_segment_is_told_apart(spool: Spool, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("gateway.store.segments.Segment", FullSegment)
        assert spool.accept(ENVELOPE, b"x" * size) == FULL
    assert isinstance(spool.accept(ENVELOPE, b"x" * size), Accepted)


@pytest.mark.parametrize("size", [ROW_LIMIT + 1, MEMORY + 1])
def test_after_a_failed_sync_the_segment_is_abandoned(
    spool: Spool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, size: int
) -> None:
    """T-FSYNC-3: never sync again and say 250."""
    with monkeypatch.context() as patch:
        patch.setattr("gateway.store.segments.Segment", UnsyncedSegment)
        assert spool.accept(ENVELOPE, b"x" * size) == UNAVAILABLE
    (bad,) = (tmp_path / "spool").glob("*.segment")
    id = id_of(spool.accept(ENVELOPE, b"y" * size))
    assert spool.read(id).raw == b"y" * size
    assert len(list((tmp_path / "spool").glob("*.segment"))) == 2
    assert b"y" not in bad.read_bytes()[:1]


def test_one_bad_segment_does_not_defer_the_mails_beside_it(spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    async def together() -> list[Acceptance]:
        return await asyncio.gather(*(stream(spool, b"x" * size) for size in (5, 100_000, 5)))

    with monkeypatch.context() as patch:
        patch.setattr("gateway.store.segments.Segment", UnsyncedSegment)
        small, large, last = asyncio.run(together())
    assert (isinstance(small, Accepted), large, isinstance(last, Accepted)) == (True, UNAVAILABLE, True)


def test_a_really_full_file_system_defers_and_recovers(tmp_path: Path) -> None:
    """T-DISK-1."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "none", str(folder)], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("mounting a tmpfs is not allowed here")
    try:
        database, spool = open_spool(folder, max_size=1, measure=lambda folder: 10**12)
        answers = [spool.accept(ENVELOPE, os.urandom(20_000)) for _ in range(200)]
        kept = [answer.id for answer in answers if isinstance(answer, Accepted)]
        assert FULL in answers
        assert UNAVAILABLE not in answers
        assert spool.accept(ENVELOPE, b"x" * 2_900_000) == FULL
        subprocess.run(["mount", "-o", "remount,size=30m", str(folder)], check=True)
        kept.append(id_of(spool.accept(ENVELOPE, b"x" * 2_900_000)))
        assert all(len(spool.read(id).raw) in (20_000, 2_900_000) for id in kept)
        spool.close()
        database.close()
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_client_that_leaves_takes_its_waiting_mail_along(tmp_path: Path) -> None:
    database, spool = open_spool(tmp_path)
    blocker = sqlite3.connect(tmp_path / "postroom.db", isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")

    async def leave() -> None:
        task = asyncio.create_task(stream(spool, b"withdrawn"))
        await asyncio.sleep(0.2)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(leave())
    blocker.execute("ROLLBACK")
    blocker.close()
    assert spool.read(id_of(spool.accept(ENVELOPE, b"x"))).raw == b"x"
    spool.close()
    database.close()
    assert spool.commits == 1


@pytest.fixture
def held_up(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """No commit ends before it is set."""
    go, commit = threading.Event(), SpoolSession.commit

    def wait_and_commit(session: SpoolSession) -> None:
        go.wait(20)
        commit(session)

    monkeypatch.setattr(SpoolSession, "commit", wait_and_commit)
    return go


def test_a_mail_whose_commit_does_not_end_is_deferred_in_time_and_may_be_there(
    tmp_path: Path, held_up: threading.Event
) -> None:
    database, spool = open_spool(tmp_path, patience=0.3)
    large = b"doubtful" * 50_000
    started = time.monotonic()
    assert asyncio.run(stream(spool, large)) == UNAVAILABLE
    assert 0.3 + DOUBT <= time.monotonic() - started < 5
    assert asyncio.run(stream(spool, b"behind it")) == UNAVAILABLE
    held_up.set()
    again = id_of(spool.accept(ENVELOPE, large))
    assert [spool.read(id).raw for id in range(1, again + 1)] == [large, large]
    spool.close()
    database.close()


def test_a_commit_that_ends_soon_after_the_deadline_is_waited_for(tmp_path: Path, held_up: threading.Event) -> None:
    database, spool = open_spool(tmp_path, patience=0.3)

    async def committed() -> Acceptance:
        asyncio.get_running_loop().call_later(0.3 + DOUBT / 4, held_up.set)
        return await stream(spool, b"just in time")

    assert spool.read(id_of(asyncio.run(committed()))).raw == b"just in time"
    spool.close()
    database.close()
