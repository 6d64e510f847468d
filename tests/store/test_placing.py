"""Large mails and attachments in a store that machines share: there before their rows are, or deferred."""

import asyncio
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from gateway.mail.acceptance import Acceptance
from gateway.store.blobs import BLOBS, ObjectBlobs
from gateway.store.database import Database, Unavailable
from gateway.store.drafts import MEMORY
from gateway.store.objects import Objects, ObjectSettings, open_objects
from gateway.store.places import open_places
from gateway.store.placing import RAW, ROW_LIMIT
from gateway.store.schema import spool as rows
from gateway.store.segments import TornBody
from gateway.store.spool import Spool, SpoolSettings

from ..standins.s3 import KEY, SECRET, Bucket, Mood, s3
from .spooling import ENVELOPE, SIZES, UNAVAILABLE, id_of, stream

LARGE = (ROW_LIMIT + 1, MEMORY, MEMORY + 1, 3_000_000)


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    with s3() as bucket:
        yield bucket
        assert bucket.faults == []


@pytest.fixture
def objects(bucket: Bucket) -> Objects:
    keys = (lambda: KEY, lambda: SECRET)
    return open_objects(ObjectSettings("s3://house/mail", bucket.endpoint, "", "", 0.3, *keys))


@pytest.fixture
def spool(database: Database, objects: Objects, tmp_path: Path) -> Iterator[Spool]:
    opened = Spool(database, SpoolSettings(tmp_path / "spool", large=objects, placed=objects))
    yield opened
    opened.close()


def stored(database: Database) -> int:
    with database.read() as connection:
        return connection.scalar(select(func.count()).select_from(rows)) or 0


def test_large_mails_lie_in_the_store_and_small_ones_in_their_rows(
    spool: Spool, bucket: Bucket, database: Database, tmp_path: Path
) -> None:
    for size in SIZES:
        content = os.urandom(size)
        for id in (id_of(asyncio.run(stream(spool, content))), id_of(spool.accept(ENVELOPE, content))):
            assert spool.read(id).raw == content
    assert len(bucket.keys(f"mail/{RAW}")) == 2 * len(LARGE)
    assert list((tmp_path / "spool").iterdir()) == []
    with database.read() as connection:
        lying = connection.execute(select(rows.c.segment, rows.c.place, rows.c.body, rows.c.size)).all()
    for row in lying:
        assert (row.segment is None) == (row.size <= ROW_LIMIT) == (row.body is not None)
        assert row.place is None


@pytest.mark.parametrize("mood", [Mood.ERROR, Mood.SILENT, Mood.DEAF])
def test_a_store_in_trouble_defers_large_mails_takes_small_ones_and_recovers(
    spool: Spool, bucket: Bucket, database: Database, mood: Mood
) -> None:
    bucket.mood = mood

    async def arrive() -> list[Acceptance]:
        return list(await asyncio.gather(*(stream(spool, os.urandom(size)) for size in (*LARGE, 10))))

    begun = time.monotonic()
    *large, small = asyncio.run(arrive())
    assert time.monotonic() - begun < 10
    assert large == [UNAVAILABLE] * len(LARGE)
    id_of(small)
    assert stored(database) == 1
    bucket.mood = Mood.WELL
    content = os.urandom(LARGE[-1])
    assert spool.read(id_of(asyncio.run(stream(spool, content)))).raw == content


def test_a_mail_whose_store_does_not_answer_is_read_later_and_one_that_is_damaged_is_told(
    spool: Spool, bucket: Bucket
) -> None:
    content = os.urandom(100_000)
    id = id_of(spool.accept(ENVELOPE, content))
    for mood in (Mood.BUSY, Mood.TORN):
        bucket.mood = mood
        with pytest.raises(Unavailable):
            spool.read(id)
    bucket.mood = Mood.WELL
    assert spool.read(id).raw == content
    (key,) = bucket.keys()
    bucket.objects[key] = (content[:-1] + b"?", bucket.objects[key][1])
    with pytest.raises(TornBody):
        spool.read(id)
    del bucket.objects[key]
    with pytest.raises(TornBody):
        spool.read(id)


def test_a_client_that_goes_away_while_its_mail_is_put_there_leaves_no_row(
    spool: Spool, bucket: Bucket, database: Database
) -> None:
    bucket.mood = Mood.SILENT

    async def leave() -> None:
        draft = spool.begin()
        draft.write(os.urandom(LARGE[-1]))  # type: ignore[union-attr]
        task = asyncio.create_task(draft.commit(ENVELOPE))  # type: ignore[union-attr]
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        draft.discard()  # type: ignore[union-attr]

    asyncio.run(leave())
    bucket.mood = Mood.WELL
    id_of(spool.accept(ENVELOPE, b"x" * LARGE[-1]))
    assert stored(database) == 1


def test_the_database_fails_after_the_store_took_the_body(tmp_path: Path, bucket: Bucket, objects: Objects) -> None:
    """An object without a row is collected one day; a row without an object is never there."""
    database = Database(f"sqlite:///{tmp_path / 'none.db'}")  # has no tables
    spool = Spool(database, SpoolSettings(tmp_path / "spool", large=objects, placed=objects))
    assert spool.accept(ENVELOPE, b"x" * LARGE[0]) == UNAVAILABLE
    assert len(bucket.keys()) == 1
    spool.close()
    database.close()


def test_without_the_store_a_mail_that_lies_there_waits(spool: Spool, database: Database, tmp_path: Path) -> None:
    id = id_of(spool.accept(ENVELOPE, b"x" * LARGE[0]))
    homely = Spool(database, SpoolSettings(tmp_path / "other"))
    with pytest.raises(Unavailable):
        homely.read(id)
    homely.close()


def test_attachments_go_to_the_newest_place_and_are_found_in_all(
    database: Database, bucket: Bucket, tmp_path: Path
) -> None:
    share = tmp_path / "share"
    share.mkdir()
    keys = (lambda: KEY, lambda: SECRET)
    older = ObjectSettings("s3://house/mail", bucket.endpoint, "", "", 5.0, *keys)
    newer = ObjectSettings(f"file://{share}")
    at_home = open_places(database, tmp_path, None).blobs.save(b"at home")
    earlier = open_places(database, tmp_path, older).blobs.save(b"earlier")
    places = open_places(database, tmp_path, newer, older)
    now = places.blobs.save(b"now")
    assert [places.blobs.load(each) for each in (at_home, earlier, now)] == [b"at home", b"earlier", b"now"]
    assert places.shared is not None
    assert ObjectBlobs(places.shared, BLOBS).load(now) == b"now"
    with pytest.raises(LookupError):
        places.blobs.load(bytes(32))
    database.write(lambda connection: places.blobs.remove_within(connection, earlier))
    with pytest.raises(LookupError):
        places.blobs.load(earlier)
    back = open_places(database, tmp_path, None, newer)
    assert back.blobs.load(now) == b"now"
    assert bucket.keys("mail/blobs/") == []


def test_a_mail_that_is_taken_away_is_gone_from_every_place(
    spool: Spool, bucket: Bucket, objects: Objects, database: Database, tmp_path: Path
) -> None:
    id = id_of(spool.accept(ENVELOPE, b"x" * LARGE[0]))
    (key,) = bucket.keys()
    keys = (lambda: KEY, lambda: SECRET)
    places = open_places(
        database, tmp_path, None, ObjectSettings("s3://house/mail", bucket.endpoint, "", "", 1.0, *keys)
    )
    places.remove_mail(key.removeprefix("mail/"))
    assert bucket.keys() == []
    with pytest.raises(TornBody):
        spool.read(id)
