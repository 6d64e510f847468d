"""Bytes move from the database to a folder, to a bucket and home again; stopped anywhere, nothing is lost."""

import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from gateway.store import relocating
from gateway.store.database import Database, Unavailable
from gateway.store.objects import FolderObjects, ObjectSettings
from gateway.store.places import open_places
from gateway.store.placing import ROW_LIMIT
from gateway.store.relocating import Relocation, Step
from gateway.store.schema import attachment, spool
from gateway.store.spool import Spool, SpoolSettings

from ..standins.s3 import KEY, SECRET, Bucket, Mood, s3
from .sorting import Sorting, letter
from .spooling import ENVELOPE, id_of

BODIES = [os.urandom(size) for size in (10, ROW_LIMIT, ROW_LIMIT + 1, 50_000, 400_000)]
FILES = [os.urandom(size) for size in (0, 20, 70_000)]


class House:
    """A database with mails and attachments, whose configuration changes."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder = database, folder
        self.places = open_places(database, folder, None)
        self.mails: dict[int, bytes] = {}

    def configure(self, new: ObjectSettings | None, earlier: ObjectSettings | None = None) -> "House":
        self.places = open_places(self.database, self.folder, new, earlier)
        return self

    def spool(self) -> Spool:
        places = self.places
        settings = SpoolSettings(self.folder / "spool", large=places.shared, placed=places.placed)
        return Spool(self.database, settings)

    def receive(self) -> None:
        spooled = self.spool()
        self.mails |= {id_of(spooled.accept(ENVELOPE, body)): body for body in BODIES}
        spooled.close()

    def fill(self) -> None:
        self.receive()
        named = {"name": "a", "type": "b", "size": 1, "inline": False, "content_id": ""}
        rows = [
            {"article": 1, "position": place, "sha256": self.places.blobs.save(file), **named}
            for place, file in enumerate((*FILES, FILES[-1]))
        ]
        self.database.write(lambda connection: connection.execute(attachment.insert(), rows))

    def check(self) -> None:
        """All is there, by the present configuration."""
        spooled = self.spool()
        for id, body in self.mails.items():
            assert spooled.read(id).raw == body
        spooled.close()
        for file in FILES:
            assert self.places.blobs.load(hashlib.sha256(file).digest()) == file

    def move(self) -> tuple[Counter[Step], Counter[Step]]:
        this = self.relocation
        return Counter(relocating.mails(this)), Counter(relocating.attachments(this))

    @property
    def relocation(self) -> Relocation:
        return Relocation(self.database, self.folder / "spool", self.places)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    sorting = Sorting(database, tmp_path / "spool")
    sorting.sort(letter())
    sorting.close()
    built = House(database, tmp_path)
    built.fill()
    return built


@pytest.fixture
def share(tmp_path: Path) -> ObjectSettings:
    (tmp_path / "share").mkdir()
    return ObjectSettings(f"file://{tmp_path}/share")


@pytest.fixture(scope="module")
def bucket() -> Iterator[Bucket]:
    with s3() as bucket:
        yield bucket


@pytest.fixture
def cloud(bucket: Bucket) -> ObjectSettings:
    bucket.objects.clear()
    bucket.mood = Mood.WELL
    return ObjectSettings("s3://house/mail", bucket.endpoint, "", "", 1.0, lambda: KEY, lambda: SECRET)


LARGE = sum(len(body) > ROW_LIMIT for body in BODIES)


def test_from_home_to_a_folder_to_a_bucket_and_home_again(
    house: House, share: ObjectSettings, cloud: ObjectSettings, bucket: Bucket
) -> None:
    house.configure(share).check()  # before anything moved
    mails, files = house.move()
    assert (mails[Step.MOVED], files[Step.MOVED]) == (LARGE, len(FILES))
    house.check()
    assert house.move()[0][Step.MOVED] == 0
    house.configure(cloud, share).check()
    mails, files = house.move()
    assert (mails[Step.MOVED], files[Step.MOVED]) == (LARGE, len(FILES))
    house.configure(cloud).check()
    assert list(FolderObjects(house.folder / "share").list("")) == []
    house.configure(None, cloud).check()
    assert relocating.count(house.relocation) == (LARGE, len(FILES))
    mails, files = house.move()
    assert (mails[Step.MOVED], files[Step.MOVED]) == (LARGE, len(FILES))
    house.configure(None).check()
    assert bucket.keys() == []


def test_stopped_after_each_step_and_begun_again_it_comes_to_its_end(house: House, share: ObjectSettings) -> None:
    house.configure(share)
    done: Counter[Step] = Counter()
    for _ in range(LARGE):
        running = relocating.mails(house.relocation)
        done[next(running)] += 1
        running.close()
        house.check()
    assert done == {Step.MOVED: LARGE}
    for _ in FILES:
        steps = relocating.attachments(house.relocation)
        assert next(step for step in steps if step is not Step.THERE) is Step.MOVED
        steps.close()
        house.check()
    assert Step.MOVED not in house.move()[1]


def test_a_place_that_fails_in_the_middle_loses_nothing(
    house: House, cloud: ObjectSettings, bucket: Bucket, share: ObjectSettings
) -> None:
    house.configure(cloud)
    assert next(relocating.mails(house.relocation)) is Step.MOVED
    for mood in (Mood.ERROR, Mood.DEAF, Mood.TORN):
        bucket.mood = mood
        for steps in (relocating.mails, relocating.attachments):
            with pytest.raises(Unavailable):
                list(steps(house.relocation))
    bucket.mood = Mood.WELL
    house.check()
    house.move()
    house.check()


def test_what_is_damaged_is_told_and_stays_where_it_lies(house: House, share: ObjectSettings) -> None:
    spoilt = max(house.mails)
    house.database.write(lambda c: c.execute(update(spool).where(spool.c.id == spoilt).values(sha256=bytes(32))))
    house.database.write(
        lambda c: c.execute(update(attachment).where(attachment.c.position == 0).values(sha256=bytes(32)))
    )
    mails, files = house.configure(share).move()
    assert (mails[Step.DAMAGED], mails[Step.MOVED]) == (1, LARGE - 1)
    assert files[Step.DAMAGED] == 1
    with house.database.read() as connection:
        row = connection.execute(select(spool.c.segment, spool.c.body).where(spool.c.id == spoilt)).one()
    assert not str(row.segment or "").startswith("raw/")


def test_a_mail_that_comes_in_meanwhile_is_left_alone(house: House, share: ObjectSettings) -> None:
    steps = relocating.mails(house.configure(share).relocation)
    assert next(steps) is Step.MOVED
    house.receive()  # by the new configuration: into the share at once
    assert set(steps) <= {Step.MOVED, Step.THERE}
    house.check()
