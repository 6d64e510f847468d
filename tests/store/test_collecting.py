"""What nothing refers to goes after a day; what is wanted stays, whatever happens at that very moment."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, select, update

from gateway.store.blobs import ASIDE, BLOBS, Blobs, ObjectBlobs, open_blobs
from gateway.store.collecting import collect
from gateway.store.database import Database, Unavailable
from gateway.store.migrate import migrate
from gateway.store.objects import FolderObjects, Objects, ObjectSettings, open_objects
from gateway.store.orphaned import House, Kind, house_of, orphans
from gateway.store.placing import RAW
from gateway.store.schema import attachment, blob, mail, spool
from gateway.store.spool import Spool, SpoolSettings

from ..standins.s3 import KEY, SECRET, Bucket, Mood, s3
from .sorting import Sorting, letter
from .spooling import ENVELOPE, id_of

NOW = datetime.now(UTC)
# How the names of what is saved here begin; all 256 slices take a second on PostgreSQL.
PARTS = sorted(
    {hashlib.sha256(content).hexdigest()[:2] for content in (b"used", b"unused", b"again", b"x")} | {"ab", "00"}
)
DAY = timedelta(days=1, hours=1)  # NOW may be many minutes ago when a test has its turn


def use(database: Database, digest: bytes, position: int = 0) -> None:
    """An article refers to it from now on."""
    described = {"name": "a", "type": "b", "size": 1, "inline": False, "content_id": ""}
    row = {"article": 1, "position": position, "sha256": digest, **described}
    database.write(lambda connection: connection.execute(attachment.insert(), [row]))


@pytest.fixture
def ticket(database: Database, tmp_path: Path) -> Iterator[Sorting]:
    sorting = Sorting(database, tmp_path / "sorted")
    sorting.sort(letter())
    yield sorting
    sorting.close()


@pytest.fixture
def share(tmp_path: Path) -> Objects:
    (tmp_path / "share").mkdir()
    return FolderObjects(tmp_path / "share")


def age(folder: Path, span: timedelta = DAY) -> None:
    at = (NOW - span).timestamp()
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, (at, at))


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_young_object_stays_and_an_old_one_goes_in_two_steps(
    database: Database, ticket: Sorting, share: Objects, tmp_path: Path
) -> None:
    blobs = ObjectBlobs(share, BLOBS)
    used, unused = blobs.save(b"used"), blobs.save(b"unused")
    use(database, used)
    share.put(f"{RAW}ab/{'0' * 38}", b"nobody's")
    share.put("photos/ab/mine.jpg", b"a stranger's")
    share.put(f"{RAW}ab/mine.jpg", b"a stranger's, too")
    house = house_of(database, tmp_path, share)
    assert collect(house, NOW, PARTS).aside == 0
    age(tmp_path / "share")
    found = list(orphans(house, NOW, PARTS))
    assert sorted(each.key for each in found) == sorted([blobs.key(unused), f"{RAW}ab/{'0' * 38}"])
    assert {each.kind for each in found} == {Kind.OBJECT}
    assert collect(house, NOW, PARTS).aside == 2
    assert blobs.load(unused) == b"unused"  # still found
    assert collect(house, NOW, PARTS).removed == 0
    done = collect(house, NOW + DAY, PARTS)
    assert (done.removed, done.back) == (2, 0)
    assert len(files(tmp_path / "share")) == 3
    assert blobs.load(used) == b"used"


def test_what_is_wanted_again_just_when_it_is_set_aside_comes_back(
    database: Database, ticket: Sorting, share: Objects, tmp_path: Path
) -> None:
    blobs = ObjectBlobs(share, BLOBS)
    digest = blobs.save(b"again")
    house = house_of(database, tmp_path, share)
    age(tmp_path / "share")
    collect(house, NOW, PARTS)  # somebody saved it just before, and found it there
    use(database, digest)
    assert blobs.load(digest) == b"again"
    done = collect(house, NOW + DAY, PARTS)
    assert (done.removed, done.back) == (0, 1)
    assert files(tmp_path / "share") == [blobs.key(digest)]


def test_a_large_mail_is_read_while_it_is_set_aside(database: Database, share: Objects, tmp_path: Path) -> None:
    spooled = Spool(database, SpoolSettings(tmp_path / "spool", large=share, placed=share))
    id = id_of(spooled.accept(ENVELOPE, b"x" * 50_000))
    with database.read() as connection:
        key = connection.scalar(select(spool.c.segment))
    share.move(str(key), ASIDE + str(key))
    assert spooled.read(id).raw == b"x" * 50_000
    age(tmp_path / "share")
    assert collect(house_of(database, tmp_path, share), NOW, [str(key)[len(RAW) :][:2]]).back == 1
    spooled.close()


def test_what_a_dead_writer_left_half_written_goes(database: Database, share: Objects, tmp_path: Path) -> None:
    blobs = ObjectBlobs(share, BLOBS)
    name = tmp_path / "share" / f"{blobs.key(bytes(32))}.0123456789ab.new"
    name.parent.mkdir(parents=True)
    name.write_bytes(b"half")
    house = house_of(database, tmp_path, share)
    assert collect(house, NOW, PARTS).removed == 0
    age(tmp_path / "share")
    assert collect(house, NOW, PARTS).removed == 1
    assert files(tmp_path / "share") == []


def test_attachments_at_home_are_collected_as_well(database: Database, ticket: Sorting, tmp_path: Path) -> None:
    blobs: Blobs = open_blobs(database, tmp_path / "blobs")
    used, unused = blobs.save(b"used"), blobs.save(b"unused")
    use(database, used)
    house = house_of(database, tmp_path, None)
    assert list(orphans(house, NOW, PARTS)) == []
    age(tmp_path / "blobs")
    database.write(lambda connection: connection.execute(update(blob).values(saved=NOW - DAY)))
    collect(house, NOW, PARTS)
    collect(house, NOW + DAY, PARTS)
    assert blobs.load(used) == b"used"
    with pytest.raises(LookupError):
        blobs.load(unused)


def test_a_content_that_an_older_version_wrote_gets_its_day_first(database: Database, tmp_path: Path) -> None:
    if database.sqlite:
        return
    blobs = open_blobs(database, tmp_path / "blobs")
    digest = blobs.save(b"x")
    database.write(lambda connection: connection.execute(update(blob).values(saved=None)))
    house = house_of(database, tmp_path, None)
    assert collect(house, NOW, PARTS).removed == 0
    assert blobs.load(digest) == b"x"
    assert blobs.save(b"x") == digest
    assert collect(house, NOW + DAY, PARTS).removed == 1


@dataclass
class Small:
    spool: Spool
    house: House
    folder: Path


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    migrate(database)
    spooled = Spool(database, SpoolSettings(tmp_path / "spool"))
    yield Small(spooled, house_of(database, tmp_path, None), tmp_path / "spool")
    spooled.close()
    database.close()


def test_a_segment_goes_when_no_mail_is_in_it_and_no_writer_has_it(small: Small) -> None:
    database = small.house.database
    ids = [id_of(small.spool.accept(ENVELOPE, b"x" * size)) for size in (50_000, 60_000)]
    assert len(files(small.folder)) == 1
    age(small.folder)
    assert collect(small.house, NOW).removed == 0
    forget(database, ids[:1])
    assert collect(small.house, NOW).removed == 0
    assert small.spool.read(ids[1]).raw == b"x" * 60_000
    forget(database, ids[1:])
    assert [each.kind for each in orphans(small.house, NOW)] == [Kind.SEGMENT]
    assert collect(small.house, NOW).removed == 0  # the spool keeps it open, and the next mail goes there
    late = id_of(small.spool.accept(ENVELOPE, b"y" * 50_000))
    assert small.spool.read(late).raw == b"y" * 50_000
    forget(database, [late])
    small.spool.close()
    age(small.folder)
    assert collect(small.house, NOW).removed == 1
    assert files(small.folder) == []


def forget(database: Database, ids: list[int]) -> None:
    def erase(connection: Connection) -> None:
        connection.execute(delete(mail).where(mail.c.id.in_(ids)))
        connection.execute(delete(spool).where(spool.c.id.in_(ids)))

    database.write(erase)


def test_in_a_bucket_and_one_that_does_not_answer(database: Database, ticket: Sorting, tmp_path: Path) -> None:
    with s3() as bucket:
        objects = bucket_objects(bucket)
        blobs = ObjectBlobs(objects, BLOBS)
        kept = [blobs.save(bytes([number])) for number in range(3)]
        for position, digest in enumerate(kept[:2]):
            use(database, digest, position)
        house = house_of(database, tmp_path, objects)
        slices = [digest.hex()[:2] for digest in kept]
        assert collect(house, NOW, slices).aside == 0
        bucket.age("", NOW - DAY)
        bucket.mood = Mood.ERROR
        with pytest.raises(Unavailable):
            collect(house, NOW, slices)
        bucket.mood = Mood.WELL
        assert collect(house, NOW, slices).aside == 1
        assert collect(house, NOW + DAY, slices).removed == 1
        assert bucket.keys() == sorted("mail/" + blobs.key(digest) for digest in kept[:2])


def bucket_objects(bucket: Bucket) -> Objects:
    keys = (lambda: KEY, lambda: SECRET)
    return open_objects(ObjectSettings("s3://house/mail", bucket.endpoint, "", "", 1.0, *keys))
