"""Places for bytes that machines share: what is put is found; what does not answer is out of reach, never empty."""

import hashlib
import io
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gateway.store.database import Unavailable
from gateway.store.objects import Earlier, Objects, ObjectSettings, open_objects

from ..standins.s3 import KEY, SECRET, Bucket, Mood, s3


def opened(bucket: Bucket, timeout: float = 5.0) -> Objects:
    keys = (lambda: KEY, lambda: SECRET)
    return open_objects(ObjectSettings("s3://house/mail", bucket.endpoint, "here", "", timeout, *keys))


@pytest.fixture(scope="module")
def shared_bucket() -> Iterator[Bucket]:
    with s3() as bucket:
        yield bucket


@pytest.fixture
def bucket(shared_bucket: Bucket) -> Iterator[Bucket]:
    shared_bucket.mood = Mood.WELL
    shared_bucket.objects.clear()
    yield shared_bucket
    assert shared_bucket.faults == []


@pytest.fixture(params=["folder", "bucket"])
def objects(request: pytest.FixtureRequest, tmp_path: Path) -> Objects:
    if request.param == "folder":
        (tmp_path / "share").mkdir()
        return open_objects(ObjectSettings(f"file://{tmp_path}/share"))
    return opened(request.getfixturevalue("bucket"))


def test_what_is_put_comes_out_small_and_large_from_memory_and_from_a_file(objects: Objects) -> None:
    for number, size in enumerate((0, 1, 100_000, 9_000_000)):
        content = os.urandom(size)
        objects.put(f"raw/a{number}/x", content)
        assert objects.get(f"raw/a{number}/x") == content
        objects.put(f"raw/b{number}/y", io.BytesIO(content))
        assert hashlib.sha256(objects.get(f"raw/b{number}/y")).digest() == hashlib.sha256(content).digest()
        found = objects.find(f"raw/a{number}/x")
        assert found is not None
        assert (found.key, found.size) == (f"raw/a{number}/x", size)
        assert abs(found.at.timestamp() - time.time()) < 60


def test_what_is_not_there_is_a_lookup_error_and_removing_it_is_none(objects: Objects) -> None:
    with pytest.raises(LookupError):
        objects.get("raw/aa/none")
    with pytest.raises(LookupError):
        objects.move("raw/aa/none", "aside/none")
    assert objects.find("raw/aa/none") is None
    objects.remove("raw/aa/none")
    assert list(objects.list("raw/")) == []


def test_a_list_has_all_below_its_prefix_and_nothing_else(objects: Objects) -> None:
    for key in ("raw/aa/1", "raw/aa/2", "raw/aa/3", "raw/ab/4", "rawer/5"):
        objects.put(key, key.encode())
    assert sorted(found.key for found in objects.list("raw/aa/")) == ["raw/aa/1", "raw/aa/2", "raw/aa/3"]
    assert len(list(objects.list("raw/"))) == 4
    objects.move("raw/aa/1", "aside/raw/aa/1")
    objects.remove("raw/aa/2")
    assert [found.key for found in objects.list("raw/aa/")] == ["raw/aa/3"]
    assert objects.get("aside/raw/aa/1") == b"raw/aa/1"


@pytest.mark.parametrize("mood", [Mood.ERROR, Mood.BUSY, Mood.SILENT, Mood.FORBIDDEN, Mood.DEAF])
def test_a_store_in_trouble_is_out_of_reach_in_time_whatever_is_asked(bucket: Bucket, mood: Mood) -> None:
    objects = opened(bucket, timeout=0.25)
    objects.put("raw/aa/1", b"there")
    bucket.mood = mood
    acts: tuple[Callable[[], object], ...] = (
        lambda: objects.put("raw/aa/2", b"x" * 50_000),
        lambda: objects.get("raw/aa/1"),
        lambda: objects.find("raw/aa/1"),
        lambda: objects.move("raw/aa/1", "aside/1"),
        lambda: list(objects.list("raw/")),
    )
    for act in acts:
        begun = time.monotonic()
        with pytest.raises(Unavailable) as caught:
            act()
        assert time.monotonic() - begun < 8
        assert "secret" not in str(caught.value)


def test_half_an_object_is_none(bucket: Bucket) -> None:
    objects = opened(bucket, timeout=1)
    objects.put("raw/aa/1", os.urandom(300_000))
    bucket.mood = Mood.TORN
    with pytest.raises(Unavailable):
        objects.get("raw/aa/1")


def test_nobody_there_is_out_of_reach(bucket: Bucket) -> None:
    objects = open_objects(ObjectSettings("s3://house", "http://127.0.0.1:9", "", "", 1.0, lambda: KEY, lambda: SECRET))
    with pytest.raises(Unavailable):
        objects.put("raw/aa/1", b"x")


def test_a_share_that_is_not_mounted_is_out_of_reach_and_not_empty(tmp_path: Path) -> None:
    objects = open_objects(ObjectSettings(f"file://{tmp_path}/share/postroom"))
    for act in (lambda: objects.put("raw/aa/1", b"x"), lambda: objects.get("raw/aa/1")):
        with pytest.raises(Unavailable):
            act()
    assert not (tmp_path / "share").exists()


def test_a_place_that_took_over_still_finds_what_was_put_before(bucket: Bucket, tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    old, new = open_objects(ObjectSettings(f"file://{tmp_path}/share")), opened(bucket)
    old.put("raw/aa/1", b"old")
    both = Earlier(new, old)
    both.put("raw/aa/2", b"new")
    assert (both.get("raw/aa/1"), both.get("raw/aa/2")) == (b"old", b"new")
    assert old.find("raw/aa/2") is None
    with pytest.raises(LookupError):
        both.get("raw/aa/3")
